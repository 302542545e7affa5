"""The terminal face: footnote ingest | ask | search | sources | bot | eval | doctor (door: typer)."""

from __future__ import annotations

import json
import signal
import sys
import threading
import traceback
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from bot.documents import ingest_document
from bot.settings import Settings, load_settings
from bot.terminal import Terminal
from corpus.article import Filters
from corpus.errors import FootnoteError, UsageError
from corpus.text import well_formed
from ingest.config import SourceConfig, SourceKind, load_sources, named_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.documents import Document
    from bot.trial import Trial
    from corpus.corpus import Corpus
    from corpus.embedder import Embedder
    from ingest.report import Report

_INTERRUPTED = 130
_DATE = ["%Y-%m-%d"]
_MOST_HITS = 50
_RUNS_SHOWN = 3

app = typer.Typer(
    help="Answers questions from your articles, with a footnote under every sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sources_app = typer.Typer(invoke_without_command=True, help="List what is in the corpus; show or remove a part.")
app.add_typer(sources_app, name="sources")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Since = Annotated[datetime | None, typer.Option(formats=_DATE, help="Only articles published on this day or later.")]
Until = Annotated[datetime | None, typer.Option(formats=_DATE, help="Only articles published on this day or before.")]
InSource = Annotated[str | None, typer.Option("--source", help="Only articles of this source (`footnote sources`).")]
InLanguage = Annotated[str | None, typer.Option("--language", help="Only articles in this language, such as fr.")]

ByAuthor = Annotated[str | None, typer.Option("--author", help="Only articles by this author; a surname will do.")]


def main() -> None:
    """Run the command line and end with its exit status: 0 done, 1 failed, 2 called wrongly."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except FootnoteError as error:
        _fail(str(error), error.exit_status)
    except (_Interrupted, KeyboardInterrupt):
        _fail("Stopped: what was finished is kept, and running the command again goes on from there.", _INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _fail(f"The system refused ({error.strerror}: {error.filename}): mend that and run the command again.", 1)
    except Exception as error:  # noqa: BLE001 -- the last door: a person gets a sentence, not a traceback
        _fail(f"Something unforeseen went wrong ({type(error).__name__}): run it with --debug and report it.", 1)


@app.callback()
def options(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    """Answer questions from your articles, with a footnote under every sentence."""
    del debug  # read by _fail, which also serves errors before this runs


@app.command()
def ingest(  # noqa: PLR0913 -- one parameter an option
    addresses: Annotated[
        list[str] | None,
        typer.Argument(help="Folders, files, pages, feeds, sitemaps; none: those of sources.toml.", metavar="ADDRESS"),
    ] = None,
    *,
    kind: Annotated[
        SourceKind | None, typer.Option(help="What the addresses are, where that can't be seen: a site, a wordpress.")
    ] = None,
    prune: Annotated[bool, typer.Option(help="Remove articles that are gone from their source.")] = False,
    dry_run: Annotated[bool, typer.Option(help="List what would change; change nothing.")] = False,
    watch: Annotated[bool, typer.Option(help="Go on until stopped: folders as they change, the web in turn.")] = False,
    no_wait: Annotated[bool, typer.Option(help="Fail if another process ingests, instead of waiting.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read articles from folders, files and the web into the corpus; unchanged ones cost nothing."""
    from bot.wiring import build_pipeline

    if watch and (dry_run or as_json):
        raise UsageError("--watch goes on until stopped: leave --dry-run and --json out.")
    with _Session() as session:
        wanted = _wanted_sources(session.settings.sources_file, addresses or [], kind)
        wanted()
        pipeline = build_pipeline(session.settings, session.corpus)
        stop = threading.Event()

        def on_wait() -> None:
            session.terminal.tell("Waiting for another process that is ingesting into this corpus")

        def run(configs: Sequence[SourceConfig]) -> Report:
            with session.terminal.ingesting() as progress:
                return pipeline.run(
                    configs,
                    progress,
                    prune=prune,
                    dry_run=dry_run,
                    forced=bool(addresses) and not watch,
                    on_wait=None if no_wait else on_wait,
                    stopped=stop.is_set,
                )

        if watch:
            _watch(wanted, run, stop, session.terminal)
            return
        report = run(wanted())
        session.terminal.report(report) if not as_json else _print_json(ingest_document(report))
    done = report.added or report.changed or report.removed or report.copies or report.unchanged
    if report.failed and not done:
        raise typer.Exit(1)


def _wanted_sources(
    file: Path, addresses: Sequence[str], kind: SourceKind | None
) -> Callable[[], Sequence[SourceConfig]]:
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
    from ingest.watch import watch

    def finish(_number: int, _frame: object) -> None:
        if not stop.is_set():
            terminal.tell("Stopping: what is under way is finished first")
        stop.set()

    def ingest_and_report(configs: Sequence[SourceConfig]) -> None:
        report = run(configs)
        if report.moved():
            terminal.report(report)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, finish)
    terminal.tell("Watching; Ctrl-C ends it")
    watch(wanted, ingest_and_report, stop, terminal.tell)


@app.command()
def ask(  # noqa: PLR0913 -- one parameter an option
    question: Annotated[str, typer.Argument(help="What to ask, in any language.")],
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with a footnote under every sentence."""
    from bot.documents import ask_document
    from bot.wiring import build_engine, open_chat

    filters = _filters(since, until, source, language, author)
    with _Session() as session, session.terminal.busy() as announce:
        session.announce = announce
        with open_chat(session.settings, announce) as model:
            engine = build_engine(session.settings, session.corpus, session.embedder, model, announce)
            outcome = engine.ask(question, filters, on_stage=announce)
    if as_json:
        _print_json(ask_document(outcome))
    else:
        session.terminal.reply(outcome)


@app.command()
def search(  # noqa: PLR0913 -- one parameter an option
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    limit: Annotated[int, typer.Option(min=1, max=_MOST_HITS, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find passages by meaning and by words; no chat model is asked."""
    from bot.documents import search_document
    from bot.wiring import build_engine

    filters = _filters(since, until, source, language, author)
    query = well_formed(query)
    with _Session() as session:
        engine = build_engine(session.settings, session.corpus, session.embedder, None, session.announce)
        hits = engine.find(query, filters, limit)
        if as_json:
            _print_json(search_document(query, hits))
        else:
            session.terminal.hits(hits)


@sources_app.callback()
def sources(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the sources and their articles."""
    if context.invoked_subcommand:
        return
    from bot.documents import sources_document

    with _Session() as session:
        corpus = session.corpus
        listed, articles, journal = corpus.sources(), corpus.articles(), corpus.journal
        copies = {article.id: corpus.copies_of(article.id) for article in articles}
        if as_json:
            _print_json(sources_document(listed, articles, journal.failing(), journal.runs(1)))
        else:
            session.terminal.sources(listed, articles, copies)
            session.terminal.failing(journal.failing())
            session.terminal.runs(journal.runs(_RUNS_SHOWN))


@sources_app.command("show")
def show(
    identity: Annotated[str, typer.Argument(metavar="ID", help="An article's id, from `footnote sources`.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one article whole."""
    from bot.documents import article_document

    identity = well_formed(identity)
    with _Session() as session:
        article = session.corpus.get(identity)
        if article is None:
            raise UsageError(f"There is no article {identity}: `footnote sources` lists them.")
        if as_json:
            _print_json(article_document(article))
        else:
            session.terminal.article(article)


@sources_app.command("remove")
def remove(
    identity: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or a source's name for all of it.")],
) -> None:
    """Remove an article, or all of a source; the files stay, and ingesting them again brings them back."""
    identity = well_formed(identity)
    with _Session() as session, session.corpus.writing():
        ids = [a.id for a in session.corpus.articles() if identity in {a.id, a.source}]
        addresses = session.corpus.journal.forget_source(identity)
        if not ids and not addresses:
            raise UsageError(f"There is no article or source {identity}: `footnote sources` lists them.")
        session.corpus.remove(ids)
        session.terminal.say(f"{len(ids)} removed.")


@app.command()
def bot() -> None:
    """Start the Discord bot."""
    from bot.discord_app.start import run_bot

    run_bot(load_settings())


@app.command("eval")
def evaluate(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="DIR...", help="Folders with corpus.jsonl and queries.jsonl, or folders of such."),
    ],
    *,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Add the usual ways: vectors, words, rank fusion.")
    ] = False,
    against: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Compare with this setting changed; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many answerable questions.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure finding on questions with known answers; the articles go into corpora of their own."""
    from bot.documents import eval_document
    from bot.evaluation.data import find_sets, read_set
    from bot.tables import figure_notes, figure_tables
    from bot.trial import Conditions, run_trials

    changed = _changed_settings(against or [])
    conditions = Conditions(
        settings=load_settings(),
        against=load_settings(instead=changed) if changed else None,
        changed=changed,
        baselines=baselines,
        limit=limit,
    )
    sets = [read_set(path) for path in find_sets(folders)]
    terminal = Terminal()
    trials: list[Trial] = []
    for trial in run_trials(sets, conditions, terminal):
        trials.append(trial)
        for table in () if as_json else figure_tables(trial):
            terminal.table(table.title, table.columns, table.rows)
    if as_json:
        _print_json(eval_document(trials))
        return
    terminal.say("")
    for note in figure_notes(trials[0].compared.whole, changed):
        terminal.say(note)


@app.command()
def doctor(
    *,
    repair: Annotated[bool, typer.Option(help="Rebuild what is missing and sweep what is left over.")] = False,
) -> None:
    """Check settings, models and store, and say what to run."""
    from bot.doctor import check

    with _Session() as session:
        if repair:
            with session.corpus.writing(), session.terminal.counting("Embedding", 0) as advance:
                if not session.corpus.opens():
                    session.terminal.tell("The vectors are damaged: all are made again")
                    session.corpus.drop_vectors()
                embedded = session.corpus.repair(advance)
            session.terminal.say(f"Repaired: {embedded} passages embedded.")
        findings = check(session.settings, session.corpus, session.embedder, session.terminal.tell)
        for finding in findings:
            session.terminal.say(f"{'ok   ' if finding.sound else 'WRONG'}  {finding.words}")
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


class _Session:
    """The parts that a command works with, closed at its end."""

    def __init__(self) -> None:
        self.settings: Settings = load_settings()
        self.terminal = Terminal()
        self.announce: Callable[[str], None] = self.terminal.tell
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        from bot.wiring import build_embedder, open_corpus

        self.embedder: Embedder = build_embedder(self.settings, self._tell)
        directory = self.settings.data_dir / "corpus"
        self.corpus: Corpus = self._stack.enter_context(open_corpus(directory, self.embedder))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _tell(self, words: str) -> None:
        self.announce(words)


def _filters(
    since: datetime | None, until: datetime | None, source: str | None, language: str | None, author: str | None
) -> Filters:
    if since and until and since > until:
        raise UsageError("--since is later than --until: swap them.")
    return Filters(
        since=since.date() if since else None,
        until=until.date() if until else None,
        source=well_formed(source) if source else None,
        author=well_formed(author) if author else None,
        language=well_formed(language).lower() if language else None,
    )


def _changed_settings(given: Sequence[str]) -> dict[str, str]:
    """Return settings given as NAME=VALUE, by their names."""
    changed: dict[str, str] = {}
    for words in given:
        name, equals, value = words.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"--against takes NAME=VALUE, such as FOOTNOTE_EMBEDDING_MODEL=BAAI/bge-m3, not {words!r}."
            )
        changed[name.strip()] = value.strip()
    return changed


def _print_json(document: Document) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


class _Interrupted(BaseException):
    """Ctrl-C, under a name that typer doesn't catch to end without a word."""


def _interrupt(_number: int, _frame: object) -> None:
    raise _Interrupted


def _fail(sentence: str, status: int) -> None:
    if "--debug" in sys.argv:
        traceback.print_exc()
    sys.stderr.write(sentence + "\n")
    sys.exit(status)
