"""Show how far work has come: ingestion by its three counts, anything else by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bot.messages.catalogue import TERMINAL, text
from bot.messages.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


def bar_on(console: Console) -> Progress:
    """Return a bar that goes when it is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)


class IngestProgress:
    """Follows a run of ingestion; the pipeline tells it what happens."""

    def __init__(self, tell: Callable[[str], None], bar: Progress | None, language: str, *, naming: bool) -> None:
        self._tell = tell
        self._bar = bar
        self._naming = naming
        self._language = language
        self._articles = bar.add_task(say("bar_articles", language), total=None) if bar else None
        self._texts = bar.add_task(say("bar_texts", language), total=None) if bar else None
        self._passages = bar.add_task(say("bar_passages", language), total=None) if bar else None

    def found(self, addresses: int) -> None:
        """Set how many addresses are to be looked at."""
        if self._bar and self._articles is not None:
            self._bar.update(self._articles, total=addresses)

    def looked_at(self, address: str, outcome: str) -> None:
        """Count an address; name it, if that is wanted, unless nothing changed."""
        if self._bar and self._articles is not None:
            self._bar.advance(self._articles)
        if self._naming and outcome != "unchanged":
            self._tell(f"{text(outcome, self._language, context=TERMINAL)} {address}")

    def stored(self, passages: int) -> None:
        """Count passages that are in the corpus."""
        if self._bar and self._passages is not None:
            self._bar.advance(self._passages, passages)

    def embedding(self, texts: int) -> None:
        """Count embedded texts."""
        if self._bar and self._texts is not None:
            self._bar.advance(self._texts, texts)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Return the rate of a task, nothing before there is one."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")


def quarters(what: str, total: int, tell: Callable[[str], None]) -> Callable[[int], None]:
    """Return what counts, and tells when another quarter of the total is done, but for the last."""
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if done < total and 4 * done // total > 4 * before // total:
            tell(f"{what}: {done:,} of {total:,}")

    return advance
