"""Say which of a question's words the articles don't have: what is missing, where there is no answer.

Only what can be looked up is said: that no article contains a word, or that the nearest passages don't. Between two
languages that goes for names and numbers alone, since others have another form there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.judge.restating import beginnings, has_name, missing_numbers
from bot.answering.reply import Note, NoteCode
from corpus.language.names import fold_name, names
from corpus.language.registry import language_data
from corpus.language.things import things
from corpus.language.words import index_words, spelt_and_indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.answer import Evidence, Question

_MOST_WORDS = 3

# So many of a question's words speak of its matter, however much is told around it.
_SEVERAL = 4


def what_is_missing(
    question: Question, nearest: Sequence[Evidence], mentioned: Callable[[str], bool]
) -> tuple[Note, ...]:
    """Return which words for things asked about no article has, or else which the nearest passages lack.

    `mentioned` tells whether any article has a word; `nearest` are the sentences that are shown.
    """
    missing, _ = _looked_up(question, _passages(nearest))
    of_time = question.time.words if question.time else ""
    timeless = question.bare.replace(of_time, "; ") if of_time else question.bare
    asked_about = [thing for thing in things(timeless, question.language) if set(thing) <= set(missing)]
    nowhere = [thing for thing in asked_about if not any(map(mentioned, thing))]
    if nowhere:
        return (_note(NoteCode.NO_ARTICLE_HAS, nowhere),)
    return (_note(NoteCode.PASSAGES_LACK, asked_about),) if asked_about and nearest else ()


def _note(code: NoteCode, things: Sequence[tuple[str, ...]]) -> Note:
    return Note(code=code, words=tuple(" ".join(thing) for thing in things[:_MOST_WORDS]))


def names_what_is_nowhere(question: Question, best: Evidence, mentioned: Callable[[str], bool]) -> bool:
    """Say whether a question is about someone or something that no article names, so that none can answer it.

    Told only where the best sentence is in the question's language, since others may have another name for it, and
    where capitals tell names. `mentioned` tells whether any article has a word.
    """
    if best.article.language != question.language or not language_data(question.language).capitals_tell:
        return False
    named = names(question.matter, question.language)
    return any(not mentioned(word) for word, _ in _telling(question) if fold_name(word) in named)


def has_all(question: Question, evidence: Evidence, *, itself: bool = False) -> bool:
    """Say whether a sentence's passage, or the sentence itself, has all words that tell what a question is about.

    False where a word can't be looked up, for being in another language, and where there is none.
    """
    around = [(evidence.text, evidence.article.language)] if itself else _passages([evidence])
    missing, known = _looked_up(question, around)
    return known and not missing


def has_most(question: Question, evidence: Evidence) -> bool:
    """Say whether a sentence's passage has half of the words that tell what a question is about.

    False where they can't be looked up, for being in another language, and where there are none.
    """
    missing, known = _looked_up(question, _passages([evidence]))
    return known and 2 * len(missing) <= len(_telling(question))


def has_nothing_of(question: Question, evidence: Evidence) -> bool:
    """Say whether a sentence has none of the words that tell what a question is about; False in another language."""
    if evidence.article.language != question.language:
        return False
    there = {*index_words(evidence.text, question.language)}
    return not any(form in there for _, form in _telling(question))


def has_nearly_all(question: Question, evidence: Evidence) -> bool:
    """Say whether a sentence's passage lacks no more than a third of the words that tell what a question is about.

    False where they can't be looked up, for being in another language, and where there is one or none.
    """
    missing, known = _looked_up(question, _passages([evidence]))
    telling = len(_telling(question))
    return known and telling > 1 and 3 * len(missing) <= telling


def speaks_of(question: Question, evidence: Evidence) -> bool:
    """Say whether a sentence's passage has the names of a question and half of its telling words, or several of many.

    False where neither can be looked up.
    """
    around = [(f"{evidence.article.title}\n{evidence.passage.text}", evidence.article.language)]
    named = names(question.matter, question.language)
    if any(not has_name(name, [said for said, _ in around]) for name in named):
        return False
    if evidence.article.language != question.language:
        return bool(named)
    missing, known = _looked_up(question, around)
    telling = len(_telling(question))
    return known and (2 * len(missing) <= telling or telling - len(missing) >= _SEVERAL)


def _passages(evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    """Return the passages of sentences with their articles' titles, and their languages."""
    around = {e.passage.id: (f"{e.article.title}\n{e.passage.text}", e.article.language) for e in evidence}
    return list(around.values())


def _telling(question: Question) -> list[tuple[str, str]]:
    """Return the words that tell what a question is about, as they are spelt and as they stand in the index."""
    of_time = {word for word, _ in spelt_and_indexed(question.time.words if question.time else "", question.language)}
    empty = language_data(question.language).says_little
    pairs = spelt_and_indexed(question.matter, question.language)
    return [(word, form) for word, form in pairs if word not in of_time and word.lower() not in empty]


def _looked_up(question: Question, around: Sequence[tuple[str, str]]) -> tuple[list[str], bool]:
    """Return the words of a question, as they are spelt, that none of some texts has, given with their languages.

    With it goes whether there are words, and all could be looked up.
    """
    texts = [said for said, _ in around]
    comparable = all(language == question.language for _, language in around)
    words = {word for said, language in around for word in index_words(said, language)}
    # Where every noun has a capital a word may be one that other languages have another for.
    tells = language_data(question.language).capitals_tell
    named = beginnings(names(question.bare, question.language)) if tells else frozenset[str]()
    telling = _telling(question)
    missing: dict[str, None] = {}
    all_known = bool(telling)
    for spelt, indexed in telling:
        if spelt.isdecimal():
            is_missing = missing_numbers(spelt, around) > 0
        elif beginnings([spelt]) <= named:
            is_missing = not has_name(spelt, texts)
        else:
            all_known &= comparable
            is_missing = comparable and indexed not in words
        if is_missing:
            missing[spelt] = None
    return list(missing), all_known
