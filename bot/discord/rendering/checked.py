"""What the articles say to the claims of a message, in words: a mark and a line a claim, then the footnotes."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from bot.answering.engine.checking import Finding
from bot.discord.rendering.blocks import ROOMS
from bot.discord.rendering.card import Sheet, Tone, cited_by_article, first_fitting
from bot.discord.rendering.escape import escape, shortened
from bot.discord.rendering.reply import with_footnotes
from bot.messages.wording import say
from bot.service.notes import note_of
from bot.service.reader_links import NO_LINKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.engine.checking import Checked
    from bot.discord.rendering.blocks import Room
    from bot.messages.wording import Language
    from bot.service.reader_links import CorpusLinks
    from bot.service.store.answers import Note

_WORDS = {
    Finding.FOR: ("✅", "check_for"),
    Finding.AGAINST: ("❌", "check_against"),
    Finding.UNSURE: ("❔", "check_unsure"),
    Finding.NONE: ("❔", "check_none"),
}
_LONGEST_CLAIM = 200
# Of what is for a claim all quotes are told, three at most; so many characters of each, fewer where there is no room.
_QUOTE_WIDTHS = (200, 140, 90, 50)


def render_checked(checked: Sequence[Checked], language: Language, links: CorpusLinks = NO_LINKS) -> list[str]:
    """Return what was found on claims, as messages."""
    lines = [_line(one, language, _QUOTE_WIDTHS[0]) for one in checked]
    return with_footnotes(lines, _notes(checked, links), language)


def checked_sheet(checked: Sequence[Checked], language: Language, links: CorpusLinks = NO_LINKS) -> Sheet | None:
    """Return what was found on claims as a sheet, None where it has no room there."""
    notes, findings = _notes(checked, links), {one.finding for one in checked}
    tone = Tone.ANSWERED if findings == {Finding.FOR} else Tone.IN_PART
    tone = Tone.NOT_HERE if findings <= {Finding.NONE, Finding.UNSURE} else tone

    def sheet(room: Room, width: int) -> Sheet:
        claims = [_line(one, language, width) for one in checked]
        articles = cited_by_article(notes, room, language)
        return Sheet(tone=tone, pieces=(*claims, *([""] if articles else []), *articles))

    return first_fitting(starmap(sheet, zip(ROOMS, _QUOTE_WIDTHS, strict=True)))


def _notes(checked: Sequence[Checked], links: CorpusLinks) -> list[Note]:
    citations = [citation for one in checked for citation in one.citations]
    readers = links.of_reply(citations)
    return [note_of(citation, readers) for citation in citations]


def _line(one: Checked, language: Language, width: int) -> str:
    claim = escape(shortened(one.claim, _LONGEST_CLAIM))
    quotes = " ".join(f"“{escape(shortened(c.quote, width))}” [{c.number}]" for c in one.citations)
    mark, key = _WORDS[one.finding]
    return f"{mark} **{claim}**\n{say(key, language)} {quotes}".rstrip()
