"""Read sources into a corpus while the bot goes on answering: one run a corpus at a time, told as it goes."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.discord.parts import RefusedError
from bot.discord.rendering.escape import escape, shortened
from bot.messages.interface_texts import say, say_reason
from bot.service.store.servers import AddedSource
from corpus.errors import UsageError
from ingest.sources.config import is_web, named_source, origin_of
from ingest.sources.registry import WEB_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.discord.parts import Parts
    from bot.messages.interface_texts import Language
    from bot.service.corpora import Library
    from corpus.reason import Reason
    from ingest.report import Report
    from ingest.sources.config import SourceConfig

SECONDS_BETWEEN_LOOKS = 6 * 3600.0
_FAILURES_SHOWN = 5


class Telling:
    """Counts how a run goes on, in its thread, and tells it in the bot's."""

    def __init__(self, tell: Callable[[str], None], language: Language) -> None:
        """Name what is told, and in which language; to be made in the bot's thread."""
        self._tell = tell
        self.language: Language = language
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()
        self._found = self._done = self._stored = 0

    def found(self, addresses: int) -> None:
        """Expect so many addresses in all."""
        self._found = addresses
        self._show()

    def looked_at(self, address: str, outcome: str) -> None:
        """Count an address that is done with."""
        del address, outcome
        self._done += 1
        self._show()

    def embedding(self, texts: int) -> None:
        """Count nothing: people wait for passages."""

    def stored(self, passages: int) -> None:
        """Count passages that are in the corpus."""
        self._stored += passages
        self._show()

    def waiting(self) -> None:
        """Tell that another program writes."""
        self._say(say("waiting_to_write", self.language))

    def _show(self) -> None:
        numbers = {"done": self._done, "found": max(self._found, self._done), "stored": self._stored}
        self._say(say("progress", self.language, **numbers))

    def _say(self, words: str) -> None:
        self._loop.call_soon_threadsafe(self._tell, f"*{words}…*", context=self._context)


def source_at(address: str, kind: str | None, language: Language) -> SourceConfig:
    """Return the source at an address of the web; nothing on this machine's disk is ever one.

    Raises:
        RefusedError: it isn't an address of the web.
    """
    address = address.strip()
    if not is_web(address) or kind == "folder":
        raise RefusedError(say("web_only", language))
    try:
        return named_source(address, kind)
    except UsageError:
        raise RefusedError(say("wrong_address", language, value=escape(shortened(address, 100)))) from None


async def read_sources(
    parts: Parts, library: Library, configs: Sequence[SourceConfig], telling: Telling, *, forced: bool
) -> Report:
    """Read sources into a corpus.

    Raises:
        RefusedError: the corpus is being filled already.
        FootnoteError: it can't be.
    """
    if library.name in parts.ingesting:
        raise RefusedError(say("busy_ingesting", telling.language))
    parts.ingesting.add(library.name)
    try:
        return await parts.workers.run(
            "ingest",
            library.pipeline.run,
            configs,
            telling,
            forced=forced,
            on_wait=telling.waiting,
            stopped=lambda: parts.underway.closing,
        )
    finally:
        parts.ingesting.discard(library.name)
        parts.counts["ingestions"] += 1


def due_sources(parts: Parts, name: str) -> list[AddedSource]:
    """Return the sources of a corpus that are to be looked at by now."""
    now = parts.clock()
    return [one for one in parts.store.servers.sources(name) if one.looked_at + SECONDS_BETWEEN_LOOKS <= now]


async def refresh(parts: Parts, library: Library, telling: Telling, *, due: bool) -> Report | None:
    """Read the sources again that were added from Discord, all or those that are due; None where there are none."""
    now = parts.clock()
    wanted = due_sources(parts, library.name) if due else parts.store.servers.sources(library.name)
    if not wanted:
        return None
    configs = [named_source(one.address, _kind(one.kind)) for one in wanted]
    report = await read_sources(parts, library, configs, telling, forced=not due)
    for one in wanted:
        parts.store.servers.add_source(library.name, replace(one, looked_at=now))
    return report


def remember(parts: Parts, library: Library, config: SourceConfig) -> None:
    """Remember a source, so that it is looked at again."""
    added = AddedSource(address=config.address, kind=config.kind, looked_at=parts.clock())
    parts.store.servers.add_source(library.name, added)


def remove(library: Library, wanted: str) -> tuple[int, list[str]] | None:
    """Take out a source or an article, or forget an address that failed.

    Return how many articles were taken out and the addresses of their sources, None where there is no such thing.

    To be called in a thread.

    Raises:
        BusyError: another process writes.
    """
    corpus = library.corpus
    with corpus.writing():
        ids = corpus.named(wanted)
        addresses = [source.address for source in corpus.sources() if wanted in {source.name, source.address}]
        known = corpus.journal.forget_source(wanted)
        cleared = is_web(wanted) and corpus.journal.forget_failed(origin_of(wanted))
        if not (ids or known or addresses or cleared):
            return None
        corpus.remove(ids)
        return len(ids), addresses


def report_lines(report: Report, language: Language) -> list[str]:
    """Return what a run did, a line each."""
    counts = {**report.counts(), "failed": len(report.failed)}
    lines = [say("report", language, **counts)]
    lines += [failure_line(failure.address, failure.reason, language) for failure in report.failed[:_FAILURES_SHOWN]]
    if len(report.failed) > _FAILURES_SHOWN:
        lines.append(say("more_failures", language, count=len(report.failed) - _FAILURES_SHOWN))
    return lines


def failure_line(address: str, reason: Reason, language: Language) -> str:
    """Return a line on an address that couldn't be read."""
    why = escape(shortened(say_reason(reason, language), 240))
    return say("failure", language, address=escape(shortened(address, 120)), error=why)


def _kind(held: str | None) -> str | None:
    return held if held in WEB_KINDS else None
