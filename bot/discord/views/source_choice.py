"""The menu of what an address offers: a blog's feed, its site's map, its pages, it alone; it outlives a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

import discord

from bot.discord.rendering.escape import shortened
from bot.messages.wording import say
from bot.service.store.answers import ID_PATTERN

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.messages.wording import Language
    from bot.service.store.offers import Choice

_LONGEST = 100  # Discord's own limit


class Chooses(Protocol):
    """The client, which reads what is chosen."""

    async def choose_source(self, interaction: discord.Interaction, offer: str, number: int) -> None:
        """Read what was chosen of an offer."""
        ...


class SourceMenu(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=rf"footnote:offer:(?P<id>{ID_PATTERN})"
):
    """Asks which of an address's sources is meant; the choices are kept by its id."""

    def __init__(self, identity: str, options: list[discord.SelectOption] | None = None) -> None:
        """Name the offer and what there is to choose from."""
        options = options or [discord.SelectOption(label="…", value="0")]
        super().__init__(discord.ui.Select(custom_id=f"footnote:offer:{identity}", options=options))
        self._identity = identity

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> SourceMenu:
        """Make it again from its id."""
        del interaction, item
        return cls(match["id"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Read what was chosen."""
        chosen = self.item.values[0]
        number = int(chosen) if chosen.isdecimal() else _LONGEST
        await cast("Chooses", interaction.client).choose_source(interaction, self._identity, number)


def source_choice(identity: str, offered: Sequence[Choice], language: Language) -> discord.ui.View:
    """Return the menu by itself."""
    options = [
        discord.SelectOption(
            label=shortened(f"{say(f'kind_{choice.kind}', language)}: {_name(choice)}", _LONGEST),
            description=shortened(choice.address, _LONGEST),
            value=str(number),
        )
        for number, choice in enumerate(offered)
    ]
    view = discord.ui.View(timeout=None)
    view.add_item(SourceMenu(identity, options))
    view.stop()
    return view


def _name(choice: Choice) -> str:
    return choice.name or (urlsplit(choice.address).hostname or choice.address).removeprefix("www.")
