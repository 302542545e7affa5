"""Understand a question from the conversation it is asked in: "And Microsoft?", "When was that?".

A conversation is only ever used to understand what is asked; what is said comes from the articles. It is bounded: of
the last turns the questions and the beginnings of the answers, of those before them a summary, what they asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.judge.restating import names_known, numbers_agree
from bot.answering.question.kind import Kind, read_kind
from corpus.language.identify import identify
from corpus.language.names import first_name, names
from corpus.language.registry import language_data, languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Turn
    from corpus.language.registry import Ask, Language

MOST_TURNS = 3
MOST_EARLIER = 5
_LONGEST_ANSWER = 300
_LONGEST_REWRITTEN = 400

_WORD = re.compile(r"[\w’'-]+")
_FEW_WORDS = 2
_BARE_WORDS = 4
# In whose place another may stand: "Who?" asks for another part of the sentence.
_ASKING: tuple[Ask, ...] = ("why", "when", "how_many", "how")


def leans_on_earlier(question: str, language: str) -> bool:
    """Say whether a question needs what was said before it to be understood.

    Of several questions in one the first must: "it" in a later one is what the first is about.
    """
    question = next(iter(read_kind(question, language).parts), question)
    shows = language_data(language).follow_up
    if shows.opens.match(question):
        return True
    own = shows.stands_for_nothing.sub(" ", question)
    stands_for_earlier = bool(shows.stands_for.search(own))
    if not stands_for_earlier and opens_anew(question, language):
        return False
    if len(_WORD.findall(question)) <= _FEW_WORDS:
        return not _are_keywords(question, language)
    if names(own, language):
        # "When did Amazon say that it stops?": what "it" stands for is named beside it, and so is "-t-il" in French.
        return False
    return bool(shows.stands_for.search(shows.inverted.sub(" ", own)) or shows.inverted.search(own))


def opens_anew(question: str, language: str) -> bool:
    """Say whether a question asks of all articles, or for whatever is new in them, so that nothing before it is meant.

    So few words may be of any language: "list everything" shows none.
    """
    short = len(_WORD.findall(question)) <= _BARE_WORDS
    return any(_asks_of_all(question, code) for code in dict.fromkeys((language, *(languages() if short else ()))))


def _asks_of_all(question: str, language: str) -> bool:
    asked = read_kind(question, language)
    match asked.kind:
        case Kind.ABOUT_CORPUS | Kind.SMALL_TALK:
            return True
        case Kind.NEWEST:
            return not any(not language_data(language).asks_with(word) for word in _WORD.findall(asked.topic))
        case Kind.SUMMARY:
            every = language_data(language).claims.get("all")
            return bool(every and every.search(question))
        case _:
            return False


def _are_keywords(question: str, language: str) -> bool:
    """Say whether two words without a question mark are what is searched for: "amazon pause"."""
    data = language_data(language)
    words = _WORD.findall(question)
    bare = len(words) == _FEW_WORDS and question.rstrip()[-1:].isalnum() and not words[0][0].isupper()
    return bare and bool(data.stop_words) and not any(data.asks_with(word) for word in words)


def asked_otherwise(question: str, language: str, turns: Sequence[Turn]) -> str | None:
    """Return the last question with another word for asking: "Why did it close?" after "When did it close?", "Why?".

    None where the question is more than that word, or the last one doesn't begin with one.
    """
    earlier = turns[-1].question
    data = language_data(identify(earlier, fallback=language))
    opened = data.follow_up.opens.match(question)
    bare = question[opened.end() if opened else 0 :].strip(" ?!.,¿")
    if not bare or not any(_is_all(bare, data, ask) for ask in _ASKING):
        return None
    for ask in _ASKING:
        pattern = data.question.get(ask)
        if pattern and (found := pattern.match(earlier)):
            return f"{bare[0].upper()}{bare[1:]}{earlier[found.end() :]}"
    return None


def _is_all(words: str, data: Language, ask: Ask) -> bool:
    pattern = data.question.get(ask)
    return bool(pattern and pattern.fullmatch(words))


def in_place_of(question: str, language: str, turns: Sequence[Turn]) -> str | None:
    """Return the last question with another name in the place of its first: "And Microsoft?" after "What did IBM do?".

    A year is added to it. None where the question is more than a name, or the last one names nothing.
    """
    earlier = turns[-1].question
    spoken = [language_data(code) for code in dict.fromkeys((language, identify(earlier, fallback=language)))]
    if year := next(filter(None, (one.follow_up.of_year.match(question) for one in spoken)), None):
        return f"{earlier.rstrip(' ?')} {year['year']}?"
    opened = next(filter(None, (one.follow_up.opens.match(question) for one in spoken)), None)
    bare = question[opened.end() if opened else 0 :].strip(" ?!.,")
    if not _is_name(bare, spoken) or (not opened and question.rstrip().endswith(("!", "."))):
        return None
    span = first_name(earlier, spoken[-1].code)
    return earlier[: span.start] + bare + earlier[span.end :] if span else None


def _is_name(bare: str, spoken: Sequence[Language]) -> bool:
    """Say whether a few words are a name: the first and the last have a capital, and neither asks or only reacts."""
    words = bare.split()
    if not 0 < len(words) <= _BARE_WORDS or not any(one.stop_words for one in spoken):
        return False
    for word in (words[0], words[-1]):
        folded = word.casefold()
        asks = any(
            folded in known for one in spoken for known in (one.stop_words, one.hints, one.asked_with, one.reactions)
        )
        if not word[0].isupper() or (asks and not (len(word) > 1 and word.isupper())):
            return False
    return True


def together(question: str, turns: Sequence[Turn]) -> str:
    """Return a question behind the one before it: what is searched for where nothing better is known."""
    return f"{turns[-1].question} {question}"


def as_told(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return what a model is told of a conversation: questions, each with the beginning of its answer or none."""
    earlier, last = turns[:-MOST_TURNS][-MOST_EARLIER:], turns[-MOST_TURNS:]
    asked = [(turn.question[:_LONGEST_ANSWER], "") for turn in earlier]
    return asked + [(turn.question, _beginning(turn.answer)) for turn in last]


def holds(rewritten: str, question: str, turns: Sequence[Turn]) -> bool:
    """Say whether a model's rewriting of a question asks nothing that wasn't in it or in the conversation."""
    known = [question, *(turn.question for turn in turns[-MOST_TURNS - MOST_EARLIER :])]
    known += [turn.answer for turn in turns[-MOST_TURNS:]]
    own = identify(question, fallback="")
    language = identify(rewritten, fallback=own or "en")
    return (
        0 < len(rewritten) <= _LONGEST_REWRITTEN
        and rewritten.rstrip().endswith(("?", "？", "؟"))
        and names_known(rewritten, language, known, same_language=True)
        and names_known(question, language, [rewritten], same_language=True)
        and numbers_agree(rewritten, " ".join(known), language)
        and language in {own, ""} | _like(turns)
    )


def _like(turns: Sequence[Turn]) -> set[str]:
    """Return the language of the last question: a question of two words doesn't show its own."""
    return {identify(turns[-1].question, fallback="")}


def _beginning(answer: str) -> str:
    """Return the beginning of an answer, cut at a word."""
    if len(answer) <= _LONGEST_ANSWER:
        return answer
    return answer[:_LONGEST_ANSWER].rpartition(" ")[0] + " …"
