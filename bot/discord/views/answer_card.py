"""Cards: a reply in the colour of how far the articles answer, a section an article, a row of buttons; and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord

from bot.discord.rendering.card import Tone
from bot.discord.views.answer_buttons import AnswerButton, answer_actions
from bot.messages.wording import say

if TYPE_CHECKING:
    from bot.discord.rendering.card import Card, CitedArticle, Sheet
    from bot.messages.wording import Language
    from bot.service.store.answers import StoredAnswer

LONGEST = 4000
"""Characters that a card may have, by Discord's own count."""

# The words say it too: nobody has to tell the colours apart.
_COLOURS = {Tone.ANSWERED: 0x3BA55D, Tone.IN_PART: 0xF0B232, Tone.NOT_HERE: 0x80848E}
_Button = discord.ui.Button[discord.ui.LayoutView]


def answer_card(card: Card, answer: StoredAnswer, language: Language) -> discord.ui.LayoutView:
    """Return a reply with its buttons, which work as those under a text do."""
    inside: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(card.body)]
    if card.articles:
        inside.append(discord.ui.Separator())
    if card.heading:
        inside.append(discord.ui.TextDisplay(card.heading))
    inside += [_section(article, answer.id, language) for article in card.articles]
    if card.below:
        inside.append(discord.ui.TextDisplay(card.below))
    buttons = (AnswerButton(action, answer.id, language) for action in answer_actions(answer))
    inside.append(discord.ui.ActionRow(*cast("list[Any]", list(buttons))))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*inside, accent_colour=_COLOURS[card.tone]))
    view.stop()  # it holds nothing: the library needn't keep it for the presses
    return view


def sheet_card(
    sheet: Sheet, language: Language, *, buttons: discord.ui.View | None = None, file: str = ""
) -> discord.ui.LayoutView:
    """Return what is no answer as a card, with the buttons of a view in a row and a file that is sent with it."""
    inside: list[discord.ui.Item[Any]] = []
    for piece in sheet.pieces:
        if isinstance(piece, str):
            inside.append(discord.ui.TextDisplay(piece) if piece else discord.ui.Separator())
        elif piece.link:
            inside.append(_linked(piece.line, piece.link, language))
        else:
            inside.append(discord.ui.TextDisplay(piece.line))
    if file:
        inside.append(discord.ui.File(f"attachment://{file}"))
    if buttons and buttons.children:
        inside.append(discord.ui.ActionRow(*cast("list[Any]", buttons.children)))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*inside, accent_colour=_COLOURS[sheet.tone]))
    view.stop()
    return view


def without_buttons(message: discord.Message) -> discord.ui.LayoutView:
    """Return the card of a message without its row of buttons, to be shown elsewhere."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    view.stop()
    for card in view.children:
        if isinstance(card, discord.ui.Container):
            for item in card.children:
                if isinstance(item, discord.ui.ActionRow):
                    card.remove_item(item)
    return view


def marked_card(message: discord.Message, before: str, mark: str) -> discord.ui.LayoutView | None:
    """Return the card of a message with a mark at its end in place of the one `before`; None where it has no room."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    view.stop()
    card = next((one for one in view.children if isinstance(one, discord.ui.Container)), None)
    if card is None:
        return None
    for item in card.children:
        if before and isinstance(item, discord.ui.TextDisplay) and item.content == before:
            card.remove_item(item)
    if mark:
        card.add_item(discord.ui.TextDisplay(mark))
    return view if view.content_length() <= LONGEST else None


def _section(article: CitedArticle, answer: str, language: Language) -> discord.ui.Item[Any]:
    if article.link:
        return _linked(article.line, article.link, language)
    button: Any = AnswerButton("note", answer, language, number=article.number)
    return discord.ui.Section(discord.ui.TextDisplay(article.line), accessory=button)


def _linked(line: str, link: str, language: Language) -> discord.ui.Item[Any]:
    button = _Button(style=discord.ButtonStyle.link, label=say("button_read", language), url=link)
    return discord.ui.Section(discord.ui.TextDisplay(line), accessory=button)
