"""Join low-rank matrices to the bundled embedding model's weights (LoRA, Hu et al. 2021)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.embedding.encoders.weights_file import Tensor
from corpus.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.embedding.encoders.weights_file import BundledWeights

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LowRank:
    """What is learnt: beside a matrix `x.w` the product of `x.b` and `x.a`; whatever else belongs to it; its digest."""

    tensors: dict[str, Floats]
    digest: str


def read_low_rank(file: Path, sha256: str) -> LowRank:
    """Return what was learnt.

    Raises:
        ModelError: the file is missing, broken or another than the one expected.
    """
    from safetensors.numpy import load

    try:
        data = file.read_bytes()
    except OSError as error:
        raise ModelError("The adapter {file} can't be read: install Footnote again.", file=file) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError("The adapter {file} isn't the one expected: install Footnote again.", file=file)
    return LowRank(tensors={n: t.astype(np.float32) for n, t in load(data).items()}, digest=sha256[:12])


def joined(weights: BundledWeights, learnt: LowRank) -> BundledWeights:
    """Return the weights with what was learnt added to them."""
    tensors = dict(weights.tensors)
    for name in {name.removesuffix(".a") for name in learnt.tensors if name.endswith(".a")}:
        added = learnt.tensors[f"{name}.b"] @ learnt.tensors[f"{name}.a"]
        whole = tensors[f"{name}.w"].floats() + added.reshape(-1)
        raw = np.ascontiguousarray(whole, np.float32).view(np.uint8)
        tensors[f"{name}.w"] = Tensor(raw=raw, in_blocks=False)
    return replace(weights, tensors=tensors)
