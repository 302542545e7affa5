"""Run ingestion again and again: folders as their files change, the web at intervals (door: watchfiles)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from threading import Event

    from ingest.source_config import SourceConfig

_LOOK_EVERY = 1.0  # seconds
_AFTER_ERROR = 60.0


def watch(
    sources: Callable[[], Sequence[SourceConfig]],
    ingest: Callable[[Sequence[SourceConfig]], object],
    stop: Event,
    tell: Callable[[str], None],
) -> None:
    """Ingest what is due until stopped; what goes wrong is told, and tried again.

    `sources` is asked each time, so that an edited sources.toml counts at once; while it is broken, and that is told
    once, the sources stay those it named before.
    """
    due: dict[str, float] = {}
    configs = list(sources())
    told: str | None = None
    for changed in _changes(lambda: _folders(configs), stop):
        try:
            configs[:], told = sources(), None
        except FootnoteError as error:
            if str(error) != told:
                tell(str(error))
            told = str(error)
        now = time.monotonic()
        touched = {c.address for c in configs if c.is_local and any(_lies_in(path, c.address) for path in changed)}
        ready = [c for c in configs if c.address in touched or due.get(c.address, 0.0) <= now]
        if not ready:
            continue
        wait: float | None = None
        try:
            ingest(ready)
        except FootnoteError as error:
            tell(f"{error} It is tried again in {_AFTER_ERROR:g} seconds.")
            wait = _AFTER_ERROR
        for config in ready:
            due[config.address] = time.monotonic() + (wait or config.interval)


def _folders(configs: Iterable[SourceConfig]) -> frozenset[str]:
    """Return the folders and files of sources that there are."""
    return frozenset(c.address for c in configs if c.is_local and Path(c.address).exists())


def _lies_in(path: str, address: str) -> bool:
    return path == address or path.startswith(f"{address}/")


def _changes(folders: Callable[[], frozenset[str]], stop: Event) -> Iterator[set[str]]:
    """Yield the paths that have changed, every second; none where there are no folders.

    Where there are other folders by now, those are watched. All folders count as changed when a watch begins, since
    nothing tells of what changed before.
    """
    while not stop.is_set():
        watched = folders()
        if not watched:
            yield set()
            stop.wait(_LOOK_EVERY)
            continue
        before = set(watched)
        for changed in _changes_in(watched, stop):
            yield changed | before
            before = set()
            if folders() != watched:
                break


def _changes_in(watched: Iterable[str], stop: Event) -> Iterator[set[str]]:
    from watchfiles import watch as watch_files

    for found in watch_files(
        *watched, stop_event=stop, rust_timeout=int(_LOOK_EVERY * 1000), yield_on_timeout=True, raise_interrupt=False
    ):
        yield {path for _, path in found}
