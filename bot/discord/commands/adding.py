"""Adding a source: what an address offers is asked for and chosen from, then read, which only whoever adds it sees."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.discord.context.context import in_private, managed_corpus, visit
from bot.discord.context.error_handler import words_for
from bot.discord.rendering.delivery import NOBODY, TOKEN_GONE, InteractionReply
from bot.discord.rendering.escape import escape, shortened
from bot.discord.rendering.ingestion import Telling, failure_line, new_lines
from bot.discord.rendering.live_message import Live
from bot.discord.rendering.reply import pack
from bot.discord.views.share_button import share_button
from bot.discord.views.source_choice import source_choice
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.corpora.ingestion import offered_at, read_sources, remember, source_at
from corpus.errors import ArticleError
from ingest.sources.kinds.discord import DISCORD, channel_address

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.service.corpora.corpora import Library
    from bot.service.service import Service
    from bot.service.store.offers import Choice
    from ingest.report import Report
    from ingest.source_config import SourceConfig

_log = logging.getLogger(__name__)


async def add_source(interaction: discord.Interaction, address: str, kind: str | None = None) -> None:
    """Look at what an address offers; read it where that is one thing, or else ask which.

    Raises:
        RefusedError: they may not, or it is no address of the web.
    """
    parts, visitor = visit(interaction)
    name = managed_corpus(parts, visitor)
    config = source_at(address, kind)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if kind:
        await _read(interaction, parts, name, config)
        return
    shown = escape(shortened(config.address, 200))
    reply = InteractionReply(interaction, private=True)
    await reply.show(f"*{say('looking_at', visitor.language, address=shown)}…*")
    try:
        async with parts.library_named(name) as library:
            offered = await offered_at(parts, library, config.address)
    except ArticleError as error:
        await reply.finish(failure_line(config.address, error.reason, visitor.language))
        return
    if len(offered) == 1:
        await _read(interaction, parts, name, _config(offered[0]))
        return
    kept = parts.store.offers.keep(name, offered, parts.clock())
    question = say("which_source", visitor.language, address=shown)
    await reply.finish(question, source_choice(kept, offered, visitor.language))


async def add_threads(
    interaction: discord.Interaction, channel: discord.TextChannel | discord.ForumChannel, *, authors: bool
) -> None:
    """Read the archived threads of a channel; `authors` has those named who wrote.

    Raises:
        RefusedError: they may not.
    """
    parts, visitor = visit(interaction)
    name = managed_corpus(parts, visitor)
    await interaction.response.defer(ephemeral=True, thinking=True)
    parts.store.servers.change_channel(channel.guild.id, channel.id, authors=authors)
    address = channel_address(channel.guild.id, channel.id)
    await _read(interaction, parts, name, source_at(address, DISCORD.name, f"#{channel.name}"))


async def choose_source(interaction: discord.Interaction, offer: str, number: int) -> None:
    """Read what someone chose of what an address offers.

    Raises:
        RefusedError: they may not, or it was offered too long ago.
    """
    in_private(interaction)
    parts, visitor = visit(interaction)
    name = managed_corpus(parts, visitor)
    offered = parts.store.offers.take(offer, name, parts.clock())
    if number >= len(offered):
        raise RefusedError("too_late_to_choose")
    await interaction.response.defer()
    await _read(interaction, parts, name, _config(offered[number]))


def _config(choice: Choice) -> SourceConfig:
    return source_at(choice.address, choice.kind, choice.name)


async def _read(interaction: discord.Interaction, parts: Service, name: str, config: SourceConfig) -> None:
    async def read(library: Library, progress: Telling) -> Report:
        report = await read_sources(parts, library, [config], progress, forced=True)
        if report.added or report.changed or report.unchanged or report.copies:
            remember(parts, library, config)
        return report

    _, visitor = visit(interaction)
    shown = escape(shortened(config.address, 200))
    await run(interaction, parts, name, say("adding", visitor.language, address=shown), read)


async def run(
    interaction: discord.Interaction,
    parts: Service,
    name: str,
    first: str,
    read: Callable[[Library, Telling], Awaitable[Report | None]],
) -> None:
    """Show how a run goes on, then what it did, to whoever began it, who may show everyone what is new."""
    _, visitor = visit(interaction)
    language = visitor.language
    reply = InteractionReply(interaction, private=True)
    live = Live(reply.show, every=parts.seconds_between_edits)
    live.show(f"*{first}…*")
    view = None
    try:
        with parts.underway.one_more():
            async with parts.library_named(name) as library:
                before = {entry.id for entry in await parts.workers.run("look_up", library.corpus.catalogue.entries)}
                report = await read(library, Telling(live.show, language))
                after = await parts.workers.run("look_up", library.corpus.catalogue.entries)
                new = [entry.title or entry.source for entry in after if entry.id not in before]
        lines = new_lines(new, report, language) if report else [say("no_sources", language)]
        view = share_button(language) if new else None
    except Exception as error:  # noqa: BLE001 -- it takes the place of how the run went on
        lines = [words_for(error, parts, language)]
    await live.close()
    await _finish(interaction, reply, pack(lines)[0], view)


async def _finish(
    interaction: discord.Interaction, reply: InteractionReply, text: str, view: discord.ui.View | None
) -> None:
    """Tell what a run did; by a direct message where it took longer than the command can be answered."""
    try:
        await reply.finish(text, view)
    except discord.HTTPException as error:
        if error.code not in TOKEN_GONE:
            raise
        _log.info("A run took longer than its command's token lives")
        await interaction.user.send(text, suppress_embeds=True, allowed_mentions=NOBODY)
