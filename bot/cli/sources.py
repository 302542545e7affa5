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
from bot.messages.wording import say
from corpus.errors import UsageError
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from ingest.sources.discovery import Discovery

_RUNS_SHOWN = 3
_FOUND = {
    "folder": "found_folder",
    "page": "found_page",
    "feed": "found_feed",
    "sitemap": "found_sitemap",
    "site": "found_site",
    "wordpress": "found_wordpress",
    "git": "found_git",
}

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
        listed, entries, journal = read.catalogue.sources(), read.catalogue.entries(), read.journal
        copies = {entry.id: read.copies.of(entry.id) for entry in entries}
        if as_json:
            from bot.documents.as_json import sources_document

            print_json(sources_document(listed, entries, journal.failing(), journal.runs(1)))
        else:
            if session.is_empty:
                session.terminal.say(say("none_yet", session.terminal.language, command=session.filling))
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
    from ingest.sources.kinds.registry import KINDS

    async def look() -> Discovery:
        async with build_fetcher(settings) as fetcher:
            return await discover(fetcher, address)

    settings, terminal = load_settings(), Terminal()
    found = asyncio.run(look())
    file = settings.sources_file
    if KINDS[found.kind].by_bot:
        raise UsageError(
            "The threads of {page} are read by the bot alone: add the channel on Discord, with /articles threads.",
            page=found.address,
        )
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
    what = say(_FOUND[found.kind], terminal.language)
    terminal.say(say("source_added", terminal.language, what=what, address=found.address, file=file))


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
        article = session.corpus.catalogue.article(identity)
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
    from ingest.pipeline.leftovers import remove_articles
    from ingest.sources.config import origin_of

    identity = well_formed(identity)
    with Session(context.obj if corpus is None else corpus) as session, session.corpus.writing():
        ids = session.corpus.catalogue.named(identity)
        before = {source.address for source in session.corpus.catalogue.sources()}
        journal = session.corpus.journal
        addresses = journal.forget_source(identity)
        cleared = not ids and not addresses and journal.forget_failed(origin_of(identity))
        if not ids and not addresses and not cleared:
            raise UsageError(
                "There is no article or source “{identity}”, nor did such an address fail: "
                "`footnote sources` lists all.",
                identity=identity,
            )
        remove_articles(session.corpus, ids)
        language, file = session.terminal.language, session.settings.sources_file
        session.terminal.say(say("cleared", language) if cleared else say("removed", language, count=len(ids)))
        if _still_names(file, before - {source.address for source in session.corpus.catalogue.sources()}):
            session.terminal.say(say("still_a_source", language, file=file))


def _still_names(file: Path, addresses: Collection[str]) -> bool:
    """Say whether a file of sources has one of some addresses; one that can't be read has none."""
    from ingest.sources.config import load_sources

    try:
        return file.exists() and any(source.address in addresses for source in load_sources(file))
    except UsageError:
        return False
