"""How a run of ingestion goes on and what it did, in words."""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from typing import TYPE_CHECKING

from bot.discord.rendering.escape import escape, shortened
from bot.messages.wording import say, say_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.messages.wording import Language
    from corpus.reason import Reason
    from ingest.report import Report

_FAILURES_SHOWN = 5
_TITLES_SHOWN = 10
_SETTING = "FOOTNOTE_"


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


def new_lines(new: Sequence[str], report: Report, language: Language) -> list[str]:
    """Return what a run did, a line each: the titles that are new, or counts where there are none, and what failed."""
    counts = {**report.counts(), "failed": len(report.failed)}
    lines = [say("added_titles", language, count=len(new)) if new else say("report", language, **counts)]
    lines += title_lines(new, language)
    lines += [failure_line(failure.address, failure.reason, language) for failure in report.failed[:_FAILURES_SHOWN]]
    if len(report.failed) > _FAILURES_SHOWN:
        lines.append(say("more_failures", language, count=len(report.failed) - _FAILURES_SHOWN))
    return lines


def title_lines(titles: Sequence[str], language: Language) -> list[str]:
    """Return titles of articles, a line each, and how many more there are."""
    lines = [f"• {escape(shortened(title, 100)) or '?'}" for title in titles[:_TITLES_SHOWN]]
    more = len(titles) - _TITLES_SHOWN
    return [*lines, say("and_more", language, count=more)] if more > 0 else lines


def failure_line(address: str, reason: Reason, language: Language) -> str:
    """Return a line on an address that couldn't be read, without the advice to change a setting: that is the host's."""
    said = say_reason(reason, language)
    if _SETTING in said:
        said = said.partition(_SETTING)[0].rpartition(":")[0].rstrip() + "."
    why = escape(shortened(said, 240))
    return say("failure", language, address=escape(shortened(address, 120)), error=why)
