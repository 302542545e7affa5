"""The buttons of /following: one a question that ends it, after a restart too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord.context.context import in_private, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY
from bot.discord.rendering.escape import shortened
from bot.messages.wording import say
from bot.service.store.answers import ID_PATTERN

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.service.store.followed import Followed

_LONGEST_LABEL = 80  # Discord's own limit


class UnfollowButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"footnote:unfollow:(?P<id>{ID_PATTERN})"
):
    """Ends the following of a question, by whoever follows it."""

    def __init__(self, identity: str, label: str = "…") -> None:
        """Name the question and what stands on it."""
        super().__init__(discord.ui.Button(custom_id=f"footnote:unfollow:{identity}", label=label))
        self._identity = identity

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> UnfollowButton:
        """Make it again from its id."""
        del interaction, item
        return cls(match["id"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Follow the question no longer, and show what is left."""
        async with telling(interaction):
            in_private(interaction)
            parts, visitor = visit(interaction)
            parts.store.following.end(self._identity, person=visitor.person)
            left = parts.store.following.of(visitor.person)
            await interaction.response.edit_message(
                content=say("following" if left else "following_none", visitor.language),
                view=unfollow_buttons(left) if left else None,
                allowed_mentions=NOBODY,
            )


def unfollow_buttons(followed: Sequence[Followed]) -> discord.ui.View:
    """Return a button a question."""
    view = discord.ui.View(timeout=None)
    for one in followed:
        view.add_item(UnfollowButton(one.id, shortened(f"✖ {one.question}", _LONGEST_LABEL)))
    view.stop()
    return view
