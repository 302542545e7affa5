"""Removing a source or an article: what would go is told, asked about, and can be put back for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord.context.context import in_private, managed_corpus, visit
from bot.discord.rendering.delivery import InteractionReply
from bot.discord.rendering.ingestion import title_lines
from bot.discord.views.remove_button import remove_button
from bot.discord.views.undo_button import undo_button
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.corpora.ingestion import remove, would_go
from bot.service.store.offers import Choice

if TYPE_CHECKING:
    import discord

    from bot.service.service import Service


async def ask_to_remove(interaction: discord.Interaction, parts: Service, name: str, what: str) -> None:
    """Tell what would go, with a button that removes it; what has no articles goes at once, since nothing is lost.

    Raises:
        RefusedError: there is no such thing.
    """
    _, visitor = visit(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    async with parts.library_named(name) as library:
        titles = await parts.workers.run("look_up", would_go, library, what)
    if not titles:
        await _remove(interaction, parts, name, what)
        return
    kept = parts.store.offers.keep(name, [Choice(address=what)], parts.clock())
    lines = [say("would_go", visitor.language, count=len(titles)), *title_lines(titles, visitor.language)]
    await InteractionReply(interaction, private=True).finish("\n".join(lines), remove_button(kept, visitor.language))


async def confirm_removal(interaction: discord.Interaction, offer: str) -> None:
    """Remove what someone was asked about.

    Raises:
        RefusedError: they may not, or were asked too long ago.
    """
    in_private(interaction)
    parts, visitor = visit(interaction)
    name = managed_corpus(parts, visitor)
    offered = parts.store.offers.take(offer, name, parts.clock())
    if not offered:
        raise RefusedError("too_late_to_choose")
    await interaction.response.defer()
    await _remove(interaction, parts, name, offered[0].address)


async def _remove(interaction: discord.Interaction, parts: Service, name: str, what: str) -> None:
    _, visitor = visit(interaction)
    async with parts.library_named(name) as library:
        removal = await parts.workers.run("ingest", remove, parts, library, what)
    if removal is None:
        raise RefusedError("no_source")
    titles = sorted(article.title for article, _ in removal.articles)
    lines = [say("removed", visitor.language, count=len(titles)), *title_lines(titles, visitor.language)]
    kept = parts.store.removals.keep(name, removal, parts.clock())
    view = undo_button(kept, visitor.language) if removal.articles or removal.sources else None
    await InteractionReply(interaction, private=True).finish("\n".join(lines), view)
