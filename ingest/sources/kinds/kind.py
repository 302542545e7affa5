"""What makes a kind of source, and what one of its walks is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator
    from pathlib import Path

    from corpus.store.tables.journal import State
    from ingest.source_config import SourceConfig
    from ingest.sources.looking.items import Item
    from ingest.sources.looking.looker import Getter, Looker
    from ingest.thread import Thread, Threads
    from ingest.web.fetcher import Fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Where a walk may keep what it fetched for the next one, and how large a file may be."""

    folder: Path
    max_file_bytes: int


class Archive(Protocol):
    """Reads the threads of a chat's channels, as far as they may be read into a corpus."""

    async def threads(self, server: int, channel: int) -> Threads:
        """Return the threads of a channel that all may read.

        Raises:
            PrivateError: they aren't for all who read the corpus.
            FetchError: they can't be read now.
        """
        ...

    async def read(self, address: str) -> Thread:
        """Return a thread that was listed.

        Raises:
            PrivateError: it isn't to be read.
            FetchError: it can't be read now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A source that is walked through: what is known of its address, and what was `fetched` there already.

    `archive` is None where no chat can be read, as in the terminal.
    """

    config: SourceConfig
    state: State
    getter: Getter
    looker: Looker
    fetched: Fetched | None = None
    disk: Disk | None = None
    archive: Archive | None = None

    def with_fetched(self, fetched: Fetched) -> Visit:
        """Return the visit with what was fetched at the source's address."""
        return replace(self, fetched=fetched)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of source; `most` is how many of its articles are read unless its owner sets `cap`.

    `walk` tells what is there on the web, `read` what is there on the disk; `is_it` knows one by what was fetched,
    `name_at` by its address alone, and says what it is called. One that is read `by_bot` is read nowhere else.
    """

    name: str
    most: int
    walk: Callable[[Visit], AsyncGenerator[Item]] | None = None
    read: Callable[[SourceConfig], Iterator[Item]] | None = None
    is_it: Callable[[Fetched], bool] | None = None
    name_at: Callable[[str], str | None] | None = None
    is_local: bool = False
    by_bot: bool = False
