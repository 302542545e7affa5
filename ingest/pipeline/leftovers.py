"""Look after what earlier runs left: articles that their source no longer has, copies whose article has changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.reason import Reason
from ingest.source_config import SourceConfig
from ingest.sources.kinds.git import fetched_to
from ingest.sources.local import read_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from corpus.article import Source
    from corpus.store.corpus import Corpus
    from corpus.store.tables.journal import Journal
    from ingest.pipeline.batches import Shelf
    from ingest.pipeline.tally import Tally
    from ingest.sources.looking.items import Item, Listed

_RUNS_TO_VANISH = 3


def look_for_vanished(listings: Iterable[Listed], journal: Journal, shelf: Shelf, tally: Tally, *, prune: bool) -> None:
    """Report what its source has not listed for three runs; remove it where people ask for that, or a list is final."""
    for listing in listings:
        missed = {state.origin: state.missed for state in journal.miss(listing.source, listing.origins)}
        if listing.final:  # whatever is remembered of it: what was put back has no state
            missed |= dict.fromkeys(set(shelf.of_source(listing.source)) - listing.origins, _RUNS_TO_VANISH)
        for origin, runs in missed.items():
            if not shelf.has(origin) or (runs < _RUNS_TO_VANISH and not listing.final):
                continue
            if prune or listing.final:
                shelf.remove(origin)
                journal.forget([origin])
            else:
                tally.missed(origin)


def remove_articles(corpus: Corpus, ids: Sequence[str]) -> None:
    """Take out articles, and what was fetched of the repositories that no article comes from any more."""
    before = corpus.catalogue.sources()
    corpus.remove(ids)
    folder = repositories_of(corpus)
    needed = {fetched_to(folder, source.address) for source in corpus.catalogue.sources()}
    for gone in {fetched_to(folder, source.address) for source in before} - needed:
        shutil.rmtree(gone, ignore_errors=True)


def repositories_of(corpus: Corpus) -> Path:
    """Return the folder that what was fetched of repositories is kept in."""
    return corpus.folder / "repositories"


def prune_folders(roots: Sequence[str], there: Iterable[Path], shelf: Shelf) -> None:
    """Take out the articles below some folders whose files are gone."""
    kept = {str(path) for path in there}
    for origin in shelf.origins():
        if origin not in kept and _below(origin, roots):
            shelf.remove(origin)


def forget_failed_files(
    journal: Journal, failed: Collection[str], roots: Sequence[str], there: Collection[Path]
) -> None:
    """Forget the files that could not be read in earlier runs, and are gone or no longer part of these folders.

    `failed` are those of this run, `there` the files that it has looked at.
    """
    held = {str(path) for path in there}
    origins = {state.origin for state in journal.failing() if not state.is_web} - set(failed)
    journal.forget(o for o in origins if not Path(o).exists() or (_below(o, roots) and o not in held))


def read_freed_copies(corpus: Corpus, shelf: Shelf, max_bytes: int, configs: Sequence[SourceConfig]) -> Iterator[Item]:
    """Yield the files that were copies of an article that is gone or says something else by now.

    A copy on the web is due in the next run instead.
    """
    for origin in shelf.free_copies():
        state = corpus.journal.state(origin)
        if state and state.is_web:
            unread = replace(state, etag=None, last_modified=None, changed=None, failures=0, retry_at=0.0)
            shelf.save(replace(unread, error=Reason("Its article stood for another's: it is read again.")))
        elif Path(origin).is_file():
            yield from read_files({Path(origin): _config_of(origin, configs, corpus.catalogue.sources())}, max_bytes)


def _config_of(origin: str, configs: Sequence[SourceConfig], sources: Sequence[Source]) -> SourceConfig:
    """Return the source that a file lies in, the closest one; of this run's if it is one of them."""
    known = [SourceConfig(name=source.name, kind="folder", address=source.address) for source in sources]
    around = [source for source in (*configs, *known) if _below(origin, [source.address])]
    folder = SourceConfig(name=Path(origin).parent.name, kind="folder", address=str(Path(origin).parent))
    return max(around, key=lambda s: len(s.address), default=folder)


def _below(origin: str, roots: Sequence[str]) -> bool:
    return any(origin == root or origin.startswith(f"{root}/") for root in roots)
