"""A footnote told in full, in its paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, safe_address, shortened
from bot.messages.wording import say, say_date

if TYPE_CHECKING:
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
        links = [safe_address(link) for link in (note.exact, note.link) if link]
        shown = next((link for link in links if len(link) <= room.link), None)
        lines.append(f"<{shown}>" if shown else say("no_link", language))
    return "\n".join(lines)


def _marked(note: Note, room: _Room) -> str:
    """Return the paragraph with the quote in bold; the quote alone where it is long or isn't in it as it stands."""
    words = " ".join(note.quote.split())
    before, found, after = note.around.partition(words)
    if not (room.around and found) or len(words) > room.quote or words == note.around:
        return f"**{escape(shortened(words, room.quote))}**"
    return f"{escape(before)} **{escape(words)}** {escape(after)}".strip()
