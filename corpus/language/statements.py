"""Tell what a sentence does: state something, deny it, ask it, or say that it isn't said."""

from __future__ import annotations

import re

from corpus.language.registry import language_data

_ASKS = re.compile(r"[?？؟]\W*$")
# "But it", "and then": what joins is near the end, with two words behind it at the most.
_LAST_WORDS = re.compile(r"(?:[\w’'ʼ]+\W+){0,2}[\w’'ʼ]+\s*$")


def asks(text: str, language: str) -> bool:
    """Say whether a sentence asks something, and so states nothing."""
    return bool(_ASKS.search(text) or language_data(language).asks.search(text))


def leaves_open(text: str, language: str) -> bool:
    """Say whether a sentence asks something or says that something isn't said."""
    return asks(text, language) or bool(language_data(language).says_nothing.search(text))


def told_and_left_open(text: str, language: str) -> tuple[str, str] | None:
    """Return what a sentence tells and what it then leaves open; None where it doesn't do both.

    "It lasts a year and doesn't say what comes then" tells how long it lasts.
    """
    data = language_data(language)
    found = data.says_nothing.search(text)
    last_words = found and _LAST_WORDS.search(text, 0, found.start())
    if not found or not last_words or not data.joins.search(last_words[0]):
        return None
    return text[: found.start()], text[found.end() :]


def denies(text: str, language: str) -> bool:
    """Say whether a sentence has a negation of its language in it."""
    return bool(language_data(language).negations.search(text))
