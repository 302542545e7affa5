"""The button that removes what someone was told would go; it works for a day and after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import discord

from bot.messages.wording import say
from bot.service.store.answers import ID_PATTERN

if TYPE_CHECKING:
    import re

    from bot.messages.wording import Language


class Removes(Protocol):
    """The client, which removes what was asked about."""

    async def confirm_removal(self, interaction: discord.Interaction, offer: str) -> None:
        """Remove it."""
        ...


class RemoveButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"footnote:remove:(?P<id>{ID_PATTERN})"
):
    """Removes what was asked about, which is kept by its id."""

    def __init__(self, identity: str, label: str = "…") -> None:
        """Name what was asked about and what stands on it."""
        custom_id = f"footnote:remove:{identity}"
        super().__init__(discord.ui.Button(custom_id=custom_id, label=label, style=discord.ButtonStyle.danger))
        self._identity = identity

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> RemoveButton:
        """Make it again from its id."""
        del interaction, item
        return cls(match["id"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Remove it."""
        await cast("Removes", interaction.client).confirm_removal(interaction, self._identity)


def remove_button(offer: str, language: Language) -> discord.ui.View:
    """Return the button by itself."""
    view = discord.ui.View(timeout=None)
    view.add_item(RemoveButton(offer, say("button_remove", language)))
    view.stop()
    return view
