"""Show replies, lists and progress: readable on a terminal, plain lines in a pipe (door: rich)."""

from __future__ import annotations

import textwrap
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
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

from bot.answering.events import Done, Grown, Stage
from bot.messages.ingestion_texts import counts_in_words, dry_counts_in_words, not_read_in_words
from bot.messages.interface_texts import say_stage
from bot.messages.reply_texts import lines_above

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.events import Event
    from bot.answering.reply import Citation, Reply
    from corpus.article import Article, Copy, Entry, Hit, Source
    from corpus.store.journal import Run, State
    from ingest.report import Report

_LONGEST_EXCERPT = 280
_LEFT_OUT_SHOWN = 20


class Terminal:
    """Writes results to standard output and progress to standard error."""

    def __init__(self) -> None:
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, words: str) -> None:
        """Write a line of the result."""
        self._out.print(Text(words))

    def tell(self, words: str) -> None:
        """Write a line of progress."""
        self._err.print(Text(words, style="dim"))

    @contextmanager
    def busy(self) -> Generator[Callable[[str], None]]:
        """Show what is being done: one changing line on a terminal, a line each in a pipe."""
        if not self._err.is_terminal:
            yield self.tell
            return
        with self._err.status("Starting") as status:
            yield status.update

    @contextmanager
    def answering(self) -> Generator[ShownAnswer]:
        """Show an answer as it grows, a sentence a line."""
        if not self._err.is_terminal:
            yield ShownAnswer(self._out, self.tell, stop=lambda: None)
            return
        with self._err.status("Starting") as status:
            yield ShownAnswer(self._out, status.update, stop=status.stop)

    def hits(self, hits: Sequence[Hit]) -> None:
        """Show passages with their articles."""
        if not hits:
            self.say("Nothing found. No passage of the articles fits these words.")
        for number, hit in enumerate(hits, 1):
            self._out.print(
                Text(f"{number}. {_heading(hit.article, hit.passage.start)}", style="bold"), Text(f"({hit.score:.3f})")
            )
            self._block(Text(_excerpt(hit.passage.text)))
            self._block(Text(hit.article.address, style="dim"))

    def report(self, report: Report) -> None:
        """Show what a run of ingestion changed, or would change."""
        for failure in report.failed:
            self._out.print(Text(f"Left out {failure.address}: {failure.error}", style="yellow"))
        for one in report.left_out[:_LEFT_OUT_SHOWN]:
            self._out.print(Text(f"Passed over {one.address}: {one.error}", style="yellow"))
        if len(report.left_out) > _LEFT_OUT_SHOWN:
            self.say(f"... and {len(report.left_out) - _LEFT_OUT_SHOWN:,} more, which --json lists.")
        for origin in report.vanished:
            words = f"No longer listed by its source, and kept: {origin} (--prune removes it)"
            self._out.print(Text(words, style="yellow"))
        counts = report.counts()
        if report.dry:
            self.say(f"{dry_counts_in_words(counts)}. Nothing was changed.")
        else:
            self.say(f"{counts_in_words(counts)}; {report.passages} passages embedded in {report.seconds:.1f} s.")
        if report.kinds_not_read:
            self.say(not_read_in_words(report.kinds_not_read))

    def failing(self, states: Sequence[State]) -> None:
        """Show the addresses and files that can't be read; of addresses, whether they are tried again."""
        if states:
            self.say("")
            self._out.print(Text("Not read", style="bold"), Text("(`footnote sources remove ADDRESS` clears one)"))
        for state in states:
            again = "given up: name it to try again" if state.given_up else f"tried {state.failures} times"
            shown = f"{state.origin} ({again})" if state.is_web else state.origin
            self._out.print(Text(f"  {shown}: {state.error}", style="yellow"))

    def runs(self, runs: Sequence[Run]) -> None:
        """Show the last runs of ingestion."""
        if runs:
            self.say("")
            self._out.print(Text("Last runs", style="bold"))
        for run in runs:
            when = datetime.fromtimestamp(run.started).astimezone().strftime("%Y-%m-%d %H:%M")
            self.say(f"  {when}  {counts_in_words(run.what)} in {run.seconds:.1f} s")

    def sources(
        self, sources: Sequence[Source], entries: Sequence[Entry], copies: Mapping[str, Sequence[Copy]]
    ) -> None:
        """Show the sources with their articles, and where else these are published."""
        for source in sources:
            of_source = [entry for entry in entries if entry.source == source.name]
            self._out.print(Text(source.name, style="bold"), Text(f"{source.address} ({len(of_source)} articles)"))
            for entry in of_source:
                part = " (only what its feed says)" if entry.partial else ""
                self.say(f"  {entry.id}  {_date(entry):10}  {entry.language}  {entry.title}{part}")
                for copy in copies.get(entry.id, ()):
                    self._out.print(
                        Text(f"    also published by {copy.site or copy.source}: {copy.address}", style="dim")
                    )

    def article(self, article: Article) -> None:
        """Show one article whole."""
        self._out.print(Text(_heading(article), style="bold"))
        self.say(article.address)
        self.say(f"{article.language}, {article.author or 'no author'}, source {article.source}, id {article.id}\n")
        self.say(article.text)

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show rows of short words in aligned columns; a row whose first cell is indented speaks of the one above."""
        self.say("")
        self._out.print(Text(title, style="bold"))
        widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            aside = row is columns or row[0].startswith(" ")
            self._out.print(Text(line.rstrip(), style="dim" if aside else ""))

    @contextmanager
    def ingesting(self, *, naming: bool = False) -> Generator[IngestProgress]:
        """Show how ingestion goes on: a bar on a terminal, a line an article in a pipe, or everywhere if `naming`."""
        if not self._err.is_terminal:
            yield IngestProgress(self.tell, None, naming=True)
            return
        with self._bar() as bar:
            yield IngestProgress(self.tell, bar, naming=naming)

    @contextmanager
    def counting(self, what: str, total: int) -> Generator[Callable[[int], None]]:
        """Show how a count goes up: a bar on a terminal, the start and each quarter in a pipe."""
        if not self._err.is_terminal:
            self.tell(f"{what}: {total:,}" if total else what)
            yield _quarters(what, total, self.tell)
            return
        with self._bar() as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)

    def _bar(self) -> Progress:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
        return Progress(*columns, TimeRemainingColumn(), console=self._err, transient=True)

    def _block(self, text: Text) -> None:
        _block(self._out, text)


class ShownAnswer:
    """Shows one reply: its sentences as they are checked, then its footnotes."""

    def __init__(self, out: Console, tell: Callable[[str], None], *, stop: Callable[[], None]) -> None:
        self._out = out
        self._stop = stop
        self._sentences = 0
        self.tell = tell

    def follow(self, events: Iterable[Event], *, growing: bool = True) -> Outcome:
        """Tell what is being done, show the sentences as they come if that is wanted, and return the outcome.

        Raises:
            ValueError: the events end without an outcome.
        """
        for event in events:
            if isinstance(event, Stage):
                self.tell(say_stage(event, "en"))
            elif isinstance(event, Grown) and growing:
                self._grow(event.reply, event.question.language)
            elif isinstance(event, Done):
                return event.outcome
        raise ValueError("The events end without an outcome.")

    def end(self, outcome: Outcome) -> None:
        """Show what is left of an answer and its footnotes, or an abstention with the nearest sentences."""
        reply, language = outcome.reply, outcome.question.language
        self._stop()
        if not reply.abstained:
            self._grow(reply, language)
            self._footnotes(reply.citations, quoted=tuple(s.text for s in reply.sentences))
        else:
            *above, reason = lines_above(reply, language)
            self._above(above)
            self._out.print(Text(reason, style="bold"))
            self._footnotes(reply.nearest, quoted=())

    def _grow(self, reply: Reply, language: str) -> None:
        """Show the sentences that have come."""
        self._stop()
        if not self._sentences:
            self._above(lines_above(reply, language))
        for sentence in reply.sentences[self._sentences :]:
            words = f"“{sentence.text}”" if sentence.quoted else sentence.text
            marks = "".join(f"[{number}]" for number in sentence.citations)
            dated = f" ({sentence.day.isoformat()})" if sentence.day else ""
            _block(self._out, Text(words, style="bold").append(f" {marks}{dated}", style="cyan"))
        self._sentences = len(reply.sentences)

    def _above(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._out.print(Text(line, style="dim"))

    def _footnotes(self, citations: Sequence[Citation], quoted: Sequence[str]) -> None:
        if citations:
            self._out.print()
        for citation in citations:
            self._out.print(
                Text(f"[{citation.number}] ", style="cyan") + Text(_heading(citation.article, citation.start))
            )
            # Where the sentence above is the quote itself, its words aren't printed twice.
            if citation.quote not in quoted:
                _block(self._out, Text(f"“{citation.quote}”"))
            _block(self._out, Text(citation.link or citation.article.address, style="dim"))


class IngestProgress:
    """Follows a run of ingestion; the pipeline tells it what happens."""

    def __init__(self, tell: Callable[[str], None], bar: Progress | None, *, naming: bool) -> None:
        self._tell = tell
        self._bar = bar
        self._naming = naming
        self._articles = bar.add_task("Articles", total=None) if bar else None
        self._texts = bar.add_task("Texts embedded", total=None) if bar else None
        self._passages = bar.add_task("Passages stored", total=None) if bar else None

    def found(self, addresses: int) -> None:
        """Set how many addresses are to be looked at."""
        if self._bar and self._articles is not None:
            self._bar.update(self._articles, total=addresses)

    def looked_at(self, address: str, outcome: str) -> None:
        """Count an address; name it, if that is wanted, unless nothing changed."""
        if self._bar and self._articles is not None:
            self._bar.advance(self._articles)
        if self._naming and outcome != "unchanged":
            self._tell(f"{outcome} {address}")

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


def _quarters(what: str, total: int, tell: Callable[[str], None]) -> Callable[[int], None]:
    """Return what counts, and tells when another quarter of the total is done, but for the last."""
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if done < total and 4 * done // total > 4 * before // total:
            tell(f"{what}: {done:,} of {total:,}")

    return advance


def _heading(article: Article, offset: int | None = None) -> str:
    """Return what a footnote says of an article, with the page or chapter of a place in its text."""
    place = None if offset is None else article.place_at(offset)
    parts = [article.title, article.site, article.author, _date(article), place]
    return " — ".join(part for part in parts if part)


def _date(article: Entry) -> str:
    return article.published.isoformat() if article.published else ""


def _excerpt(words: str) -> str:
    return textwrap.shorten(words, _LONGEST_EXCERPT, placeholder=" …")


def _block(out: Console, text: Text) -> None:
    if out.is_terminal:
        out.print(Padding(text, (0, 2, 0, 4)), soft_wrap=False)
    else:
        out.print(Text("    ") + text)
