"""/articles add, remove, refresh and status, for those who may change what is in the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from bot.discord.commands.adding import add_source, add_threads, run
from bot.discord.commands.removing import ask_to_remove
from bot.discord.context.context import IN_SERVERS, MANAGERS, managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import finish_all
from bot.discord.rendering.escape import safe_address
from bot.discord.rendering.ingestion import Telling, failure_line
from bot.discord.rendering.reply import pack
from bot.discord.views.autocomplete import complete_removable
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.corpora.ingestion import SECONDS_BETWEEN_LOOKS, refresh

if TYPE_CHECKING:
    from bot.service.corpora.corpora import Library
    from bot.service.service import Service
    from bot.service.store.visitor import Visitor
    from ingest.report import Report

Kind = Literal["page", "feed", "sitemap", "site", "wordpress", "git"]
_RUNS_SHOWN = 5
_FAILING_SHOWN = 8
_SOURCES_SHOWN = 10

articles = app_commands.Group(
    name="articles",
    description="Add articles, remove them, read them again.",
    guild_only=True,
    allowed_installs=IN_SERVERS,
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


@articles.command(description="Add the archived threads of a channel, or the archived posts of a forum.")
@app_commands.describe(channel="A channel that everyone here may read.", authors="Whether those who wrote are named.")
async def threads(
    interaction: discord.Interaction, *, channel: discord.TextChannel | discord.ForumChannel, authors: bool = False
) -> None:
    """Read the archived threads of a channel, telling how it goes, and look at it again from then on."""
    async with telling(interaction):
        await add_threads(interaction, channel, authors=authors)


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

        await interaction.response.defer(ephemeral=True, thinking=True)
        await run(interaction, parts, name, say("working", visitor.language), read)


@articles.command(name="remove", description="Remove a source or an article.")
@app_commands.describe(what="A source or an article.")
@app_commands.autocomplete(what=complete_removable)
async def take_out(interaction: discord.Interaction, what: app_commands.Range[str, 1, 1000]) -> None:
    """Take a source or an article out of the corpus."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        name = managed_corpus(parts, visitor)
        await ask_to_remove(interaction, parts, name, what.strip())


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


def _status(parts: Service, library: Library, visitor: Visitor) -> list[str]:
    """Return how a corpus stands, a line each; to be called in a thread."""
    language = visitor.language
    count, passages = library.corpus.selection.counts()
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
