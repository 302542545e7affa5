"""Say how much of a question's letters a sentence has: names, numbers and kindred words survive in another language.

Runs of five letters join "constitutional", "constitutionnel" and "constitucional", and a name with its inflected
forms, where stems of different languages don't meet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.language.words import UNSPACED, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH = 5
# In scripts where a character is a syllable or a word, and none stands between words.
_LENGTH_UNSPACED = 2
# The vowel signs of Indic scripts and of Thai are no letters to `\w`, and still belong to their word.
_BETWEEN = re.compile(r"[^\w \n\u0900-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+|_+")
_BREAK = "\n"


def runs(text: str) -> frozenset[str]:
    """Return the runs of letters of a text; a word's beginning and end are part of them."""
    found: set[str] = set()
    for word in _plain(text).split():
        length = _LENGTH_UNSPACED if UNSPACED.match(word) else _LENGTH
        padded = word if length == _LENGTH_UNSPACED else f" {word} "
        found.update(padded[i : i + length] for i in range(max(len(padded) - length, 0) + 1))
    return frozenset(found)


def best_share(question: frozenset[str], passages: Sequence[tuple[str, Sequence[str]]]) -> list[float]:
    """Return, for each passage, what share of the question's runs its title and its best sentence have.

    A passage is a title and its sentences. What the title has counts for every sentence.
    """
    if not question:
        return [0.0] * len(passages)
    # All in one text: a call of the library for each would take longer than what it does.
    texts = [text.replace(_BREAK, " ") for title, sentences in passages for text in (title, *sentences)]
    plain = iter(f" {line} " for line in _plain(_BREAK.join(texts)).split(_BREAK))
    shares: list[float] = []
    for _, sentences in passages:
        title = next(plain)
        left = [run for run in question if run not in title]
        most = max((sum(run in sentence for run in left) for sentence in (next(plain) for _ in sentences)), default=0)
        shares.append((len(question) - len(left) + most) / len(question))
    return shares


def _plain(text: str) -> str:
    """Return a text in lower case, without accents and with nothing but spaces between its words; lines stay."""
    return _BETWEEN.sub(" ", fold(text))
