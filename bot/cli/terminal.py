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
from bot.messages.replies import lines_above, lines_below, say_heading, words_of
from bot.messages.reports import counts_in_words, dry_run_in_words, not_read_in_words
from bot.messages.wording import say, say_reason, say_stage, terminal_language
from corpus.article import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.events import Event
    from bot.answering.reply import Citation, Reply
    from corpus.article import Copy, Entry, Hit, Source
    from corpus.store.journal import Run, State
    from ingest.report import Report

_LONGEST_EXCERPT = 280
_LEFT_OUT_SHOWN = 20


class Terminal:
    """Writes results to standard output and progress to standard error."""

    def __init__(self) -> None:
        self.language = terminal_language()
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
        with self._err.status(say("starting", self.language)) as status:
            yield status.update

    @contextmanager
    def answering(self) -> Generator[ShownAnswer]:
        """Show an answer as it grows, a sentence a line."""
        if not self._err.is_terminal:
            yield ShownAnswer(self._out, self.tell, self.language, stop=lambda: None)
            return
        with self._err.status(say("starting", self.language)) as status:
            yield ShownAnswer(self._out, status.update, self.language, stop=status.stop)

    def hits(self, hits: Sequence[Hit]) -> None:
        """Show passages with their articles."""
        if not hits:
            self.say(say("nothing_fits", self.language))
        for number, hit in enumerate(hits, 1):
            self._out.print(
                Text(f"{number}. {_heading(hit.article, hit.passage.start)}", style="bold"), Text(f"({hit.score:.3f})")
            )
            self._block(Text(_excerpt(hit.passage.text)))
            self._block(Text(hit.article.address, style="dim"))

    def report(self, report: Report) -> None:
        """Show what a run of ingestion changed, or would change."""
        language = self.language
        for failure in report.failed:
            words = say("left_out", language, address=failure.address, error=failure.error)
            self._out.print(Text(words, style="yellow"))
        for one in report.left_out[:_LEFT_OUT_SHOWN]:
            words = say("passed_over", language, address=one.address, error=one.error)
            self._out.print(Text(words, style="yellow"))
        if len(report.left_out) > _LEFT_OUT_SHOWN:
            self.say(say("more_in_json", language, count=len(report.left_out) - _LEFT_OUT_SHOWN))
        for origin in report.vanished:
            words = say("vanished", language, address=origin)
            self._out.print(Text(words, style="yellow"))
        counts = report.counts()
        if report.dry:
            self.say(dry_run_in_words(counts, language))
        else:
            told, seconds = counts_in_words(counts, language), round(report.seconds, 1)
            self.say(say("embedded", language, counts=told, passages=report.passages, seconds=seconds))
        if report.kinds_not_read:
            self.say(not_read_in_words(report.kinds_not_read, language))

    def failing(self, states: Sequence[State]) -> None:
        """Show the addresses and files that can't be read; of addresses, whether they are tried again."""
        language = self.language
        if states:
            self.say("")
            self._out.print(Text(say("failing_head", language), style="bold"), Text(say("failing_hint", language)))
        for state in states:
            again = say("given_up", language) if state.given_up else say("tried", language, count=state.failures)
            shown = f"{state.origin} ({again})" if state.is_web else state.origin
            why = say_reason(state.error, language) if state.error else ""
            self._out.print(Text(f"  {shown}: {why}", style="yellow"))

    def runs(self, runs: Sequence[Run]) -> None:
        """Show the last runs of ingestion."""
        if runs:
            self.say("")
            self._out.print(Text(say("runs_head", self.language), style="bold"))
        for run in runs:
            when = datetime.fromtimestamp(run.started).astimezone().strftime("%Y-%m-%d %H:%M")
            counts = counts_in_words(run.what, self.language)
            self.say(f"  {when}  {say('run_line', self.language, counts=counts, seconds=round(run.seconds, 1))}")

    def sources(
        self, sources: Sequence[Source], entries: Sequence[Entry], copies: Mapping[str, Sequence[Copy]]
    ) -> None:
        """Show the sources with their articles, and where else these are published."""
        language = self.language
        for source in sources:
            of_source = [entry for entry in entries if entry.source == source.name]
            counted = say("of_source", language, address=source.address, count=len(of_source))
            self._out.print(Text(source.name, style="bold"), Text(counted))
            for entry in of_source:
                part = f" {say('only_feed', language)}" if entry.partial else ""
                self.say(f"  {entry.id}  {_date(entry):10}  {entry.language}  {entry.title}{part}")
                for copy in copies.get(entry.id, ()):
                    words = say("also_published", language, site=copy.site or copy.source, address=copy.address)
                    self._out.print(Text(f"    {words}", style="dim"))

    def article(self, article: Article) -> None:
        """Show one article whole."""
        self._out.print(Text(_heading(article), style="bold"))
        self.say(article.address)
        author = article.author or say("no_author", self.language)
        about = {"language": article.language, "author": author, "source": article.source, "id": article.id}
        self.say(say("article_about", self.language, **about) + "\n")
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
            yield IngestProgress(self.tell, None, self.language, naming=True)
            return
        with self._bar() as bar:
            yield IngestProgress(self.tell, bar, self.language, naming=naming)

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

    def __init__(self, out: Console, tell: Callable[[str], None], language: str, *, stop: Callable[[], None]) -> None:
        self._out = out
        self._stop = stop
        self._language = language
        self._shown = 0
        self.tell = tell

    def follow(self, events: Iterable[Event], *, growing: bool = True) -> Outcome:
        """Tell what is being done, show the sentences as they come if that is wanted, and return the outcome.

        Raises:
            ValueError: the events end without an outcome.
        """
        for event in events:
            if isinstance(event, Stage):
                self.tell(say_stage(event, self._language))
            elif isinstance(event, Grown) and growing:
                self._grow(event.reply, event.question.language)
            elif isinstance(event, Done):
                return event.outcome
        raise ValueError("The events end without an outcome.")

    def end(self, outcome: Outcome) -> None:
        """Show what is left of a reply: its last sentences, what is missing, its footnotes or what is nearest."""
        reply, language = outcome.reply, outcome.question.language
        self._stop()
        if reply.abstained:
            *above, reason = lines_above(reply, language)
            self._above(above)
            self._out.print(Text(reason, style="bold"))
        else:
            self._grow(reply, language, whole=True)
            self._above(lines_below(reply, language))
        for entry in reply.entries:
            _block(self._out, Text(_heading(entry)).append(f"  {entry.address}", style="dim"))
        if reply.more:
            _block(self._out, Text(say("and_more", language, count=reply.more)))
        self._footnotes(reply.citations, quoted=tuple(s.text for s in reply.sentences))
        if reply.nearest:
            self._out.print(Text(f"\n{say('nearest_heading', language)}"), end="")
            self._footnotes(reply.nearest, quoted=())
        if reply.suggestions:
            self._out.print(Text(f"\n{say('suggestions', language)}"))
        for question in reply.suggestions:
            _block(self._out, Text(question))

    def _grow(self, reply: Reply, language: str, *, whole: bool = False) -> None:
        """Show what has come; how many items a list leaves out is told once it is whole."""
        self._stop()
        if not self._shown:
            self._above(lines_above(reply, language))
        lines = list(_told(reply, language, whole=whole))
        for line in lines[self._shown :]:
            _block(self._out, line)
        self._shown = len(lines)

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


def _told(reply: Reply, language: str, *, whole: bool) -> Iterator[Text]:
    """Yield headings, sentences and what lists leave out, a line each."""
    for section in reply.sections:
        if section.heading:
            yield Text(say_heading(section.heading, language), style="bold underline")
        for sentence in section.sentences:
            words = f"“{words_of(sentence)}”" if sentence.quoted else words_of(sentence)
            marks = "".join(f"[{number}]" for number in sentence.citations)
            dated = f" ({sentence.day.isoformat()})" if sentence.day else ""
            item = "- " if section.is_list else ""
            yield Text(f"{item}{words}", style="bold").append(f" {marks}{dated}", style="cyan")
        if section.more and (whole or section is not reply.sections[-1]):
            yield Text(say("and_more", language, count=section.more))


class IngestProgress:
    """Follows a run of ingestion; the pipeline tells it what happens."""

    def __init__(self, tell: Callable[[str], None], bar: Progress | None, language: str, *, naming: bool) -> None:
        self._tell = tell
        self._bar = bar
        self._naming = naming
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


def _heading(article: Article | Entry, offset: int | None = None) -> str:
    """Return what a footnote says of an article, with the page or chapter of a place in its text."""
    place = article.place_at(offset) if isinstance(article, Article) and offset is not None else None
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
