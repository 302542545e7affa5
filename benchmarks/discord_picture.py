"""What a message of the bot shows: its texts, its colour, its buttons; and a conversation as a picture, in SVG."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import discord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINK = re.compile(r"\[((?:\\.|[^\[\]\\]|\[\d+\])*)\]\(<[^>]*>\)")
_NUMBER = re.compile(r"^\[\[?\d", re.MULTILINE)
_WIDE, _LINE, _LEFT = 92, 20, 36
_COLOURS = {"alice": "#f0b232", "bob": "#57c7ff", "chloe": "#ff8a65", "dieter": "#b39ddb"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a message, and what stands on the button beside it, if there is one."""

    text: str
    button: str = ""

    @property
    def number(self) -> bool:
        """Say whether it tells of an article that is cited."""
        return bool(_NUMBER.search(self.text))


@dataclass(frozen=True, slots=True)
class Shown:
    """A message: its texts, the colour of its card where it is one, and the buttons under it."""

    pieces: tuple[Piece, ...]
    colour: int | None
    buttons: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return its texts with what stands on the buttons beside them."""
        return "\n".join(f"{one.text} ( {one.button} )" if one.button else one.text for one in self.pieces)


class Turn(Protocol):
    """What someone wrote, and what was answered."""

    @property
    def person(self) -> str:
        """Return who wrote."""
        ...

    @property
    def words(self) -> str:
        """Return what they wrote."""
        ...

    @property
    def shown(self) -> Shown:
        """Return what was answered."""
        ...


def shown_in(message: Any) -> Shown:
    """Return what a message shows."""
    parts: list[Any] = [one.to_dict() if isinstance(one, discord.Component) else one for one in message.components]
    pieces = [Piece(message.content)] if message.content else []
    colour: int | None = None
    buttons: list[str] = []
    for part in parts:
        colour = part.get("accent_color", colour)
        for one in [part, *part.get("components", ())]:
            if one["type"] == discord.ComponentType.text_display.value:
                pieces.append(Piece(one["content"]))
            elif one["type"] == discord.ComponentType.section.value:
                pieces.append(Piece(one["components"][0]["content"], _label(one["accessory"])))
            elif one["type"] == discord.ComponentType.action_row.value:
                buttons += map(_label, one["components"])
    return Shown(tuple(pieces), colour, tuple(buttons))


def _label(button: Any) -> str:
    """Return what stands on a button, or on a menu before something is chosen."""
    if "options" in button or button["type"] != discord.ComponentType.button.value:
        return f"{button.get('placeholder') or button.get('options', [{}])[0].get('label', '')} ▾"
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "?")


def readable(text: str) -> str:
    """Return a text as people see it: links as what stands for them, without marks of its form."""
    return _LINK.sub(r"\1", text).replace("\\", "").replace("**", "").replace("-# ", "")


def picture(turns: Sequence[Turn]) -> str:
    """Return what was said as a picture."""
    drawn, at = list[str](), 16
    for turn in turns:
        at = _words(drawn, at, turn.person, _COLOURS[turn.person], [Piece(turn.words)])
        top = at + 22
        at = _words(drawn, at, "Footnote", "#5ad18a", turn.shown.pieces)
        at = _row(drawn, at, turn.shown.buttons)
        if turn.shown.colour is not None:
            edge = f'<rect x="20" y="{top}" width="4" height="{at - top - 12}" rx="2" fill="#{turn.shown.colour:06x}"/>'
            card = f'<rect x="20" y="{top}" width="720" height="{at - top - 12}" rx="4" fill="#2b2d31"/>'
            drawn = [card, edge, *drawn]
    style = "text{font:14px sans-serif;fill:#dbdee1}.n{font-weight:bold}.b{font-size:12px}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{at}" role="img" aria-label="A conversation">'
        f'<style>{style}</style><rect width="100%" height="100%" rx="8" fill="#313338"/>{"".join(drawn)}</svg>\n'
    )


def _words(drawn: list[str], at: int, name: str, colour: str, pieces: Sequence[Piece]) -> int:
    at += 14
    drawn.append(f'<text x="20" y="{at}" class="n" style="fill:{colour}">{escape(name)}</text>')
    at += 4
    for piece in pieces:
        first = at + _LINE
        for line in _lines(readable(piece.text)):
            at += _LINE
            drawn.append(f'<text x="{_LEFT}" y="{at}">{escape(line)}</text>')
        if piece.button:
            drawn += _button(670, first, piece.button)
            at += 4
    return at + 18


def _row(drawn: list[str], at: int, labels: Sequence[str]) -> int:
    left = _LEFT
    for label in labels:
        drawn += _button(left, at, label)
        left += 30 + 8 * len(label)
    return at + 26 if labels else at


def _button(left: int, at: int, label: str) -> list[str]:
    wide = 20 + 8 * len(label)
    return [
        f'<rect x="{left}" y="{at - 15}" width="{wide}" height="22" rx="4" fill="#4e5058"/>',
        f'<text x="{left + 10}" y="{at}" class="b">{escape(label)}</text>',
    ]


def _lines(text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from textwrap.wrap(paragraph, _WIDE) or [""]
