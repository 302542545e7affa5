"""The commands that start the Discord bot and the pages, and that check and mend the store."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import InCorpus
from bot.cli.session import Session, chosen_corpus
from bot.messages.catalogue import check_catalogues
from bot.settings import load_settings


def bot() -> None:
    """Start the Discord bot."""
    from bot.discord.start import run_bot

    check_catalogues()
    run_bot(load_settings())


def serve(*, corpus: InCorpus = None) -> None:
    """Serve the pages, the reader, the HTTP API and MCP."""
    from bot.web.serve import run_web

    check_catalogues()
    settings = load_settings()
    run_web(settings, chosen_corpus(settings, corpus))


def mcp(*, corpus: InCorpus = None) -> None:
    """Answer another program's language model by MCP, over standard input and output."""
    from bot.web.serve import run_mcp

    settings = load_settings()
    run_mcp(settings, chosen_corpus(settings, corpus))


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
    from bot.cli.doctor import check
    from ingest.pipeline.resplit import resplit

    with Session(corpus) as session:
        if repair:
            with session.corpus.writing(), session.terminal.counting("Embedding", 0) as advance:
                if not session.corpus.opens():
                    session.terminal.tell("The vectors are damaged: all are made again")
                    session.corpus.drop_vectors()
                embedded = session.corpus.repair(advance)
                cut = resplit(session.corpus, session.settings.passage_tokens, advance)
            anew = f", {cut} articles cut anew" if cut else ""
            session.terminal.say(f"Repaired: {embedded} passages embedded{anew}.")
        if calibrate:
            with session.corpus.writing():
                session.terminal.tell("Asking the embedding model questions with known answers")
                session.corpus.calibrate()
        findings = check(session.settings, session.corpus, session.embedder, session.terminal.tell)
        for finding in findings:
            session.terminal.say(f"{'ok   ' if finding.sound else 'WRONG'}  {finding.words}")
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)
