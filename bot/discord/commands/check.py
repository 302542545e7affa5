"""The "Check this" entry in the menu of a message: its claims one by one, with words of the articles on each."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.discord.asking.request import admit
from bot.discord.context.context import library_of, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.checked import checked_sheet, render_checked
from bot.discord.rendering.delivery import InteractionReply, card_or_text
from bot.discord.rendering.message_text import words_of
from bot.discord.views.answer_card import sheet_card
from bot.discord.views.share_button import share_button
from bot.failures import RefusedError
from bot.service.store.questions import NO_FILTERS, Request


@app_commands.context_menu(name="Check this")
async def check_this(interaction: discord.Interaction, message: discord.Message) -> None:
    """Tell whoever asks what the articles say to the claims of a message; they may show it to everyone."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        words = words_of(message, interaction.client.user)[:LONGEST_QUESTION]
        if not words:
            raise RefusedError("no_text")
        admit(parts, Request(visitor=visitor, words=words, private=True))
        await interaction.response.defer(ephemeral=True, thinking=True)
        parts.counts["checks"] += 1
        async with library_of(parts, visitor) as library:
            checked = await parts.workers.run("answer", library.engine.check, words, NO_FILTERS)
        if not checked:
            raise RefusedError("no_claims")
        links, language = parts.readers(library.name), visitor.language
        share = share_button(language) if visitor.guild is not None else None
        sheet = None if parts.settings(visitor.guild).plain_text else checked_sheet(checked, language, links)
        reply = InteractionReply(interaction, private=True)
        text = render_checked(checked, language, links)[0]
        card = sheet_card(sheet, language, buttons=share) if sheet else None
        await card_or_text(lambda view: reply.finish(text, view), card, share)
