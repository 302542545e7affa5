"""Read sources into a corpus while the bot goes on answering: one run a corpus at a time, told of as it goes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Protocol

from bot.failures import RefusedError
from bot.service.jobs.job import Job, joined
from bot.service.store.offers import Choice
from bot.service.store.removals import Removal
from bot.service.store.servers import AddedSource
from corpus.errors import UsageError
from ingest.pipeline.leftovers import remove_articles
from ingest.source_config import is_web
from ingest.sources.config import named_source, origin_of
from ingest.sources.kinds.discord import channel_at
from ingest.sources.kinds.registry import WEB_KINDS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Sequence

    from bot.service.admission.workers import Underway, Workers
    from bot.service.corpora.corpora import Corpora, Library
    from bot.service.jobs.queue import JobQueue
    from bot.service.store.store import Store
    from corpus.article import Source
    from ingest.report import Report
    from ingest.source_config import SourceConfig
    from ingest.sources.kinds.kind import Archive

SECONDS_BETWEEN_LOOKS = 6 * 3600.0
_LONGEST_NAME = 80
_SECONDS_BETWEEN_ASKING = 1.0


class Filler(Protocol):
    """What corpora are filled with: part of what each face that fills them works with."""

    @property
    def workers(self) -> Workers:
        """Return the threads that it runs in."""
        ...

    @property
    def corpora(self) -> Corpora:
        """Return what tells which corpus is whose."""
        ...

    @property
    def servers(self) -> Callable[[], Collection[int]]:
        """Return what tells the ids of the servers that it is in."""
        ...

    @property
    def archives(self) -> Callable[[str], Archive] | None:
        """Return what makes what reads the threads of Discord's channels into a corpus, where Discord is read."""
        ...

    @property
    def store(self) -> Store:
        """Return what remembers the sources that were added."""
        ...

    @property
    def underway(self) -> Underway:
        """Return what tells it to stop."""
        ...

    @property
    def ingesting(self) -> set[str]:
        """Return the names of the corpora that are being filled."""
        ...

    @property
    def jobs(self) -> JobQueue | None:
        """Return where workers are left what is to be read, None where there are none."""
        ...

    @property
    def counts(self) -> Counter[str]:
        """Return what counts the runs."""
        ...

    @property
    def clock(self) -> Callable[[], float]:
        """Return what tells the seconds since 1970."""
        ...


class Progress(Protocol):
    """Is told how a run of ingestion goes on, in its thread."""

    def found(self, addresses: int) -> None:
        """Hear how many addresses there are in all."""
        ...

    def looked_at(self, address: str, outcome: str) -> None:
        """Hear of an address that is done with."""
        ...

    def embedding(self, texts: int) -> None:
        """Hear how many texts are being embedded."""
        ...

    def stored(self, passages: int) -> None:
        """Hear of passages that are in the corpus."""
        ...

    def waiting(self) -> None:
        """Hear that another program writes."""
        ...


class Unwatched:
    """Progress that nobody is told of."""

    def found(self, addresses: int) -> None:
        """Let it go by."""

    def looked_at(self, address: str, outcome: str) -> None:
        """Let it go by."""

    def embedding(self, texts: int) -> None:
        """Let it go by."""

    def stored(self, passages: int) -> None:
        """Let it go by."""

    def waiting(self) -> None:
        """Let it go by."""


def source_at(address: str, kind: str | None, name: str = "") -> SourceConfig:
    """Return the source at an address of the web, by its `name` if it has one; nothing on this machine's disk is one.

    Raises:
        RefusedError: it isn't an address of the web.
    """
    address = address.strip()
    if not is_web(address) or kind == "folder":
        raise RefusedError("web_only")
    try:
        config = named_source(address, kind)
        return replace(config, name=name, is_named=True) if name else config
    except UsageError:
        raise RefusedError("wrong_address", value=address) from None


async def offered_at(parts: Filler, library: Library, address: str) -> tuple[Choice, ...]:
    """Return the sources that an address of the web offers, the likeliest first, by what they call themselves.

    Raises:
        RefusedError: the corpus is being filled already.
        ArticleError: it can't be fetched.
    """
    if library.name in parts.ingesting:
        raise RefusedError("busy_ingesting")
    found = await parts.workers.run("fetch", library.pipeline.offers, address)
    names = [" ".join(one.title.split())[:_LONGEST_NAME] for one in found]
    return tuple(Choice(address=o.address, kind=o.kind, name=name) for o, name in zip(found, names, strict=True))


async def read_sources(
    parts: Filler, library: Library, configs: Sequence[SourceConfig], progress: Progress, *, forced: bool
) -> Report:
    """Read sources into a corpus, or have workers do it where any lives, but for what the bot alone can read.

    Raises:
        RefusedError: the corpus is being filled already, or no worker is left.
        FootnoteError: it can't be.
    """
    if parts.jobs and await has_workers(parts):
        own = [config for config in configs if channel_at(config.address)]
        left = [config for config in configs if config not in own]
        reports = [await _read_by_workers(parts, parts.jobs, library.name, left)] if left else []
        if own:
            reports.append(await _read_here(parts, library, own, progress, forced=forced))
        return reduce(joined, reports)
    return await _read_here(parts, library, configs, progress, forced=forced)


async def _read_here(
    parts: Filler, library: Library, configs: Sequence[SourceConfig], progress: Progress, *, forced: bool
) -> Report:
    if library.name in parts.ingesting:
        raise RefusedError("busy_ingesting")
    parts.ingesting.add(library.name)
    try:
        return await parts.workers.run(
            "ingest",
            library.pipeline.run,
            configs,
            progress,
            forced=forced,
            on_wait=progress.waiting,
            stopped=lambda: parts.underway.closing,
            archive=parts.archives(library.name) if parts.archives else None,
        )
    finally:
        parts.ingesting.discard(library.name)
        parts.counts["ingestions"] += 1


async def has_workers(parts: Filler) -> bool:
    """Say whether workers read what is filed."""
    return parts.jobs is not None and await parts.workers.run("look_up", parts.jobs.has_workers)


async def _read_by_workers(parts: Filler, jobs: JobQueue, corpus: str, configs: Sequence[SourceConfig]) -> Report:
    """Leave sources to workers, and wait for what comes of it.

    Raises:
        RefusedError: it is done later, and nobody waits for it here.
    """
    wanted = [Job(corpus=corpus, config=in_turn(config)) for config in configs]
    numbers = [await parts.workers.run("look_up", jobs.file, job) for job in wanted]
    reports: list[Report] = []
    for number in numbers:
        while (report := await parts.workers.run("look_up", jobs.report, number)) is None:
            if parts.underway.closing or not await has_workers(parts):
                raise RefusedError("filed")
            await asyncio.sleep(_SECONDS_BETWEEN_ASKING)
        reports.append(report)
    return reduce(joined, reports)


def in_turn(config: SourceConfig) -> SourceConfig:
    """Return a source as it is looked at again in the turn of those that were added from Discord."""
    return replace(config, interval=int(SECONDS_BETWEEN_LOOKS))


def due_sources(parts: Filler, name: str) -> list[AddedSource]:
    """Return the sources of a corpus that are to be looked at by now."""
    now = parts.clock()
    return [one for one in parts.store.servers.sources(name) if one.looked_at + SECONDS_BETWEEN_LOOKS <= now]


def misplaced(parts: Filler, name: str) -> list[str]:
    """Return the addresses of the channels whose threads are read into a corpus that others than their server read.

    A corpus is another's, or several servers', once the settings say so.
    """
    reader = parts.corpora.reader(name, parts.servers())
    channels = {one.address: channel_at(one.address) for one in parts.store.servers.sources(name)}
    return [address for address, channel in channels.items() if channel and channel.server != reader]


async def refresh(parts: Filler, library: Library, progress: Progress, *, due: bool) -> Report | None:
    """Read the sources again that were added from Discord, all or those that are due; None where there are none."""
    now = parts.clock()
    wanted = due_sources(parts, library.name) if due else parts.store.servers.sources(library.name)
    if due and await has_workers(parts):
        wanted = [one for one in wanted if channel_at(one.address)]  # the others are filed by them
    if not wanted:
        return None
    configs = [named_source(one.address, kind_of(one.kind)) for one in wanted]
    report = await read_sources(parts, library, configs, progress, forced=not due)
    for one in wanted:
        parts.store.servers.add_source(library.name, replace(one, looked_at=now))
    return report


def remember(parts: Filler, library: Library, config: SourceConfig) -> None:
    """Remember a source, so that it is looked at again."""
    added = AddedSource(address=config.address, kind=config.kind, looked_at=parts.clock())
    parts.store.servers.add_source(library.name, added)


def remove(parts: Filler, library: Library, wanted: str) -> Removal | None:
    """Take out a source by its name or address, or articles by id, title or address, or forget an address that failed.

    Return what was taken out, None where there is no such thing. To be called in a thread.

    Raises:
        BusyError: another process writes.
    """
    corpus = library.corpus
    with corpus.writing():
        sources = _sources_named(library, wanted)
        ids = _wanted(library, [wanted, *(source.name for source in sources)])
        known = [name for name in {wanted, *(s.name for s in sources)} if corpus.journal.forget_source(name)]
        cleared = is_web(wanted) and corpus.journal.forget_failed(origin_of(wanted))
        named = {wanted, *(source.address for source in sources)}
        added = [one for one in parts.store.servers.sources(library.name) if one.address in named]
        if not (ids or known or sources or cleared or added):
            return None
        kept = (article for one in ids if (article := corpus.catalogue.article(one)))
        articles = [(article, tuple(corpus.catalogue.passages_of(article.id))) for article in kept]
        remove_articles(corpus, ids)
    for one in added:
        parts.store.servers.remove_source(library.name, one.address)
    return Removal(articles=tuple(articles), sources=tuple((one.address, one.kind) for one in added))


def would_go(library: Library, wanted: str) -> tuple[str, ...]:
    """Return the titles of the articles that `remove` would take out; to be called in a thread."""
    sources = _sources_named(library, wanted)
    ids = set(_wanted(library, [wanted, *(source.name for source in sources)]))
    return tuple(sorted(entry.title or entry.source for entry in library.corpus.catalogue.entries() if entry.id in ids))


def put_back(parts: Filler, library: Library, removal: Removal) -> None:
    """Put back what was removed; to be called in a thread.

    Raises:
        BusyError: another process writes.
    """
    with library.corpus.writing():
        library.corpus.replace(removal.articles)
    for address, kind in removal.sources:
        parts.store.servers.add_source(library.name, AddedSource(address=address, kind=kind, looked_at=parts.clock()))


def _sources_named(library: Library, wanted: str) -> list[Source]:
    """Return the sources of a name or an address, in any case and however the address is written."""
    name, origin = wanted.casefold(), origin_of(wanted) if is_web(wanted) else wanted
    sources = library.corpus.catalogue.sources()
    return [one for one in sources if name == one.name.casefold() or one.address in {wanted, origin}]


def _wanted(library: Library, names: Sequence[str]) -> list[str]:
    """Return the ids of the articles that are named, by any of their names."""
    corpus = library.corpus
    ids = [one for name in names for one in corpus.catalogue.named(name)]
    title, origin = names[0].casefold(), origin_of(names[0]) if is_web(names[0]) else names[0]
    if not ids:
        ids = [e.id for e in corpus.catalogue.entries() if title == e.source.casefold()] or [
            e.id for e in corpus.catalogue.entries() if title == e.title.casefold() or origin in {e.origin, e.address}
        ]
    return list(dict.fromkeys(ids))


def kind_of(held: str | None) -> str | None:
    """Return a kind that was remembered, None where there is none of that name any more."""
    return held if held in WEB_KINDS else None
