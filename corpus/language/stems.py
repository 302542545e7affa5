"""Take words to their stems (door: PyStemmer)."""

from __future__ import annotations

from functools import cache
from typing import Any

import Stemmer


def algorithms() -> list[str]:
    """Return the names of Snowball's stemmers."""
    return list(Stemmer.algorithms())


def stem(word: str, algorithm: str) -> str:
    """Return the stem of a word in lower case, with its accents; the word itself where there is no algorithm."""
    return _stemmer(algorithm).stemWord(word) if algorithm else word


@cache
def _stemmer(algorithm: str) -> Any:
    return Stemmer.Stemmer(algorithm)
