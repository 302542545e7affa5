"""A footnote told in full, in its paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, safe_address, shortened
from bot.messages.wording import say, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.messages.wording import Language
    from bot.service.store.answers import Note

_LONGEST = LONGEST_MESSAGE - 1  # a line may part it from what stands before it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How many characters, before escaping, each part may take, and whether the paragraph is shown."""

    title: int
    about: int
    quote: int
    link: int
    around: bool


# A footnote takes the first of these with which it fits into a message; with the last, any does: escaping makes a text
# three times as long at most.
_ROOMS = (
    _Room(title=150, about=80, quote=500, link=700, around=True),
    _Room(title=150, about=80, quote=500, link=700, around=False),
    _Room(title=100, about=50, quote=250, link=300, around=False),
)


def in_full(note: Note, language: Language) -> str:
    """Return a footnote with all that is known of it, in one message: the quote in its paragraph, if there is room."""
    versions = (_told(note, room, language) for room in _ROOMS)
    return next(text for text in versions if len(text) <= _LONGEST)


def _told(note: Note, room: _Room, language: Language) -> str:
    lines = [f"**[{note.number}] {escape(shortened(note.title, room.title)) or '?'}**"]
    about = [escape(shortened(value, room.about)) for value in (note.site, note.author, note.place) if value]
    if note.published:
        about.insert(0, say_date(note.published, language))
    if about:
        lines.append(" — ".join(about))
    lines.append("> " + _marked(note, room))
    if note.link:
        lines.append(_link((note.exact, note.link), room) or say("no_link", language))
    if reader := _link((note.reader,), room):
        lines.append(f"{say('in_reader', language)} {reader}")
    return "\n".join(lines)


def _link(links: Iterable[str | None], room: _Room) -> str:
    """Return the first of some links that has room, nothing where none has."""
    addresses = (safe_address(link) for link in links if link)
    return next((f"<{address}>" for address in addresses if len(address) <= room.link), "")


def _marked(note: Note, room: _Room) -> str:
    """Return the paragraph with the quote in bold; the quote alone where it is long or isn't in it as it stands."""
    words = " ".join(note.quote.split())
    before, found, after = note.around.partition(words)
    if not (room.around and found) or len(words) > room.quote or words == note.around:
        return f"**{escape(shortened(words, room.quote))}**"
    return f"{escape(before)} **{escape(words)}** {escape(after)}".strip()
