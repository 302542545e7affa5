"""Show replies, lists and progress: readable on a terminal, plain lines in a pipe (door: rich)."""

from __future__ import annotations

import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.answering.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from bot.answering.answer import Citation, Outcome
    from bot.evaluation import Figures
    from corpus.article import Article, Hit, Source
    from ingest.pipeline import Report

_LONGEST_EXCERPT = 280


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

    def reply(self, outcome: Outcome) -> None:
        """Show an answer with its footnotes, or an abstention with the nearest sentences."""
        reply = outcome.reply
        if not isinstance(reply, Answer):
            self._out.print(Text(reply.reason, style="bold"))
            self._footnotes(reply.nearest, quoted=())
            return
        body = Text()
        quotes = {citation.quote for citation in reply.citations}
        for sentence in reply.sentences:
            words = f"“{sentence.text}”" if sentence.text in quotes else sentence.text
            marks = "".join(f"[{number}]" for number in sentence.citations)
            body.append(words, style="bold").append(f" {marks} ", style="cyan")
        if reply.note:
            self._out.print(Text(reply.note, style="dim"))
        self._block(body)
        self._footnotes(reply.citations, quoted=tuple(s.text for s in reply.sentences))

    def hits(self, hits: Sequence[Hit]) -> None:
        """Show passages with their articles."""
        if not hits:
            self.say("Nothing found.")
        for number, hit in enumerate(hits, 1):
            self._out.print(
                Text(f"{number}. {_heading(hit.article, hit.passage.start)}", style="bold"), Text(f"({hit.score:.3f})")
            )
            self._block(Text(_excerpt(hit.passage.text)))
            self._block(Text(hit.article.address, style="dim"))

    def report(self, report: Report) -> None:
        """Show what a run of ingestion changed."""
        for failure in report.failed:
            self._out.print(Text(f"Left out {failure.address}: {failure.error}", style="yellow"))
        counts = (
            f"{len(report.added)} added, {len(report.changed)} changed, {report.unchanged} unchanged,"
            f" {len(report.removed)} removed, {len(report.failed)} failed"
        )
        self.say(f"{counts}; {report.passages} passages embedded in {report.seconds:.1f} s.")

    def sources(self, sources: Sequence[Source], articles: Sequence[Article]) -> None:
        """Show the sources with their articles."""
        if not sources:
            self.say("There are no articles yet: run `footnote ingest FOLDER`.")
        for source in sources:
            of_source = [article for article in articles if article.source == source.name]
            self._out.print(Text(source.name, style="bold"), Text(f"{source.address} ({len(of_source)} articles)"))
            for article in of_source:
                self.say(f"  {article.id}  {_date(article):10}  {article.language}  {article.title}")

    def article(self, article: Article) -> None:
        """Show one article whole."""
        self._out.print(Text(_heading(article), style="bold"))
        self.say(article.address)
        self.say(f"{article.language}, {article.author or 'no author'}, source {article.source}, id {article.id}\n")
        self.say(article.text)

    def figures(self, figures: Figures) -> None:
        """Show the figures of an evaluation."""
        self.say(f"queries    {figures.queries}")
        self.say(f"recall@1   {figures.recall_at_1:.3f}")
        self.say(f"recall@4   {figures.recall_at_4:.3f}")
        self.say(f"recall@10  {figures.recall_at_10:.3f}")
        self.say(f"MRR@10     {figures.mrr_at_10:.3f}")

    @contextmanager
    def ingesting(self) -> Generator[IngestProgress]:
        """Show how ingestion goes on: a bar on a terminal, a line an article in a pipe."""
        if not self._err.is_terminal:
            yield IngestProgress(self.tell, None)
            return
        with self._bar() as bar:
            yield IngestProgress(self.tell, bar)

    @contextmanager
    def counting(self, what: str, total: int) -> Generator[Callable[[int], None]]:
        """Show how a count goes up: a bar on a terminal, the start alone in a pipe."""
        if not self._err.is_terminal:
            self.tell(f"{what}: {total}")
            yield lambda _: None
            return
        with self._bar() as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)

    def _bar(self) -> Progress:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        return Progress(*columns, TimeRemainingColumn(), console=self._err, transient=True)

    def _footnotes(self, citations: Sequence[Citation], quoted: Sequence[str]) -> None:
        if citations:
            self._out.print()
        for citation in citations:
            self._out.print(
                Text(f"[{citation.number}] ", style="cyan") + Text(_heading(citation.article, citation.start))
            )
            # Where the sentence above is the quote itself, its words aren't printed twice.
            if citation.quote not in quoted:
                self._block(Text(f"“{citation.quote}”"))
            self._block(Text(citation.article.address, style="dim"))

    def _block(self, text: Text) -> None:
        if self._out.is_terminal:
            self._out.print(Padding(text, (0, 2, 0, 4)), soft_wrap=False)
        else:
            self._out.print(Text("    ") + text)


class IngestProgress:
    """Follows a run of ingestion; the pipeline tells it what happens."""

    def __init__(self, tell: Callable[[str], None], bar: Progress | None) -> None:
        self._tell = tell
        self._bar = bar
        self._articles = bar.add_task("Articles", total=None) if bar else None
        self._texts = bar.add_task("Texts embedded", total=None) if bar else None

    def found(self, files: int) -> None:
        """Set how many files are to be looked at."""
        if self._bar and self._articles is not None:
            self._bar.update(self._articles, total=files)

    def looked_at(self, address: str, outcome: str) -> None:
        """Count a file; name it in a pipe, unless nothing changed."""
        if self._bar and self._articles is not None:
            self._bar.advance(self._articles)
        elif outcome != "unchanged":
            self._tell(f"{outcome} {address}")

    def embedding(self, texts: int) -> None:
        """Count embedded texts."""
        if self._bar and self._texts is not None:
            self._bar.advance(self._texts, texts)


def _heading(article: Article, offset: int | None = None) -> str:
    """Return what a footnote says of an article, with the page or chapter of a place in its text."""
    place = None if offset is None else article.place_at(offset)
    parts = [article.title, article.site, article.author, _date(article), place]
    return " — ".join(part for part in parts if part)


def _date(article: Article) -> str:
    return article.published.isoformat() if article.published else ""


def _excerpt(words: str) -> str:
    return textwrap.shorten(words, _LONGEST_EXCERPT, placeholder=" …")
