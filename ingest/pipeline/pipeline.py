"""Run ingestion: gather, extract, split, embed, store; one bad article never stops the others."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.reason import Reason
from corpus.store.tables.journal import Run, State
from ingest.pipeline.batches import Shelf
from ingest.pipeline.bridge import beside, merged
from ingest.pipeline.leftovers import (
    forget_failed_files,
    look_for_vanished,
    prune_folders,
    read_freed_copies,
    repositories_of,
)
from ingest.pipeline.outcomes import Outcomes
from ingest.pipeline.tally import Tally
from ingest.pipeline.turns import Turns
from ingest.sources.discovery import offers
from ingest.sources.gather import Gatherer
from ingest.sources.kinds.kind import Disk
from ingest.sources.kinds.registry import KINDS
from ingest.sources.local import find_sources, read_files
from ingest.sources.looking.items import Failed, Passed, no_articles

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import date
    from pathlib import Path

    from corpus.store.corpus import Corpus
    from ingest.report import Progress, Report
    from ingest.source_config import SourceConfig
    from ingest.sources.discovery import Discovery
    from ingest.sources.kinds.kind import Archive
    from ingest.sources.looking.items import Item
    from ingest.sources.looking.looker import Getter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What a run is to look at - each source by the name it has in the corpus, with its files - and how.

    `lost` are the folders that can't be listed, and why.
    """

    configs: tuple[SourceConfig, ...]
    lost: dict[SourceConfig, Reason]
    files: dict[Path, SourceConfig]
    prune: bool
    forced: bool
    since: date | None
    stopped: Callable[[], bool]
    archive: Archive | None

    @property
    def roots(self) -> list[str]:
        """Return the folders that could be listed."""
        return [c.address for c in self.configs if c.kind == "folder" and c not in self.lost]


class Pipeline:
    """Brings a corpus in line with its sources."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        passage_tokens: int,
        max_file_bytes: int,
        open_getter: Callable[[], AbstractAsyncContextManager[Getter]],
    ) -> None:
        """Name the corpus, the limits - of passages in tokens, of files in bytes - and what opens the web."""
        self._corpus = corpus
        self._passage_tokens = passage_tokens
        self._max_bytes = max_file_bytes
        self._open_getter = open_getter

    def run(  # noqa: PLR0913 -- one parameter a choice that people have
        self,
        configs: Sequence[SourceConfig],
        progress: Progress,
        *,
        prune: bool = False,
        dry_run: bool = False,
        forced: bool = False,
        since: date | None = None,
        on_wait: Callable[[], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
        archive: Archive | None = None,
    ) -> Report:
        """Ingest sources; return what changed.

        What hasn't changed isn't fetched, or isn't extracted; a passage whose words haven't isn't embedded. `prune`
        removes articles that are gone from their source; `dry_run` changes nothing and embeds nothing; `forced` tries
        also what failed and isn't due yet; what is new and was published before the day `since` is left out. Once
        `stopped` says so, what is under way is stored and the rest left. `archive` reads the threads of a chat.

        Raises:
            UsageError: none of the folders is there, and there is no other source; nothing has been changed.
            BusyError: another process writes, and there is no `on_wait`.
        """
        tally = Tally(progress=progress, started=time.time(), dry=dry_run)
        found, lost = find_sources(configs)
        self._corpus.check_model()

        with Turns(self._corpus, on_wait, dry=dry_run) as turns:
            named = {config: replace(config, name=name) for config, name in self._names(configs).items()}
            files = {p: named[c] for c, its in found.items() for p in its.articles if c.admits(str(p))}
            tally.pass_over({p for c, its in found.items() for p in its.others if c.admits(str(p))} - files.keys())
            for path in sorted({path for its in found.values() for path in its.outside}):
                tally.leave_out(str(path), Reason("It leads out of the repository."))
            for path in sorted({path for its in found.values() for path in its.aside}):
                tally.leave_out(str(path), no_articles())
            plan = _Plan(
                configs=tuple(named[c] for c in configs),
                lost={named[config]: why for config, why in lost.items()},
                files=files,
                prune=prune,
                forced=forced,
                since=since,
                stopped=stopped,
                archive=archive,
            )
            self._go(plan, tally, turns)
            report = tally.report()
            if not dry_run:
                self._corpus.journal.record(Run(started=tally.started, seconds=report.seconds, what=report.counts()))
        return report

    def offers(self, address: str) -> tuple[Discovery, ...]:
        """Return all that an address of the web offers to follow, the likeliest first; to be called in a thread.

        Raises:
            UsageError: it is no address.
            ArticleError: it can't be fetched.
        """

        async def look() -> tuple[Discovery, ...]:
            async with self._open_getter() as getter:
                return await offers(getter, address)

        return asyncio.run(look())

    def _go(self, plan: _Plan, tally: Tally, turns: Turns) -> None:
        shelf = Shelf(self._corpus, tally)
        languages = {config.name: config.language for config in plan.configs}
        outcomes = Outcomes(shelf, tally, passage_tokens=self._passage_tokens, languages=languages, since=plan.since)
        tally.look_for(len(plan.files) + len(plan.lost))
        for item in self._items(plan, shelf, tally.started):
            if plan.stopped():
                break
            _take(item, outcomes, turns, shelf)
        _take_turn(turns, shelf)
        shelf.flush()
        if not tally.dry:
            for config in plan.configs:
                self._corpus.catalogue.set_source(config.source)
        if plan.stopped():
            return
        for state in outcomes.notes:
            shelf.save(state)
        if not tally.dry:
            look_for_vanished(outcomes.listings, self._corpus.journal, shelf, tally, prune=plan.prune)
            failed = {failure.address for failure in tally.failed}
            forget_failed_files(self._corpus.journal, failed, plan.roots, plan.files)
        if plan.prune:
            prune_folders(plan.roots, plan.files, shelf)
        for item in read_freed_copies(self._corpus, shelf, self._max_bytes, plan.configs):
            outcomes.take(item)
        shelf.flush()

    def _items(self, plan: _Plan, shelf: Shelf, now: float) -> Iterator[Item | None]:
        """Yield what there is at all sources: what lies on the disk first; None before each wait for the web."""
        for config, why in plan.lost.items():
            yield Failed(state=State(origin=config.address, source=config.name), error=why)
        yield from read_files(plan.files, self._max_bytes)
        for config in plan.configs:
            if config.is_local and config.kind and (read := KINDS[config.kind].read):
                yield from (replace(i, source=config.name) if isinstance(i, Passed) else i for i in read(config))
        web = [config for config in plan.configs if not config.is_local]
        if web:

            async def gather() -> AsyncGenerator[Item]:
                async with self._open_getter() as getter:
                    gatherer = Gatherer(
                        getter,
                        _Memory(self._corpus, shelf, now),
                        now=now,
                        forced=plan.forced,
                        since=plan.since,
                        disk=Disk(folder=repositories_of(self._corpus), max_file_bytes=self._max_bytes),
                        archive=plan.archive,
                    )
                    async for item in merged([gatherer.items(config) for config in web]):
                        yield item

            yield from beside(gather)

    def _names(self, configs: Sequence[SourceConfig]) -> dict[SourceConfig, str]:
        """Give each source a name of its own; one that is known by its address keeps the name it has."""
        sources = self._corpus.catalogue.sources()
        taken = {source.name: source.address for source in sources}
        names: dict[SourceConfig, str] = {}
        for config in sorted(configs, key=lambda c: c.address):
            known = next((s.name for s in sources if s.address == config.address and not config.is_named), None)
            names[config] = known or next(
                n for n in _numbered(config.name) if taken.get(n, config.address) == config.address
            )
            taken[names[config]] = config.address
        return names


def _take(item: Item | None, outcomes: Outcomes, turns: Turns, shelf: Shelf) -> None:
    """Do what an item calls for in a turn; before a wait, which None stands for, give it to others."""
    if item is None:
        turns.give()
    else:
        _take_turn(turns, shelf)
        outcomes.take(item)


def _take_turn(turns: Turns, shelf: Shelf) -> None:
    if turns.take():
        shelf.look_again()


class _Memory:
    """What earlier runs know of addresses, as the gatherer asks for it from its own thread."""

    def __init__(self, corpus: Corpus, shelf: Shelf, now: float) -> None:
        self._journal = corpus.journal
        # A copy: the run's own changes while it is read here.
        self._known = frozenset(shelf.origins())
        self._now = now

    def state(self, origin: str) -> State | None:
        return self._journal.state(origin)

    def has(self, origin: str) -> bool:
        return origin in self._known

    def due(self, source: str) -> list[str]:
        return self._journal.due(source, self._now)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
