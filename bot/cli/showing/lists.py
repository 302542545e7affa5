"""Show what is in the corpus, what was found in it, and what a run of ingestion did."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from bot.messages.reports import counts_in_words, dry_run_in_words, not_read_in_words
from bot.messages.wording import say, say_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.cli.showing.terminal import Terminal
    from corpus.article import Article, Copy, Entry, Hit, Source
    from corpus.store.tables.journal import Run, State
    from ingest.report import Report

_LONGEST_EXCERPT = 280
_LEFT_OUT_SHOWN = 20


def heading_of(article: Entry, *places: str) -> str:
    """Return what a footnote says of an article, with pages or chapters of its text."""
    parts = [article.title, article.site, article.author, _date(article), ", ".join(places)]
    return " — ".join(" ".join(part.split()) for part in parts if part)


def show_hits(terminal: Terminal, hits: Sequence[Hit]) -> None:
    """Show passages with their articles."""
    if not hits:
        terminal.say(say("nothing_fits", terminal.language))
    for number, hit in enumerate(hits, 1):
        place = hit.article.place_at(hit.passage.start)
        heading = heading_of(hit.article, *([place] if place else []))
        terminal.say(Text(f"{number}. {heading}", style="bold"), f"({hit.score:.3f})")
        terminal.block(Text(textwrap.shorten(hit.passage.text, _LONGEST_EXCERPT, placeholder=" …")))
        terminal.block(Text(hit.article.address, style="dim"))


def show_report(terminal: Terminal, report: Report) -> None:
    """Show what a run of ingestion changed, or would change."""
    language = terminal.language
    troubles = [
        say("left_out", language, address=one.address, error=say_reason(one.reason, language)) for one in report.failed
    ]
    passed_over = report.left_out[:_LEFT_OUT_SHOWN]
    troubles += [
        say("passed_over", language, address=one.address, error=say_reason(one.reason, language)) for one in passed_over
    ]
    if len(report.left_out) > _LEFT_OUT_SHOWN:
        troubles.append(say("more_in_json", language, count=len(report.left_out) - _LEFT_OUT_SHOWN))
    troubles += [say("vanished", language, address=origin) for origin in report.vanished]
    for words in troubles:
        terminal.say(Text(words, style="yellow"))
    if len(report.by_source) > 1:
        for name, its in report.by_source.items():
            terminal.say(f"{name}: {counts_in_words(its, language)}")
    counts = report.counts()
    if report.dry:
        terminal.say(dry_run_in_words(counts, language))
    else:
        told, seconds = counts_in_words(counts, language), round(report.seconds, 1)
        terminal.say(say("embedded", language, counts=told, count=report.passages, seconds=seconds))
    if report.kinds_not_read:
        terminal.say(not_read_in_words(report.kinds_not_read, language))


def show_failing(terminal: Terminal, states: Sequence[State]) -> None:
    """Show the addresses and files that can't be read; of addresses, whether they are tried again."""
    language = terminal.language
    if states:
        terminal.say("")
        terminal.say(Text(say("failing_head", language), style="bold"), say("failing_hint", language))
    for state in states:
        again = say("given_up", language) if state.given_up else say("tried", language, count=state.failures)
        shown = f"{state.origin} ({again})" if state.is_web else state.origin
        why = say_reason(state.error, language) if state.error else ""
        terminal.say(Text(f"  {shown}: {why}", style="yellow"))


def show_runs(terminal: Terminal, runs: Sequence[Run]) -> None:
    """Show the last runs of ingestion."""
    language = terminal.language
    if runs:
        terminal.say("")
        terminal.say(Text(say("runs_head", language), style="bold"))
    for run in runs:
        when = datetime.fromtimestamp(run.started).astimezone().strftime("%Y-%m-%d %H:%M")
        counts = counts_in_words(run.what, language)
        terminal.say(f"  {when}  {say('run_line', language, counts=counts, seconds=round(run.seconds, 1))}")


def show_sources(
    terminal: Terminal, sources: Sequence[Source], entries: Sequence[Entry], copies: Mapping[str, Sequence[Copy]]
) -> None:
    """Show the sources with their articles, and where else these are published."""
    language = terminal.language
    for source in sources:
        of_source = [entry for entry in entries if entry.source == source.name]
        counted = say("of_source", language, address=source.address, count=len(of_source))
        terminal.say(Text(source.name, style="bold"), counted)
        for entry in of_source:
            part = f" {say('only_feed', language)}" if entry.partial else ""
            terminal.say(f"  {entry.id}  {_date(entry):10}  {entry.language}  {entry.title}{part}")
            for copy in copies.get(entry.id, ()):
                words = say("also_published", language, site=copy.site or copy.source, address=copy.address)
                terminal.say(Text(f"    {words}", style="dim"))


def show_article(terminal: Terminal, article: Article) -> None:
    """Show one article whole."""
    terminal.say(Text(heading_of(article), style="bold"))
    terminal.say(article.address)
    author = article.author or say("no_author", terminal.language)
    about = {"language": article.language, "author": author, "source": article.source, "id": article.id}
    terminal.say(say("article_about", terminal.language, **about) + "\n")
    terminal.say(article.text)


def _date(article: Entry) -> str:
    return article.published.isoformat() if article.published else ""
