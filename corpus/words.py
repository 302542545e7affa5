"""Turn a text into the words it is indexed and searched by (door: PyStemmer)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
_ELISION = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|dell|nell|sull|dall|all|un|gl)['’ʼ](?=\w)", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
_ELIDING = {"fr", "it", "ca"}
_WORD = re.compile(r"[^\W_]+")
# Scripts that put no space between words: two neighbouring characters stand for a word.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def index_words(text: str, language: str) -> list[str]:
    """Return a text's words as they stand in the index: elisions split, stemmed, accents folded."""
    text = unicodedata.normalize("NFKC", text)
    text = _ELISION.sub(" ", text) if language in _ELIDING else _POSSESSIVE.sub(" ", text)
    words: list[str] = []
    stem = _stemmer(language)
    for word in _WORD.findall(text.lower()):
        if _UNSPACED.search(word):
            words += _pairs(word)
        else:
            words.append(_fold(stem.stemWord(word) if stem else word))
    return words


def query_words(text: str, languages: Iterable[str]) -> list[str]:
    """Return a query's words as each of the corpus' languages would index them, once each."""
    return list(dict.fromkeys(word for language in languages for word in index_words(text, language)))


def _pairs(word: str) -> list[str]:
    return [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]


def _fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None
