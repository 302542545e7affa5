"""Turn what a language file holds into what the code works with, and check it (door: PyStemmer).

A pattern may go over several lines: a line break and the indentation behind it are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final

import Stemmer
from pydantic import BeforeValidator

NOTHING: Final = re.compile(r"(?!)")
_LINE_BREAK = re.compile(r"\n\s*")
_APOSTROPHE = "['’ʼ]"


def one_line(pattern: str) -> str:
    """Return a pattern that may go over several lines as one."""
    return _LINE_BREAK.sub("", pattern)


def words(value: Any) -> frozenset[str]:
    """Return the words of a text, as they are spelt."""
    if not isinstance(value, str):
        raise ValueError("words between spaces are wanted")  # noqa: TRY004 -- pydantic takes no other for an error
    return frozenset(value.split())


def by_word(value: Any) -> dict[str, Any]:
    """Return the number or name of each word, of a table that has words for each number or name."""
    if not isinstance(value, Mapping):
        raise ValueError("a table that names the words of each is wanted")  # noqa: TRY004 -- as above
    return {word.casefold(): key for key, text in value.items() for word in sorted(words(text))}


def _pattern(value: Any) -> re.Pattern[str]:
    """Compile one pattern, or the alternatives of a list."""
    alternatives = [value] if isinstance(value, str) else value
    if not isinstance(alternatives, list) or not all(isinstance(one, str) for one in alternatives):
        raise ValueError("a pattern or a list of patterns is wanted")
    return compiled("|".join(f"(?:{one_line(one)})" for one in alternatives))


def _plain_pattern(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a pattern is wanted")  # noqa: TRY004 -- as above
    compiled(value.replace("{time}", ""))
    return value


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled once: those for time fill the cache that `re` has of its own.

    Raises:
        ValueError: it is broken.
    """
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the pattern is broken: {error}") from error


def _whole_words(value: Any) -> re.Pattern[str]:
    """Compile what finds one of some words; one that ends in an apostrophe is only the beginning of a word."""
    found = sorted(re.escape(word).replace("'", _APOSTROPHE) for word in words(value))
    ends = [word if word.endswith(_APOSTROPHE) else rf"{word}\b" for word in found]
    return re.compile(rf"\b(?:{'|'.join(ends)})", re.IGNORECASE) if found else NOTHING


def _elisions(value: Any) -> re.Pattern[str]:
    """Compile what finds a word that an apostrophe joins to the next one."""
    found = "|".join(re.escape(word) for word in sorted(words(value)))
    return re.compile(rf"\b(?:{found}){_APOSTROPHE}(?=\w)", re.IGNORECASE)


def _abbreviations(value: Any) -> re.Pattern[str]:
    """Compile what finds one of some abbreviations, as it is spelt, at the end of a text."""
    found = "|".join(re.escape(word) for word in sorted(words(value)))
    return re.compile(rf"(?:^|[\s(«\"'’])(?:{found})\.\s*$")


def _no_abbreviations(value: Any) -> re.Pattern[str]:
    """Compile what finds the space between one of some words with a full stop and a capital."""
    found = "|".join(rf"(?<=\b{re.escape(word)}\.)" for word in sorted(words(value)))
    return re.compile(rf"(?:{found})\s+(?=[\"“(]?[A-Z])")


def _stemmer(value: Any) -> Any:
    """Return the Snowball stemmer of a name."""
    known = Stemmer.algorithms()
    if value not in known:
        raise ValueError(f"Snowball has {', '.join(known)}")
    return Stemmer.Stemmer(value)


Stems = Annotated[Any, BeforeValidator(_stemmer)]
"""A stemmer of PyStemmer, or None."""
Words = Annotated[frozenset[str], BeforeValidator(words)]
Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]
PlainPattern = Annotated[str, BeforeValidator(_plain_pattern)]
"""A pattern that others are made with, checked and not compiled."""
Elisions = Annotated[re.Pattern[str], BeforeValidator(_elisions)]
Abbreviations = Annotated[re.Pattern[str], BeforeValidator(_abbreviations)]
NoAbbreviations = Annotated[re.Pattern[str], BeforeValidator(_no_abbreviations)]
WholeWords = Annotated[re.Pattern[str], BeforeValidator(_whole_words)]
Numbers = Annotated[Mapping[str, int], BeforeValidator(by_word)]
