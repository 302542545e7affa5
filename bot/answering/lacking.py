"""Say which of a question's words the articles don't have: what is missing, where there is no answer.

Only what can be looked up is said: that no article contains a word, or that the nearest passages don't. Between two
languages that goes for names and numbers alone, since others have another form there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.support import beginnings, missing_numbers, names
from bot.answering.texts import text
from corpus.words import index_words, telling_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.answer import Evidence, Question

_MOST_WORDS = 3


def what_is_missing(question: Question, nearest: Sequence[Evidence], mentioned: Callable[[str], bool]) -> str:
    """Return the sentence that says that the articles don't say, and of which words they have nothing.

    `mentioned` tells whether any article has a word; `nearest` are the sentences that are shown.
    """
    language = question.language
    missing = _missing(question, nearest)
    nowhere = [word for word in missing if not mentioned(word)]
    if not nowhere and not (missing and nearest):
        return text("nothing", language)
    *words, last = (text("quoted", language).format(word=word) for word in (nowhere or missing)[:_MOST_WORDS])
    listed = text("or", language).join(filter(None, (", ".join(words), last)))
    return text("nowhere" if nowhere else "not_nearby", language).format(words=listed)


def _missing(question: Question, nearest: Sequence[Evidence]) -> list[str]:
    """Return the words of a question, as they are spelt, that none of the passages of some sentences has."""
    around = {e.passage.id: (f"{e.article.title}\n{e.passage.text}", e.article.language) for e in nearest}
    texts = [words for words, _ in around.values()]
    comparable = all(language == question.language for _, language in around.values())
    words = {word for said, language in around.values() for word in index_words(said, language)}
    named, known = beginnings(names(question.matter)), beginnings(texts)
    missing: dict[str, None] = {}
    for spelt, indexed in telling_words(question.matter, question.language):
        if spelt.isdecimal():
            is_missing = missing_numbers(spelt, texts) > 0
        elif beginnings([spelt]) <= named:
            is_missing = not beginnings([spelt]) <= known
        else:
            is_missing = comparable and indexed not in words
        if is_missing:
            missing[spelt] = None
    return list(missing)
