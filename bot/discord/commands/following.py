"""Following a question, by the button under its answer; /following lists what someone follows, and ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord.context.context import library_of, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import whisper
from bot.discord.views.follow_buttons import unfollow_buttons
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.monitoring.changes import known_on
from bot.service.store.followed import MOST_FOLLOWED, Followed

if TYPE_CHECKING:
    from bot.service.service import Service
    from bot.service.store.answers import StoredAnswer
    from bot.service.store.visitor import Visitor


async def follow(interaction: discord.Interaction, parts: Service, visitor: Visitor, kept: StoredAnswer) -> None:
    """Tell someone from now on what the articles say anew about the question of an answer.

    Raises:
        RefusedError: they follow as many as one may.
    """
    await interaction.response.defer(ephemeral=True, thinking=True)
    async with library_of(parts, visitor) as library:
        known = await parts.workers.run("look_up", known_on, library, kept.words)
    followed = Followed(
        id=kept.id,
        person=visitor.person,
        guild=visitor.guild,
        question=kept.words,
        language=visitor.language,
        known=known,
    )
    if not parts.store.following.follow(followed):
        raise RefusedError("too_many_followed", count=MOST_FOLLOWED)
    await whisper(interaction, [say("followed", visitor.language)])


@app_commands.command(name="following", description="The questions that you follow.")
async def following(interaction: discord.Interaction) -> None:
    """Show what someone follows, each with a button that ends it."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        mine = parts.store.following.of(visitor.person)
        text = say("following" if mine else "following_none", visitor.language)
        await whisper(interaction, [text], unfollow_buttons(mine) if mine else None)
