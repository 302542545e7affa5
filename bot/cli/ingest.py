"""The command that reads articles into the corpus."""

from __future__ import annotations

import signal
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import AsJson, InCorpus, filters_of
from bot.cli.session import Session, chosen_corpus, print_json
from bot.cli.showing.lists import show_report
from bot.cli.showing.terminal import Terminal
from bot.documents.as_json import ingest_document
from bot.messages.wording import say
from bot.settings import load_settings
from corpus.errors import UsageError
from ingest.source_config import SourceConfig
from ingest.sources.config import load_sources, named_source
from ingest.sources.kinds.registry import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.report import Report


def _known_kind(kind: str | None) -> str | None:
    if kind is not None and kind not in KINDS:
        raise UsageError("--kind is one of {kinds}, not {kind!r}.", kinds=", ".join(KINDS), kind=kind)
    return kind


def ingest(  # noqa: PLR0913 -- one parameter an option
    addresses: Annotated[
        list[str] | None,
        typer.Argument(help="Folders, files, pages, feeds, sitemaps; none: those of sources.toml.", metavar="ADDRESS"),
    ] = None,
    *,
    kind: Annotated[
        str | None,
        typer.Option(
            callback=_known_kind,
            metavar="|".join(KINDS),
            help="What the addresses are, where that can't be seen, as for a site or a WordPress blog.",
        ),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles that are gone from their source.")] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Leave out what is new and was published before this day, month or year."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would change; change nothing.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on until stopped: folders as they change, the web in turn.")
    ] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Fail if another process ingests, instead of waiting.")
    ] = False,
    queue: Annotated[
        bool, typer.Option("--queue", help="Leave it to `footnote worker`, which looks again at intervals.")
    ] = False,
    corpus: InCorpus = None,
    as_json: AsJson = False,
) -> None:
    """Read articles from folders, files and the web into the corpus; unchanged ones cost nothing."""
    from bot.wiring.ingestion import build_pipeline

    if queue:
        if prune or since or dry_run or watch or no_wait or as_json:
            raise UsageError("--queue leaves it all to a worker: leave the options but --kind and --corpus out.")
        _leave_to_workers(addresses or [], kind, corpus)
        return
    if watch and (dry_run or as_json):
        raise UsageError("--watch goes on until stopped: leave --dry-run and --json out.")
    day = filters_of(since, None, None, None, None).since
    with Session(corpus, to_fill=True, dry=dry_run) as session:
        wanted = _wanted_sources(session.settings.sources_file, addresses or [], kind)
        wanted()
        pipeline = build_pipeline(session.settings, session.corpus)
        stop = threading.Event()

        def on_wait() -> None:
            session.terminal.tell(say("waiting_to_write", session.terminal.language))

        def run(configs: Sequence[SourceConfig]) -> Report:
            with session.terminal.ingesting(naming=dry_run) as progress:
                return pipeline.run(
                    configs,
                    progress,
                    prune=prune,
                    dry_run=dry_run,
                    forced=bool(addresses) and not watch,
                    on_wait=None if no_wait else on_wait,
                    since=day,
                    stopped=stop.is_set,
                )

        if watch:
            _watch(wanted, run, stop, session.terminal)
            return
        report = run(wanted())
        show_report(session.terminal, report) if not as_json else print_json(ingest_document(report))
    done = report.added or report.changed or report.removed or report.copies or report.unchanged
    if report.failed and not done:
        raise typer.Exit(1)


def _leave_to_workers(addresses: Sequence[str], kind: str | None, corpus: str | None) -> None:
    """File what is to be read for workers, on whatever machine they run."""
    from bot.service.jobs.job import Job
    from bot.wiring.jobs import needed_jobs

    settings, terminal = load_settings(), Terminal()
    configs = _wanted_sources(settings.sources_file, addresses, kind)()
    if here := next((config.address for config in configs if config.is_local), None):
        raise UsageError("A worker may run on another machine, which hasn't {path}: ingest it here.", path=here)
    name = chosen_corpus(settings, corpus, to_fill=True)
    with closing(needed_jobs(settings)) as jobs:
        for config in configs:
            jobs.file(Job(corpus=name, config=config))
    terminal.say(say("left_to_workers", terminal.language, count=len(configs)))


def _wanted_sources(file: Path, addresses: Sequence[str], kind: str | None) -> Callable[[], Sequence[SourceConfig]]:
    """Return what reads the sources: those named, or those of the file, as it is by then."""
    if not addresses:
        return lambda: load_sources(file)
    named = [named_source(address, kind) for address in addresses]
    return lambda: named


def _watch(
    wanted: Callable[[], Sequence[SourceConfig]],
    run: Callable[[Sequence[SourceConfig]], Report],
    stop: threading.Event,
    terminal: Terminal,
) -> None:
    """Ingest until a signal comes; what is under way then is finished."""
    from ingest.pipeline.watch import watch

    def finish(_number: int, _frame: object) -> None:
        if not stop.is_set():
            terminal.tell(say("watch_stopping", terminal.language))
        stop.set()

    def ingest_and_report(configs: Sequence[SourceConfig]) -> None:
        report = run(configs)
        if report.moved():
            show_report(terminal, report)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, finish)
    terminal.tell(say("watching", terminal.language))
    watch(wanted, ingest_and_report, stop, terminal.tell)
