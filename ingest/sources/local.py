"""Read what lies on the disk: sources to files, files to items."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArticleError, UsageError
from corpus.language.well_formed import well_formed
from corpus.reason import Reason
from corpus.store.tables.journal import State
from ingest.sources.file import read_file
from ingest.sources.kinds.folder import find_files
from ingest.sources.looking.items import Failed, Read
from ingest.sources.looking.page_links import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.source_config import SourceConfig
    from ingest.sources.kinds.folder import Files
    from ingest.sources.looking.items import Item


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
        raise UsageError.of(
            reduce(lambda one, other: Reason("{one} {other}").filled(one=one, other=other), lost.values())
        )
    return found, lost


def read_files(files: Mapping[Path, SourceConfig], max_bytes: int) -> Iterator[Item]:
    """Yield what each file holds, by its source.

    Of files only failures are remembered, since their bytes say whether they have changed.
    """
    for path, config in files.items():
        state = State(origin=well_formed(str(path)), source=config.name)
        try:
            yield Read(page=replace(read_file(path, max_bytes), address=page_of(config, path)), state=state)
        except ArticleError as error:
            yield Failed(state=state, error=error.reason)
