"""/footnote settings and report: what a server has set and the menus that change it; what people asked in vain."""

from __future__ import annotations

import io

import discord
from discord import app_commands

from bot.discord.context.context import IN_SERVERS, MANAGERS, managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY, AnyView, card_or_text
from bot.discord.rendering.report import render_report, report_sheet
from bot.discord.views.answer_card import sheet_card
from bot.discord.views.setting_menus import settings_view, show_settings
from bot.discord.views.welcome_buttons import source_buttons
from bot.service.monitoring.report import as_csv, report_on

_TABLE = "report.csv"

footnote = app_commands.Group(
    name="footnote",
    description="What I do in this server.",
    guild_only=True,
    allowed_installs=IN_SERVERS,
    default_permissions=MANAGERS,
)


@footnote.command(description="Show and change the settings of this server.")
async def settings(interaction: discord.Interaction) -> None:
    """Show a server's settings with the menus that change them."""
    async with telling(interaction):
        await open_settings(interaction)


@footnote.command(description="What was asked in vain, what was marked as bad, and which sources are quoted.")
@app_commands.describe(days="How many days back.")
async def report(interaction: discord.Interaction, days: app_commands.Range[int, 1, 90] = 30) -> None:
    """Tell those who manage the articles what people missed and marked, with a button a subject that adds a source."""
    async with telling(interaction):
        parts, visitor = visit(interaction)
        managed_corpus(parts, visitor)
        await interaction.response.defer(ephemeral=True, thinking=True)
        told = await parts.workers.run(
            "look_up", report_on, parts.store, visitor.guild or 0, days=days, now=parts.clock()
        )
        buttons = source_buttons([subject.questions[0] for subject in told.in_vain], visitor.language)
        language, text = visitor.language, render_report(told, days, visitor.language)
        plain = not told.asked or parts.settings(visitor.guild).plain_text
        sheet = None if plain else report_sheet(told, days, language)
        card = sheet_card(sheet, language, buttons=buttons, file=_TABLE) if sheet else None

        async def put(view: AnyView | None) -> discord.InteractionMessage:
            return await interaction.edit_original_response(
                content=None if isinstance(view, discord.ui.LayoutView) else text,
                view=view,
                attachments=[discord.File(io.BytesIO(as_csv(told)), _TABLE)] if told.asked else [],
                allowed_mentions=NOBODY,
            )

        await card_or_text(put, card, buttons)


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
