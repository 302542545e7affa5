"""/articles add, remove, refresh and status, for those who may change what is in the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from bot.discord.context.context import MANAGERS, managed_corpus, visit
from bot.discord.context.error_handler import telling, words_for
from bot.discord.rendering.delivery import InteractionReply, finish_all
from bot.discord.rendering.escape import escape, safe_address, shortened
from bot.discord.rendering.ingestion import Telling, failure_line, report_lines
from bot.discord.rendering.live_message import Live
from bot.discord.rendering.reply import pack
from bot.discord.views.autocomplete import complete_removable
from bot.discord.views.undo_button import undo_button
from bot.messages.wording import say
from bot.service.failures import RefusedError
from bot.service.ingestion import SECONDS_BETWEEN_LOOKS, read_sources, refresh, remember, remove, source_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.service.admission.visitor import Visitor
    from bot.service.corpora import Library
    from bot.service.service import Service
    from ingest.report import Report

Kind = Literal["page", "feed", "sitemap", "site", "wordpress"]
_RUNS_SHOWN = 5
_FAILING_SHOWN = 8
_SOURCES_SHOWN = 10
_REMOVED_SHOWN = 10

articles = app_commands.Group(
    name="articles",
    description="Add articles, remove them, read them again.",
    guild_only=True,
    default_permissions=MANAGERS,
)


@articles.command(description="Add a page, a feed, a sitemap or a site.")
@app_commands.describe(
    address="An address that begins with https://.", kind="What lies at the address, where that can't be seen."
)
async def add(
    interaction: discord.Interaction, *, address: app_commands.Range[str, 1, 1000], kind: Kind | None = None
) -> None:
    """Read what lies at an address, telling how it goes, and look at it again from then on."""
    async with telling(interaction):
        await add_source(interaction, address, kind)


async def add_source(interaction: discord.Interaction, address: str, kind: Kind | None = None) -> None:
    """Read what lies at an address, telling how it goes, and look at it again from then on.

    Raises:
        RefusedError: they may not, or it is no address of the web.
    """
    parts, visitor = visit(interaction)
    name = managed_corpus(parts, visitor)
    config = source_at(address, kind)

    async def read(library: Library, progress: Telling) -> Report:
        report = await read_sources(parts, library, [config], progress, forced=True)
        if report.added or report.changed or report.unchanged or report.copies:
            remember(parts, library, config)
        return report

    shown = escape(shortened(config.address, 200))
    await _run(interaction, parts, name, say("adding", visitor.language, address=shown), read)


@articles.command(name="refresh", description="Read all added sources again now.")
async def read_again(interaction: discord.Interaction) -> None:
    """Read all sources again that were added from Discord."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        name = managed_corpus(parts, visitor)
        if not parts.store.servers.sources(name):
            raise RefusedError("no_sources")

        async def read(library: Library, progress: Telling) -> Report | None:
            return await refresh(parts, library, progress, due=False)

        await _run(interaction, parts, name, say("working", visitor.language), read)


@articles.command(name="remove", description="Remove a source or an article.")
@app_commands.describe(what="A source or an article.")
@app_commands.autocomplete(what=complete_removable)
async def take_out(interaction: discord.Interaction, what: app_commands.Range[str, 1, 1000]) -> None:
    """Take a source or an article out of the corpus."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        name = managed_corpus(parts, visitor)
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with parts.library_named(name) as library:
            removal = await parts.workers.run("ingest", remove, parts, library, what.strip())
        if removal is None:
            raise RefusedError("no_source")
        lines = [say("removed", visitor.language, count=len(removal.articles))]
        titles = sorted(article.title for article, _ in removal.articles)
        lines += [f"• {escape(shortened(title, 100))}" for title in titles[:_REMOVED_SHOWN]]
        if (more := len(removal.articles) - _REMOVED_SHOWN) > 0:
            lines.append(say("and_more", visitor.language, count=more))
        kept = parts.store.removals.keep(name, removal, parts.clock())
        view = undo_button(kept, visitor.language) if removal.articles or removal.sources else None
        await InteractionReply(interaction, private=True).finish("\n".join(lines), view)


@articles.command(description="Show the last runs, what failed, and what is next.")
async def status(interaction: discord.Interaction) -> None:
    """Show what is in the corpus, when it was and will be filled, and what failed."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        name = managed_corpus(parts, visitor)
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with parts.library_named(name) as library:
            lines = await parts.workers.run("look_up", _status, parts, library, visitor)
        await finish_all(interaction, pack(lines), private=True)


async def _run(
    interaction: discord.Interaction,
    parts: Service,
    name: str,
    first: str,
    read: Callable[[Library, Telling], Awaitable[Report | None]],
) -> None:
    """Acknowledge, show how a run goes on, then what it did."""
    _, visitor = visit(interaction)
    language = visitor.language
    await interaction.response.defer(thinking=True)
    reply = InteractionReply(interaction, private=False)
    live = Live(reply.show, every=parts.seconds_between_edits)
    live.show(f"*{first}…*")
    try:
        with parts.underway.one_more():
            async with parts.library_named(name) as library:
                report = await read(library, Telling(live.show, language))
            lines = report_lines(report, language) if report else [say("no_sources", language)]
    except Exception as error:  # noqa: BLE001 -- it takes the place of how the run went on
        lines = [words_for(error, parts, language)]
    await live.close()
    await finish_all(interaction, pack(lines), private=False)


def _status(parts: Service, library: Library, visitor: Visitor) -> list[str]:
    """Return how a corpus stands, a line each; to be called in a thread."""
    language = visitor.language
    count, passages = library.corpus.counts()
    lines = [say("status_counts", language, articles=count, passages=passages)]
    for channel, (guild, when) in parts.unwritable.items():
        if guild == visitor.guild:
            lines.append(say("status_unwritable", language, channel=f"<#{channel}>", when=f"<t:{int(when)}:R>"))
    for added in parts.store.servers.sources(library.name)[:_SOURCES_SHOWN]:
        due = added.looked_at + SECONDS_BETWEEN_LOOKS
        when = f"<t:{int(due)}:R>" if due > parts.clock() else say("soon", language)
        lines.append(say("status_source", language, address=f"<{safe_address(added.address)[:300]}>", when=when))
    journal = library.corpus.journal
    runs = journal.runs(_RUNS_SHOWN)
    lines.append(say("status_runs" if runs else "status_no_runs", language))
    lines += [say("status_run", language, when=f"<t:{int(run.started)}:f>", **run.what) for run in runs]
    # Where files lie on the host's disk is no business of those who ask.
    failing = [state for state in journal.failing() if state.is_web][:_FAILING_SHOWN]
    if failing:
        lines.append(say("status_failing", language))
    return lines + [failure_line(state.origin, state.error, language) for state in failing if state.error]
