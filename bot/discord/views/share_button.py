"""The button that shows everyone what was told in private; it works after a restart, since the words stand above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord.context.context import corpus_name, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY
from bot.discord.views.answer_card import without_buttons
from bot.messages.wording import say

if TYPE_CHECKING:
    import re

    from bot.messages.wording import Language


class ShareButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template="footnote:share"):
    """Says in the channel what stands above it."""

    def __init__(self, label: str = "…") -> None:
        """Name what stands on it."""
        super().__init__(discord.ui.Button(custom_id="footnote:share", label=label))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> ShareButton:
        """Make it again from its id."""
        del interaction, item, match
        return cls()

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show everyone the words, which are the bot's own and escaped already."""
        async with telling(interaction):
            parts, visitor = visit(interaction)
            corpus_name(parts, visitor)
            told = interaction.message
            if told and told.flags.components_v2:
                await interaction.response.send_message(view=without_buttons(told), allowed_mentions=NOBODY)
            else:
                text = told.content if told else ""
                await interaction.response.send_message(text, suppress_embeds=True, allowed_mentions=NOBODY)


def share_button(language: Language) -> discord.ui.View:
    """Return the button by itself."""
    view = discord.ui.View(timeout=None)
    view.add_item(ShareButton(say("button_share", language)))
    view.stop()
    return view
