"""Read what lies on the disk: sources to files, files to items, and the posts of a blog's export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArticleError, UsageError
from corpus.language.well_formed import well_formed
from corpus.reason import Reason
from corpus.store.journal import State
from ingest.fetch import read_file
from ingest.sources.folder import find_files
from ingest.sources.items import Failed, Found, Listed, Noted, Read
from ingest.sources.sitemap import read_export
from ingest.sources.visit import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.sources.config import SourceConfig
    from ingest.sources.folder import Files
    from ingest.sources.items import Item


def find_sources(configs: Sequence[SourceConfig]) -> tuple[dict[SourceConfig, Files], dict[SourceConfig, Reason]]:
    """Return the files of each folder that can be listed, and why each other one can't.

    Raises:
        UsageError: no source is left that can be looked at.
    """
    found: dict[SourceConfig, Files] = {}
    lost: dict[SourceConfig, Reason] = {}
    for config in configs:
        try:
            if config.kind == "folder":
                found[config] = find_files(Path(config.address))
        except ArticleError as error:
            lost[config] = error.reason
    if lost and lost.keys() >= set(configs):
        raise UsageError(" ".join(map(str, lost.values())))
    return found, lost


def read_files(files: Mapping[Path, str], max_bytes: int) -> Iterator[Item]:
    """Yield what each file holds, by the name of its source.

    Of files only failures are remembered, since their bytes say whether they have changed.
    """
    for path, source in files.items():
        state = State(origin=well_formed(str(path)), source=source)
        try:
            yield Read(page=read_file(path, max_bytes), state=state)
        except ArticleError as error:
            yield Failed(state=state, error=error.reason)


def read_posts(config: SourceConfig) -> Iterator[Item]:
    """Yield the posts of an export of a blog, which may be larger than an article."""
    state = State(origin=config.address, source=config.name)
    try:
        entries = read_export(Path(config.address).read_bytes(), config.address)
    except OSError as error:
        reason = Reason(
            "{name} can't be read ({reason}): check the path and its permissions.",
            {"name": config.address, "reason": error.strerror or type(error).__name__},
        )
        yield Failed(state=state, error=reason)
        return
    except ArticleError as error:
        yield Failed(state=state, error=error.reason)
        return
    admitted = [entry for entry in entries if config.admits(entry.address)][: config.cap]
    yield Found(addresses=len(admitted))
    items = [whole(e, State(origin=e.address, source=config.name)) for e in admitted]
    yield from items
    yield Listed(source=config.name, origins=frozenset(item.state.origin for item in items))
    yield Noted(state=state)
