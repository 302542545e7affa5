"""The buttons under a first message and /help: questions to try, a feed to add, the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, cast, get_args

import discord

from bot.discord.rendering.escape import shortened
from bot.messages.wording import say

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.messages.wording import Language

Welcome = Literal["try", "feed", "settings"]
_ACTIONS: Final[tuple[Welcome, ...]] = get_args(Welcome)
LONGEST_LABEL = 80  # Discord's own limit, as is the next
_IN_A_ROW = 5


class Welcomes(Protocol):
    """The client, which does what the buttons say: what they do is built upon them."""

    async def welcome(self, interaction: discord.Interaction, action: Welcome, words: str) -> None:
        """Do what a button under a first message says; `words` stand on it."""
        ...


class WelcomeButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"footnote:(?P<action>{'|'.join(_ACTIONS)}):(?P<number>\d)",
):
    """A button under a first message; what it asks stands on it, so that nothing has to be remembered."""

    def __init__(self, action: Welcome, number: int, label: str) -> None:
        """Name what it does, which of those it is, and what stands on it."""
        style = discord.ButtonStyle.primary if action == "try" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(custom_id=f"footnote:{action}:{number}", label=label, style=style))
        self.action: Welcome = action
        self.words = label

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> WelcomeButton:
        """Make it again from its id and what stands on it."""
        del interaction
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(cast("Welcome", match["action"]), int(match["number"]), label or "?")

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what it says."""
        await cast("Welcomes", interaction.client).welcome(interaction, self.action, self.words)


def welcome_buttons(questions: Sequence[str], language: Language, *, manages: bool) -> discord.ui.View:
    """Return buttons that ask questions, a row each, and those of whoever `manages` the articles."""
    view = discord.ui.View(timeout=None)
    for row, question in enumerate(questions):
        button = WelcomeButton("try", row, question)
        button.row = row
        view.add_item(button)
    for action in ("feed", "settings") if manages else ():
        button = WelcomeButton(action, 0, say(f"button_{action}", language))
        button.row = len(questions)
        view.add_item(button)
    view.stop()
    return view


def source_buttons(subjects: Sequence[str], language: Language) -> discord.ui.View:
    """Return a button a subject that adds a source for it, for the first five."""
    view = discord.ui.View(timeout=None)
    for number, subject in enumerate(subjects[:_IN_A_ROW]):
        label = shortened(say("add_for", language, subject=subject), LONGEST_LABEL)
        view.add_item(WelcomeButton("feed", number + 1, label))
    view.stop()
    return view
