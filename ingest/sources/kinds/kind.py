"""What makes a kind of source, and what one of its walks is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator
    from pathlib import Path

    from corpus.store.tables.journal import State
    from ingest.source_config import SourceConfig
    from ingest.sources.looking.items import Item
    from ingest.sources.looking.looker import Getter, Looker
    from ingest.web.fetcher import Fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Where a walk may keep what it fetched for the next one, and how large a file may be."""

    folder: Path
    max_file_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A source that is walked through: what is known of its address, and what was `fetched` there already."""

    config: SourceConfig
    state: State
    getter: Getter
    looker: Looker
    fetched: Fetched | None = None
    disk: Disk | None = None

    def with_fetched(self, fetched: Fetched) -> Visit:
        """Return the visit with what was fetched at the source's address."""
        return replace(self, fetched=fetched)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of source; `most` is how many of its articles are read unless its owner sets `cap`.

    `walk` tells what is there on the web, `read` what is there on the disk; `is_it` knows one by what was fetched,
    `name_at` by its address alone, and says what it is called.
    """

    name: str
    most: int
    walk: Callable[[Visit], AsyncGenerator[Item]] | None = None
    read: Callable[[SourceConfig], Iterator[Item]] | None = None
    is_it: Callable[[Fetched], bool] | None = None
    name_at: Callable[[str], str | None] | None = None
    is_local: bool = False
