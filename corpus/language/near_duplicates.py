"""Tell articles that are nearly the same, as one wire story in two papers (door: datasketch)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NEAR: Final = 0.7
"""From this share of common runs of three words on, two texts are one story (benchmarks/near_duplicates.md)."""

FEWEST_WORDS: Final = 40
"""Texts shorter than this are the same only if they are equal: a few words say too little."""

_VALUES = 126
_ROWS = 6  # 21 bands of 6 values find 93 of 100 pairs at .7, 99.5 at .8
_RUN = 3
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@lru_cache(maxsize=512)
def signature(text: str) -> bytes:
    """Return the MinHash of a text's runs of three words: 126 values of 4 bytes."""
    from datasketch import MinHash

    minhash = MinHash(num_perm=_VALUES)
    minhash.update_batch([run.encode() for run in _runs(text)])
    return minhash.hashvalues.astype("<u4").tobytes()


def bands(signed: bytes) -> list[bytes]:
    """Return the pieces of a signature of which near texts share at least one, each with its number."""
    step = _ROWS * 4
    return [bytes([at // step]) + signed[at : at + step] for at in range(0, len(signed), step)]


def likeness(signed: bytes, others: Sequence[bytes]) -> list[float]:
    """Return the share of runs that a text has in common with each of the others, by their signatures."""
    own = _values(signed)
    return [float((own == _values(other)).mean()) for other in others]


def same_story(text: str, other: str) -> bool:
    """Say whether one text may stand for another that is nearly the same: it has every number the other has.

    Two reports of a series differ in little else than their figures, and are two articles.
    """
    if text == other:
        return True
    if min(len(_WORD.findall(t)) for t in (text, other)) < FEWEST_WORDS:
        return False
    return set(_NUMBER.findall(other)) <= set(_NUMBER.findall(text))


def same_words(text: str, other: str) -> bool:
    """Say whether two passages are nearly the same, with the same numbers; counted out, since they are short."""
    if text == other:
        return True
    own, others = _runs(text), _runs(other)
    common = len(own & others)
    alike = common >= NEAR * (len(own) + len(others) - common)
    return alike and set(_NUMBER.findall(text)) == set(_NUMBER.findall(other))


@lru_cache(maxsize=512)
def _runs(text: str) -> frozenset[str]:
    """Return the runs of three words of a text."""
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, 1)))


def _values(signed: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signed, "<u4")
