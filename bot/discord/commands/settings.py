"""/footnote settings: what a server has set, and the menus and forms that change it."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord.context.context import MANAGERS, managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY
from bot.discord.views.setting_menus import settings_view, show_settings

footnote = app_commands.Group(
    name="footnote", description="What I do in this server.", guild_only=True, default_permissions=MANAGERS
)


@footnote.command(description="Show and change the settings of this server.")
async def settings(interaction: discord.Interaction) -> None:
    """Show a server's settings with the menus that change them."""
    async with telling(interaction):
        await open_settings(interaction)


async def open_settings(interaction: discord.Interaction) -> None:
    """Show a server's settings to whoever may change them.

    Raises:
        RefusedError: they may not.
    """
    parts, visitor = visit(interaction)
    managed_corpus(parts, visitor)
    kept = parts.settings(visitor.guild)
    await interaction.response.send_message(
        show_settings(kept, visitor.language, sees_content=parts.sees_content),
        view=settings_view("people", kept, visitor.language),
        ephemeral=True,
        allowed_mentions=NOBODY,
    )
