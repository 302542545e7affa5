"""What runs an embedding model, whichever library does, and how its work is shared out between cores."""

from __future__ import annotations

import os
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from corpus.embedding.encoders.allocator import give_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Future, ThreadPoolExecutor

    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    OnProgress = Callable[[int], None]
    OnTokens = Callable[[int, Vectors], None]

Features = TypeVar("Features")

# What so many batches have freed goes back to the system: each batch has another shape, and its holes fit no other.
_BATCHES_KEPT = 8
_CGROUP = Path("/sys/fs/cgroup/cpu.max")


class Encoder(Protocol):
    """A model that is loaded."""

    @property
    def dimensions(self) -> int:
        """Say how many numbers a vector has."""
        ...

    @property
    def prompts(self) -> Mapping[str, str]:
        """Return what the model wants before a text, by what the text is."""
        ...

    def folded(self, text: str) -> str:
        """Return a text as the model reads it, which offsets are places in."""
        ...

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where in its text each token stands; an empty list a text where the model doesn't tell."""
        ...

    def encode(self, texts: Sequence[str], on_progress: OnProgress, on_tokens: OnTokens | None = None) -> Vectors:
        """Return a vector a text; `on_tokens` is given each text's index and the vectors of its tokens."""
        ...


def cores(limit: Path = _CGROUP) -> int:
    """Return how many cores this process may use: a container is often allowed fewer than the machine has."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):  # no such limit, or none: "max 100000"
        quota, period = limit.read_text(encoding="ascii").split()
        allowed = min(allowed, ceil(int(quota) / int(period)))
    return max(allowed, 1)


def batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Group texts of like length so that little of a batch is padding; the longest come first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True):
        if batch and lengths[batch[0]] * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def in_parallel(
    pool: ThreadPoolExecutor,
    cores: int,
    forward: Callable[[list[int], Features], None],
    work: Iterator[tuple[list[int], Features]],
    on_progress: OnProgress,
) -> None:
    """Run a batch on each core, with one thread a batch: no core waits for another within a layer."""
    waiting: list[tuple[int, Future[None]]] = []
    for number, (batch, features) in enumerate(work, 1):
        waiting.append((len(batch), pool.submit(forward, batch, features)))
        if len(waiting) > cores:
            _finish(waiting.pop(0), on_progress)
        if number % _BATCHES_KEPT == 0:
            give_back()
    for one in waiting:
        _finish(one, on_progress)


def _finish(one: tuple[int, Future[None]], on_progress: OnProgress) -> None:
    texts, future = one
    future.result()
    on_progress(texts)
