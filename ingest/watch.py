"""Run ingestion again and again: folders as their files change, the web at intervals (door: watchfiles)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from threading import Event

    from ingest.config import SourceConfig

_LOOK_EVERY = 1.0  # seconds
_AFTER_ERROR = 60.0


def watch(
    sources: Callable[[], Sequence[SourceConfig]],
    ingest: Callable[[Sequence[SourceConfig]], object],
    stop: Event,
    tell: Callable[[str], None],
) -> None:
    """Ingest what is due until stopped; what goes wrong is told, and tried again.

    `sources` is asked each time, so that an edited sources.toml counts at once.
    """
    due: dict[str, float] = {}
    configs = list(sources())
    for changed in _changes([Path(c.address) for c in configs if c.is_local], stop):
        try:
            configs = list(sources())
        except FootnoteError as error:
            tell(str(error))
        now = time.monotonic()
        touched = {c.address for c in configs if c.is_local and any(path.startswith(c.address) for path in changed)}
        ready = [c for c in configs if c.address in touched or due.get(c.address, 0.0) <= now]
        if not ready:
            continue
        wait: float | None = None
        try:
            ingest(ready)
        except FootnoteError as error:
            tell(f"{error} It is tried again in {_AFTER_ERROR:.0f} seconds.")
            wait = _AFTER_ERROR
        for config in ready:
            due[config.address] = time.monotonic() + (wait or config.interval)


def _changes(folders: Sequence[Path], stop: Event) -> Iterator[set[str]]:
    """Yield the paths that have changed, every second; nothing has where there are no folders."""
    there = [folder for folder in folders if folder.exists()]
    if not there:
        while not stop.is_set():
            yield set()
            stop.wait(_LOOK_EVERY)
        return
    from watchfiles import watch as watch_files

    yield set()
    for found in watch_files(
        *there, stop_event=stop, rust_timeout=int(_LOOK_EVERY * 1000), yield_on_timeout=True, raise_interrupt=False
    ):
        yield {path for _, path in found}
