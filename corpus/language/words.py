"""Turn a text into the words it is indexed and searched by."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from corpus.language.checked import NOTHING
from corpus.language.registry import language_data

if TYPE_CHECKING:
    from collections.abc import Iterable

_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
# The vowel signs of Indic scripts and of Thai are no letters to `\w`, and still belong to their word.
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+")
# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel marks of Arabic, and the stroke that only widens a word.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+")
_SPELT = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ى": "ي", "ة": "ه"}
_SPECIAL = re.compile(f"[{''.join(_SPELT)}]")
# Scripts that put no space between words, and Korean, where a word ends in one of many particles: two neighbouring
# characters stand for a word.
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")


def index_words(text: str, language: str) -> list[str]:
    """Return a text's words as they stand in the index: elisions split, stemmed, accents folded."""
    return [stem for word in spelt_words(text, language) for stem in word_forms(word, language)]


def query_words(text: str, languages: Iterable[str]) -> list[str]:
    """Return a query's words as each of the corpus' languages would index them, once each.

    The first language is the query's own. Its words for asking and joining, which every text has, are left out,
    unless the query has no others.
    """
    own, *others = dict.fromkeys(languages)
    words = telling_words(text, own) or spelt_words(text, own)
    forms = [form for language in (own, *others) for word in words for form in word_forms(word, language)]
    return list(dict.fromkeys(forms))


def spelt_and_indexed(text: str, language: str) -> list[tuple[str, str]]:
    """Return the words of a query that tell what it is about, as they are spelt, each with its form in the index.

    Words of scripts that put no space between them are left out: nothing tells where one ends.
    """
    bare = unicodedata.normalize("NFKC", _unjoined(text, language))
    spelt = [word for word in _WORD.findall(bare) if not UNSPACED.search(word)]
    empty = stop_words(language)
    return [(word, word_forms(word.lower(), language)[0]) for word in spelt if word.lower() not in empty]


def telling_words(text: str, language: str) -> list[str]:
    """Return a text's words without those for asking and joining, in lower case."""
    empty = stop_words(language)
    return [word for word in spelt_words(text, language) if word not in empty]


def fold(text: str) -> str:
    """Return a text in lower case without accents, vowel marks and ligatures."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _SPECIAL.sub(lambda found: _SPELT[found[0]], unicodedata.normalize("NFC", bare))


def spelt_words(text: str, language: str) -> list[str]:
    """Return the words of a text in lower case; accents stay, since stemmers go by them."""
    text = unicodedata.normalize("NFKC", text)
    text = _unjoined(text, language)
    # In decomposed Latin text an accent is a mark of its own, and NFKC has joined it to its letter by now.
    return _WORD.findall(_MARKS.sub("", text.lower()))


def word_forms(word: str, language: str) -> list[str]:
    """Return a word as it stands in the index: its stem, or its pairs of neighbours where words aren't spaced."""
    if UNSPACED.search(word):
        return [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
    stemmer = language_data(language).stemmer
    return [fold(stemmer.stemWord(word) if stemmer else word)]


def stop_words(language: str) -> frozenset[str]:
    """Return a language's words for asking and joining, in lower case; none for a language that isn't known here.

    Only of a question are they left out: the index keeps them, so that "The Who" can be found by "who" alone.
    """
    return language_data(language).stop_words


def _unjoined(text: str, language: str) -> str:
    """Return a text without what an apostrophe joins to its words: the elided ones, or elsewhere the possessive."""
    elisions = language_data(language).elisions
    return (_POSSESSIVE if elisions is NOTHING else elisions).sub(" ", text)
