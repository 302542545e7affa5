"""Keep a vector for each word of a passage, small, and say how well a question's words are met by them.

A passage's own vector is the mean of its words' vectors, and a mean hides the one word that was asked for. So the
words' vectors, which embedding makes anyway, are kept too: each without what all words share
(background_texts.py), in two bits a dimension, 96 bytes a word with the default model. For each word of a question the
nearest word of the passage counts (Khattab & Zaharia, ColBERT, 2020), in whatever language it stands.

Two bits are a sign and whether the number is large; what they stand for is Max's quantiser of four levels for normally
distributed numbers (1960). Measured: they cost nothing that shows (benchmarks/retrieval.md).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from corpus.language.words import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_LARGE = 0.9816
_SMALL_LEVEL = 0.4528
_LARGE_LEVEL = 1.510
_MEAN_SQUARE = 0.8825  # of a number so kept
DIMENSIONS_PER_BYTE = 4


def unit(vectors: Vectors) -> Vectors:
    """Return vectors of length 1 in the same directions."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def pack(vectors: Vectors) -> bytes:
    """Return vectors, (words, dimensions), as bytes; the dimensions are a multiple of 4."""
    if not len(vectors):
        return b""
    large = np.abs(vectors) >= _LARGE * vectors.std(axis=1, keepdims=True)
    return np.packbits(np.stack([vectors < 0, large], axis=-1).reshape(len(vectors), -1), axis=1).tobytes()


def unpack(packed: bytes, dimensions: int) -> Vectors:
    """Return packed vectors again, (words, dimensions); each is about as long as `length_unpacked` says."""
    # Four numbers of 32 bits move as one of 128: a tenth of the time.
    return _levels().take(np.frombuffer(packed, np.uint8)).view(np.float32).reshape(-1, dimensions)


def length_unpacked(dimensions: int) -> float:
    """Return the length of an unpacked vector, whatever it was before; to divide each would take most of the time."""
    return float(np.sqrt(dimensions * _MEAN_SQUARE))


def how_well_met(question: Vectors, passages: Sequence[bytes]) -> list[float]:
    """Return, for each passage of packed words, the mean cosine of the question's words to the nearest of its words.

    `question` has a vector of length 1 for each word. A word counts by how far the passage that meets it best stands
    out from the others: "what" is met everywhere alike and decides nothing. A passage without words gives 0.
    """
    counts = np.array([len(packed) * DIMENSIONS_PER_BYTE // max(question.shape[1], 1) for packed in passages], np.int64)
    filled = np.flatnonzero(counts)
    if not len(question) or not len(filled):
        return [0.0] * len(passages)
    dimensions = question.shape[1]
    cosines = (question / np.float32(length_unpacked(dimensions))) @ unpack(b"".join(passages), dimensions).T
    starts = np.cumsum(counts[filled]) - counts[filled]
    nearest = np.maximum.reduceat(cosines, starts, axis=1)
    weights = nearest.max(axis=1) - nearest.mean(axis=1) + 1e-6
    met = np.zeros(len(passages), np.float32)
    met[filled] = weights @ nearest / weights.sum()
    return met.tolist()


def words_of(text: str, offsets: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the tokens of each word, by their places in `offsets`, which says where in the text each token stands.

    A token without a letter or digit ends a word and belongs to none. One that stands for nothing has an empty place.
    In scripts that put no space between words each token is one.
    """
    words: list[list[int]] = []
    continues = False
    ended = 0
    for index, (start, end) in enumerate(offsets):
        piece = text[start:end]
        if not any(character.isalnum() for character in piece):
            continues = False
            continue
        if continues and start == ended and not piece[0].isspace() and not UNSPACED.match(piece):
            words[-1].append(index)
        else:
            words.append([index])
        continues, ended = True, end
    return words


def mean_of_words(tokens: Vectors, words: Sequence[Sequence[int]]) -> Vectors:
    """Return a vector a word, the mean of its tokens', (words, dimensions)."""
    if not words:
        return np.zeros((0, tokens.shape[1]), np.float32)
    counts = np.array([len(word) for word in words])
    sums: Vectors = np.add.reduceat(tokens[[i for word in words for i in word]], np.cumsum(counts) - counts, axis=0)
    return sums / counts[:, None].astype(np.float32)


@cache
def _levels() -> NDArray[np.complex128]:
    """Return the four numbers that each byte stands for, as one of 128 bits."""
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).reshape(256, DIMENSIONS_PER_BYTE, 2)
    sizes = np.where(bits[:, :, 1], _LARGE_LEVEL, _SMALL_LEVEL)
    return np.where(bits[:, :, 0], -sizes, sizes).astype(np.float32).view(np.complex128).ravel()
