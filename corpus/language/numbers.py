"""Read the numbers of a text, in digits and in words, as digits alone: "25 000" and "25,000" are "25000"."""

from __future__ import annotations

import re

from corpus.language.registry import language_data

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_NOT_DIGIT = re.compile(r"\D")
_WORD = re.compile(r"[^\W\d_]+")


def digits(text: str) -> set[str]:
    """Return the numbers that a text gives in digits."""
    return {_NOT_DIGIT.sub("", number) for number in _NUMBER.findall(text)}


def numbers_in_words(text: str, language: str) -> set[str]:
    """Return the numbers that a text gives in words of its language."""
    known = language_data(language).numbers
    return {str(known[word]) for word in _WORD.findall(text.casefold()) if word in known}


def numbers(text: str, language: str) -> set[str]:
    """Return the numbers that a text gives in digits or in words of its language."""
    return digits(text) | numbers_in_words(text, language)


def ordinals(text: str, language: str) -> set[str]:
    """Return which of several a text names in words of its language: "2" for "second"."""
    known = language_data(language).ordinals
    return {str(known[word]) for word in _WORD.findall(text.casefold()) if word in known}
