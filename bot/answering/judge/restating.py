"""Judge whether words of an article support a sentence, in whatever languages the two are.

What can be told for certain is checked exactly - numbers, names, whether either denies something, whether the
article only asks - and meaning by the cosine of the two. Each check can only refuse: none makes up for another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.language.names import fold_name, names
from corpus.language.numbers import digits, numbers, ordinals
from corpus.language.registry import language_data
from corpus.language.statements import denies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# The cosine of a sentence and its translation: 98 of 100 pairs lie above, and in 95 of 100 cases
# every neighbouring sentence below (benchmarks/answers.md).
SAME_MEANING = 0.865

_NAME_BEGINS = 5
_LONGEST_ENDING = 3
_MOST_LONGER = 2.5  # times: a translation that differs by more in length says more or less than its source


def numbers_agree(sentence: str, source: str, source_language: str) -> bool:
    """Say whether every number that a sentence has in digits stands in its source, in digits or in words."""
    return digits(sentence) <= numbers(source, source_language)


def names_known(sentence: str, language: str, sources: Iterable[str], *, same_language: bool) -> bool:
    """Say whether every name of a sentence in a language stands in one of the texts it may be taken from.

    Names are compared by their beginning, since endings change (Congress, Congrès). Between two languages only
    abbreviations must match: countries and offices have other names there.
    """
    known = beginnings(sources)
    found = names(sentence, language)
    wanted = found if same_language else {name for name in found if name.upper() in sentence}
    translated = language_data(language).translated_names
    return all(part[:_NAME_BEGINS] in known for name in wanted - translated for part in _parts(name))


def beginnings(texts: Iterable[str]) -> set[str]:
    """Return the words of texts as names are compared: folded, and their first letters."""
    return {part[:_NAME_BEGINS] for text in texts for part in _parts(text)}


def has_name(name: str, texts: Iterable[str]) -> bool:
    """Say whether one of the texts has a name, in any of its forms: its words' beginnings are compared."""
    return not _lacking(_parts(name), texts)


def missing_names(question: str, language: str, sources: Iterable[str]) -> float:
    """Return which share of the names of a question in a language none of the texts has, 0.0 where it names nothing."""
    wanted = {part for name in names(question, language) for part in _parts(name)}
    return len(_lacking(wanted, sources)) / len(wanted) if wanted else 0.0


def _lacking(parts: Collection[str], texts: Iterable[str]) -> list[str]:
    """Return the words of names that no text has.

    A word that is all beginning is a name's only where what the name has more is an ending: "clear" isn't Clearview.
    """
    known = {part for text in texts for part in _parts(text)}
    begun = {part[:_NAME_BEGINS] for part in known if len(part) > _NAME_BEGINS}
    return [
        part
        for part in parts
        if part[:_NAME_BEGINS] not in (known if len(part) <= _NAME_BEGINS + _LONGEST_ENDING else begun) | begun
    ]


def missing_numbers(question: str, sources: Iterable[tuple[str, str]]) -> float:
    """Return which share of a question's numbers no text has, each given with its language; 0.0 without numbers."""
    wanted = digits(question)
    known = {number for source in sources for number in numbers(*source) | ordinals(*source)} if wanted else set[str]()
    return len(wanted - known) / len(wanted) if wanted else 0.0


def _parts(text: str) -> list[str]:
    return [fold_name(part) for part in re.split(r"[\W_]+", text) if part]


def restates(sentence: str, language: str, source: str, source_language: str, similarity: float) -> bool:
    """Say whether a sentence says what its source says, in another language: no more, no less, no opposite."""
    return (
        similarity >= SAME_MEANING
        and numbers_agree(sentence, source, source_language)
        and numbers_agree(source, sentence, language)
        and denies(sentence, language) == denies(source, source_language)
        and 1 / _MOST_LONGER <= len(sentence) / len(source) <= _MOST_LONGER
    )
