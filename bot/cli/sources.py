"""The commands that show what is in the corpus, and remove a part."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.late import PLAIN
from bot.cli.options import AsJson, InCorpus
from bot.cli.session import Session, print_json
from bot.cli.showing.lists import show_article, show_failing, show_runs, show_sources
from bot.cli.showing.terminal import Terminal
from bot.cli.spoken import SpokenCommand, SpokenGroup
from corpus.errors import UsageError
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from ingest.sources.discovery import Discovery

_RUNS_SHOWN = 3

sources_app = typer.Typer(
    cls=SpokenGroup,
    invoke_without_command=True,
    help="List what is in the corpus; show or remove a part.",
    **PLAIN,
)


@sources_app.callback()
def sources(context: typer.Context, *, corpus: InCorpus = None, as_json: AsJson = False) -> None:
    """List the sources and their articles."""
    context.obj = corpus
    if context.invoked_subcommand:
        return
    with Session(corpus, listed=True) as session:
        read = session.corpus
        listed, entries, journal = read.sources(), read.entries(), read.journal
        copies = {entry.id: read.copies_of(entry.id) for entry in entries}
        if as_json:
            from bot.documents.as_json import sources_document

            print_json(sources_document(listed, entries, journal.failing(), journal.runs(1)))
        else:
            if session.is_empty:
                session.terminal.say(f"There are no articles yet: run {session.filling}.")
            show_sources(session.terminal, listed, entries, copies)
            show_failing(session.terminal, journal.failing())
            show_runs(session.terminal, journal.runs(_RUNS_SHOWN))


@sources_app.command("add", cls=SpokenCommand)
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="A blog, a page, a feed, a sitemap or a folder.")],
    *,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The name that people are to see.")] = None,
) -> None:
    """Find what an address offers - a blog's interface, a feed, a sitemap - and write it into sources.toml."""
    from bot.settings import load_settings
    from bot.wiring.ingestion import build_fetcher
    from ingest.sources.config import load_sources, named_source
    from ingest.sources.discovery import discover

    async def look() -> Discovery:
        async with build_fetcher(settings) as fetcher:
            return await discover(fetcher, address)

    settings, terminal = load_settings(), Terminal()
    found = asyncio.run(look())
    file = settings.sources_file
    if file.exists() and any(source.address == found.address for source in load_sources(file)):
        raise UsageError("{file} has {address} already: `footnote ingest` reads it.", file=file, address=found.address)
    before = file.read_text(encoding="utf-8").rstrip() + "\n\n" if file.exists() else ""
    try:
        table = found.table(name or named_source(found.address).name)
        file.write_text(before + table, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "{file} can't be written ({reason}): check its permissions.", file=file, reason=error.strerror
        ) from error
    terminal.say(f"Found a {found.kind} at {found.address}, and put it into {file}: `footnote ingest` reads it.")


@sources_app.command("show", cls=SpokenCommand)
def show(
    context: typer.Context,
    identity: Annotated[str, typer.Argument(metavar="ID", help="An article's id, from `footnote sources`.")],
    *,
    corpus: InCorpus = None,
    as_json: AsJson = False,
) -> None:
    """Show one article whole."""
    from bot.documents.as_json import article_document

    identity = well_formed(identity)
    with Session(context.obj if corpus is None else corpus) as session:
        article = session.corpus.get(identity)
        if article is None:
            raise UsageError("There is no article {identity}: `footnote sources` lists them.", identity=identity)
        if as_json:
            print_json(article_document(article))
        else:
            show_article(session.terminal, article)


@sources_app.command("remove", cls=SpokenCommand)
def remove(
    context: typer.Context,
    identity: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="An article's id, a source's name for all of it, or an address or file that couldn't be read.",
        ),
    ],
    *,
    corpus: InCorpus = None,
) -> None:
    """Remove an article, or all of a source; the files stay, and ingesting them again brings them back.

    An address that couldn't be read is taken off the list: a later run tries it anew if its source still has it, unless
    `exclude` in sources.toml leaves it out.
    """
    from ingest.sources.config import origin_of

    identity = well_formed(identity)
    with Session(context.obj if corpus is None else corpus) as session, session.corpus.writing():
        ids = session.corpus.named(identity)
        journal = session.corpus.journal
        addresses = journal.forget_source(identity)
        cleared = not ids and not addresses and journal.forget_failed(origin_of(identity))
        if not ids and not addresses and not cleared:
            raise UsageError(
                "There is no article or source {identity}, nor did such an address fail: `footnote sources` lists all.",
                identity=identity,
            )
        session.corpus.remove(ids)
        session.terminal.say("Taken off the list." if cleared else f"{len(ids)} removed.")
