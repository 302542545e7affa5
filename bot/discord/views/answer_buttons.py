"""The buttons under an answer; they work for as long as the answer is kept, after a restart too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, cast, get_args

import discord

from bot.messages.wording import say
from bot.service.store.answers import ID_PATTERN

if TYPE_CHECKING:
    import re

    from bot.messages.wording import Language
    from bot.service.store.answers import StoredAnswer

Action = Literal["notes", "passages", "again", "good", "bad", "more", "follow", "cancel"]
_ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
_LABELS: Final[dict[Action, str]] = {
    "notes": "button_notes",
    "passages": "button_passages",
    "again": "button_again",
    "more": "button_more",
    "follow": "button_follow",
    "cancel": "button_cancel",
}
_EMOJI: Final[dict[Action, str]] = {"good": "👍", "bad": "👎"}


class Presses(Protocol):
    """The client, which does what the buttons say: what they do is built upon them."""

    async def press(self, interaction: discord.Interaction, action: Action, answer: str) -> None:
        """Do what a button under an answer says."""
        ...


class AnswerButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"footnote:(?P<action>{'|'.join(_ACTIONS)}):(?P<answer>{ID_PATTERN})",
):
    """A button under an answer; its id says what it does and for which answer, and nothing else is needed."""

    def __init__(self, action: Action, answer: str, language: Language = "en") -> None:
        """Name what it does and for which answer."""
        super().__init__(
            discord.ui.Button(
                custom_id=f"footnote:{action}:{answer}",
                label=say(_LABELS[action], language) if action in _LABELS else None,
                emoji=_EMOJI.get(action),
                style=discord.ButtonStyle.primary if action == "more" else discord.ButtonStyle.secondary,
            )
        )
        self.action: Action = action
        self.answer = answer

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> AnswerButton:
        """Make it again from its id."""
        del interaction, item
        return cls(cast("Action", match["action"]), match["answer"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what it says."""
        await cast("Presses", interaction.client).press(interaction, self.action, self.answer)


def answer_buttons(answer: StoredAnswer, language: Language) -> discord.ui.View:
    """Return the buttons under an answer: those that have something to show."""
    shown: dict[Action, bool] = {
        "more": bool(answer.rest),
        "notes": bool(answer.notes),
        "passages": bool(answer.passages),
        "again": True,
        "follow": True,
        "good": True,
        "bad": True,
    }
    view = discord.ui.View(timeout=None)
    for action, is_there in shown.items():
        if is_there:
            view.add_item(AnswerButton(action, answer.id, language))
    view.stop()  # it holds nothing: the library needn't keep it for the presses
    return view


def cancel_button(question: str, language: Language) -> discord.ui.View:
    """Return the button under a question that isn't answered yet."""
    view = discord.ui.View(timeout=None)
    view.add_item(AnswerButton("cancel", question, language))
    view.stop()
    return view
