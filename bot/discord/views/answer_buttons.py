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

Action = Literal["notes", "passages", "again", "good", "bad", "more", "follow", "cancel", "note"]
_ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
_LABELS: Final[dict[Action, str]] = {
    "notes": "button_notes",
    "passages": "button_passages",
    "again": "button_again",
    "more": "button_more",
    "follow": "button_follow",
    "cancel": "button_cancel",
    "note": "button_read",
}
_IN_A_ROW = 5  # Discord's own limit
_EMOJI: Final[dict[Action, str]] = {"good": "👍", "bad": "👎"}


class Presses(Protocol):
    """The client, which does what the buttons say: what they do is built upon them."""

    async def press(self, interaction: discord.Interaction, action: Action, answer: str, number: int) -> None:
        """Do what a button under an answer says; `number` is that of a footnote, 0 for none."""
        ...


class AnswerButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"footnote:(?P<action>{'|'.join(_ACTIONS)})(?P<number>\d{{0,3}}):(?P<answer>{ID_PATTERN})",
):
    """A button under an answer; its id says what it does and for which answer, and nothing else is needed."""

    def __init__(self, action: Action, answer: str, language: Language = "en", *, number: int = 0) -> None:
        """Name what it does, for which answer, and for which footnote of it."""
        super().__init__(
            discord.ui.Button(
                custom_id=f"footnote:{action}{number or ''}:{answer}",
                label=say(_LABELS[action], language) if action in _LABELS else None,
                emoji=_EMOJI.get(action),
                style=discord.ButtonStyle.primary if action == "more" else discord.ButtonStyle.secondary,
            )
        )
        self.action: Action = action
        self.answer = answer
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> AnswerButton:
        """Make it again from its id."""
        del interaction, item
        return cls(cast("Action", match["action"]), match["answer"], number=int(match["number"] or 0))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do what it says."""
        await cast("Presses", interaction.client).press(interaction, self.action, self.answer, self.number)


def answer_actions(answer: StoredAnswer) -> list[Action]:
    """Return what can be done with an answer, the most wanted first, as many as fit into a row.

    The passages are behind the footnotes, where there are any.
    """
    shown: tuple[tuple[Action, bool], ...] = (
        ("more", bool(answer.rest)),
        ("notes", bool(answer.notes)),
        ("passages", bool(answer.passages) and not answer.notes),
        ("follow", True),
        ("good", True),
        ("bad", True),
        ("again", True),
    )
    wanted: list[Action] = [action for action, is_there in shown if is_there]
    return wanted[:_IN_A_ROW]


def answer_buttons(answer: StoredAnswer, language: Language) -> discord.ui.View:
    """Return the row of buttons under an answer."""
    return _row([AnswerButton(action, answer.id, language) for action in answer_actions(answer)])


def passages_button(answer: StoredAnswer, language: Language) -> discord.ui.View | None:
    """Return the button that shows what was found for an answer, None where there was nothing."""
    return _row([AnswerButton("passages", answer.id, language)]) if answer.passages else None


def cancel_button(question: str, language: Language) -> discord.ui.View:
    """Return the button under a question that isn't answered yet."""
    return _row([AnswerButton("cancel", question, language)])


def _row(buttons: list[AnswerButton]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    view.stop()  # it holds nothing: the library needn't keep it for the presses
    return view
