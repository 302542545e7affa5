"""/ask, and "Ask about this message" in the menu of a message."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.discord.asking.answering import answer
from bot.discord.asking.request import taken_up
from bot.discord.commands.narrowing import narrowed_command
from bot.discord.context.context import visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import InteractionReply
from bot.discord.rendering.message_text import words_of
from bot.failures import RefusedError
from bot.service.store.questions import Request

if TYPE_CHECKING:
    from bot.service.service import Service

_THREAD_NAME = 90

_log = logging.getLogger(__name__)


async def _ask(interaction: discord.Interaction, parts: Service, request: Request) -> None:
    """Answer a question; where it may, go on in a thread."""
    with taken_up(parts, request, InteractionReply(interaction, private=request.private)) as asking:
        await interaction.response.defer(ephemeral=request.private, thinking=True)
        message = await answer(parts, asking)
    if message and not request.private:
        await _open_thread(interaction, parts, message, request.words)


ask = narrowed_command(
    "ask",
    _ask,
    description="Ask a question; the answer cites the articles.",
    option="question",
    told="What to ask, in any language.",
)


@app_commands.context_menu(name="Ask about this message")
async def ask_about(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answer the words of a message, for the eyes of whoever asked only."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        words = words_of(message, interaction.client.user)
        if not words:
            raise RefusedError("no_text")
        request = Request(visitor=visitor, words=words[:LONGEST_QUESTION], private=True, token=interaction.token)
        with taken_up(parts, request, InteractionReply(interaction, private=True)) as asking:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await answer(parts, asking)


async def _open_thread(
    interaction: discord.Interaction, parts: Service, message: discord.Message, question: str
) -> None:
    """Open a thread under an answer, where the server wants it and the bot may."""
    settings = parts.settings(interaction.guild_id)
    may = isinstance(interaction.channel, discord.TextChannel) and interaction.app_permissions.create_public_threads
    if not (settings.threads and may):
        return
    name = " ".join(question.split())
    try:
        await message.create_thread(name=name if len(name) <= _THREAD_NAME else name[: _THREAD_NAME - 1] + "…")
    except (discord.HTTPException, aiohttp.ClientError) as error:  # the latter where the bot is stopped meanwhile
        _log.info("No thread could be opened: %s", error)
