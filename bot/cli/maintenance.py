"""The commands that start the Discord bot and the pages, and that check, mend and move the store."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import AsJson, InCorpus
from bot.cli.session import Session, chosen_corpus, print_json
from bot.cli.showing.terminal import Terminal
from bot.messages.catalogue import check_catalogues
from bot.messages.wording import say, say_reason
from bot.service.corpora.names import directory_of
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.doctor import Finding
    from bot.settings import Settings
    from corpus.store.corpus import Corpus


def bot(
    *,
    shards: Annotated[
        str | None,
        typer.Option("--shards", metavar="FIRST-LAST/COUNT", help="Run some of the bot's shards alone, as 0-3/16."),
    ] = None,
) -> None:
    """Start the Discord bot."""
    from bot.discord.shards import read_shards
    from bot.discord.start import run_bot

    check_catalogues()
    run_bot(load_settings(), read_shards(shards) if shards is not None else None)


def worker() -> None:
    """Read what `footnote ingest --queue` and the bot leave to workers, until stopped; any number may run."""
    from bot.service.monitoring.logs import log_to_stderr
    from bot.wiring.jobs import open_worker

    settings = load_settings()
    log_to_stderr(settings.log_format, [])
    with open_worker(settings, Terminal().tell) as working:
        asyncio.run(working.run())


def serve(
    *,
    models: Annotated[
        bool, typer.Option("--models", help="Serve the models alone, to other Footnotes that share them.")
    ] = False,
    corpus: InCorpus = None,
) -> None:
    """Serve the pages, the reader, the HTTP API and MCP."""
    from bot.web.serve import run_models, run_web

    check_catalogues()
    settings = load_settings()
    if models:
        run_models(settings)
        return
    run_web(settings, chosen_corpus(settings, corpus))


def mcp(*, corpus: InCorpus = None) -> None:
    """Answer another program's language model by MCP, over standard input and output."""
    from bot.web.serve import run_mcp

    settings = load_settings()
    run_mcp(settings, chosen_corpus(settings, corpus))


def models(*, as_json: AsJson = False) -> None:
    """List the chat models that can be set: the bundled one, those fetched, and those recommended."""
    from bot.models.gguf_files import BUNDLED_MODEL, RECOMMENDED, bundled_is_joined, fetched_models
    from bot.models.local_server import is_bundled

    settings = load_settings()
    fetched, joined = list(fetched_models(settings.cache_dir)), bundled_is_joined(settings.cache_dir)
    states = {
        BUNDLED_MODEL: "missing" if not is_bundled() else "ready" if joined else "installed",
        **dict.fromkeys(fetched, "fetched"),
    }
    here = {model.name for model in fetched}
    states |= {model: "recommended, untried" for model in RECOMMENDED if model.name not in here}
    if as_json:
        chosen = {"chosen": settings.chat_model}
        print_json(chosen | {"models": [asdict(model) | {"state": state} for model, state in states.items()]})
        return
    terminal = Terminal()
    rows = [
        (
            f"{'*' if model.name == settings.chat_model else ' '} {model.name}",
            f"{model.size:.1f} GB",
            f"{model.memory:.1f} GB" if model.memory else "",
            state,
            ", ".join(filter(None, (model.what, model.licence))),
        )
        for model, state in states.items()
    ]
    terminal.table("Chat models", ("  FOOTNOTE_CHAT_MODEL", "file", "memory", "state", ""), rows)
    terminal.say("")
    terminal.say(f"* is set: {settings.chat_model}. A file of the hub is fetched once, when it is first asked.")


def move(
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="PLACE", help="postgresql://user:password@host/name, or a data folder.")
    ],
    chroma: Annotated[
        str, typer.Option("--chroma", metavar="URL", help="The Chroma server that is to hold the vectors.")
    ] = "",
) -> None:
    """Copy all articles, and what the bot remembers, to PostgreSQL and Chroma, or back into a folder.

    Nothing is embedded anew, and what is copied stays where it was. A move that was stopped goes on where it was when
    the same command is run again; at its end everything is compared. Stop the bot and the pages before.
    """
    from bot.wiring.corpora import corpora_there, settings_moved
    from bot.wiring.store import open_store
    from corpus.store.moving import move as move_corpus

    settings, terminal = load_settings(), Terminal()
    moved = settings_moved(settings, to, chroma)
    for name in corpora_there(settings):
        with closing(_listed(settings, name)) as source, closing(_listed(moved, name)) as target:
            count = move_corpus(source, target, partial(terminal.counting, say("moving", terminal.language, name=name)))
        terminal.say(say("moved_corpus", terminal.language, name=name, count=count))
    with closing(open_store(settings)) as source, closing(open_store(moved)) as target:
        terminal.say(say("moved_memory", terminal.language, count=source.copy_to(target)))
    terminal.say(say("moved_all", terminal.language))


def _listed(settings: Settings, name: str) -> Corpus:
    from bot.wiring.corpora import open_listed

    return open_listed(settings, directory_of(settings.data_dir, name), Terminal().tell)


def doctor(
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild what is missing and sweep what is left over.")
    ] = False,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Find out where the embedding model's scores lie; minutes.")
    ] = False,
    corpus: InCorpus = None,
) -> None:
    """Check settings, models and store, and say what to run."""
    from bot.cli.doctor import check, servers
    from ingest.pipeline.resplit import resplit

    terminal, found = Terminal(), servers(load_settings())
    _show(terminal, found)
    if not all(finding.sound for finding in found):
        raise typer.Exit(1)  # all else lies there
    with Session(corpus) as session:
        language = session.terminal.language
        if repair:
            with session.corpus.writing(), session.terminal.counting(say("embedding", language), 0) as advance:
                if not session.corpus.upkeep.opens():
                    session.terminal.tell(say("doctor_gone", language))
                    session.corpus.upkeep.drop_vectors()
                embedded = session.corpus.upkeep.repair(advance)
                cut = resplit(session.corpus, session.settings.passage_tokens, advance)
            session.terminal.say(say("doctor_repaired", language, count=embedded))
            if cut:
                session.terminal.say(say("doctor_cut", language, count=cut))
        if calibrate:
            with session.corpus.writing():
                session.terminal.tell(say("doctor_calibrating", language))
                session.corpus.made_with.calibrate()
        findings = check(session.settings, session.corpus, session.embedder, session.terminal.tell)
        _show(session.terminal, findings)
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


def _show(terminal: Terminal, findings: Sequence[Finding]) -> None:
    for finding in findings:
        sound = say("doctor_sound" if finding.sound else "doctor_wrong", terminal.language)
        terminal.say(f"{sound:6} {say_reason(finding.said, terminal.language)}")
