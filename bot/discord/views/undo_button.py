"""The button that puts back what was removed, for a day and after a restart too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord.context.context import in_private, managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.corpora.ingestion import put_back
from bot.service.store.answers import ID_PATTERN

if TYPE_CHECKING:
    import re

    from bot.messages.wording import Language


class UndoButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"footnote:undo:(?P<id>{ID_PATTERN})"
):
    """Puts back what was removed, for those who may change the articles."""

    def __init__(self, identity: str, label: str = "…") -> None:
        """Name the removal and what stands on it."""
        super().__init__(discord.ui.Button(custom_id=f"footnote:undo:{identity}", label=label))
        self._identity = identity

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> UndoButton:
        """Make it again from its id."""
        del interaction, item
        return cls(match["id"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Put it back, and say how much that is."""
        async with telling(interaction):
            in_private(interaction)
            parts, visitor = visit(interaction)
            name = managed_corpus(parts, visitor)
            removal = parts.store.removals.take(self._identity, name, parts.clock())
            if removal is None:
                raise RefusedError("too_late_to_undo")
            await interaction.response.defer()
            async with parts.library_named(name) as library:
                await parts.workers.run("ingest", put_back, parts, library, removal)
            told = say("put_back", visitor.language, count=len(removal.articles))
            await interaction.edit_original_response(content=told, view=None, allowed_mentions=NOBODY)


def undo_button(removal: str, language: Language) -> discord.ui.View:
    """Return the button by itself."""
    view = discord.ui.View(timeout=None)
    view.add_item(UndoButton(removal, say("button_undo", language)))
    view.stop()
    return view
