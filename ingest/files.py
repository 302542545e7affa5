"""Read what lies on the disk: files to items, and the posts of a blog's export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.journal import State
from corpus.reason import Reason
from ingest.fetch import read_file
from ingest.items import Failed, Found, Listed, Read
from ingest.look import whole
from ingest.sitemaps import read_export

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.config import SourceConfig
    from ingest.items import Item


def read_files(files: Mapping[Path, str], max_bytes: int) -> Iterator[Item]:
    """Yield what each file holds, by the name of its source.

    Nothing is remembered of files, since their bytes say whether they have changed.
    """
    for path, source in files.items():
        state = State(origin=str(path), source=source)
        try:
            yield Read(page=read_file(path, max_bytes), state=state)
        except ArticleError as error:
            yield Failed(state=state, error=error.reason)


def read_posts(config: SourceConfig) -> Iterator[Item]:
    """Yield the posts of an export of a blog, which may be larger than an article."""
    try:
        entries = read_export(Path(config.address).read_bytes(), config.address)
    except OSError as error:
        reason = Reason(
            "{name} can't be read ({reason}): check the path and its permissions.",
            {"name": config.address, "reason": error.strerror or type(error).__name__},
        )
        yield Failed(state=State(origin=config.address, source=config.name), error=reason)
        return
    except ArticleError as error:
        yield Failed(state=State(origin=config.address, source=config.name), error=error.reason)
        return
    admitted = [entry for entry in entries if config.admits(entry.address)][: config.cap]
    yield Found(addresses=len(admitted))
    items = [whole(e, State(origin=e.address, source=config.name)) for e in admitted]
    yield from items
    yield Listed(source=config.name, origins=frozenset(item.state.origin for item in items))
