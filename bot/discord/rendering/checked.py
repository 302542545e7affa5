"""What the articles say to the claims of a message, in words: a mark and a line a claim, then the footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.engine.checking import Finding
from bot.discord.rendering.escape import escape, shortened
from bot.discord.rendering.reply import with_footnotes
from bot.messages.wording import say
from bot.service.notes import note_of
from bot.service.reader_links import NO_LINKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.engine.checking import Checked
    from bot.messages.wording import Language
    from bot.service.reader_links import CorpusLinks

_WORDS = {
    Finding.FOR: ("✅", "check_for"),
    Finding.AGAINST: ("❌", "check_against"),
    Finding.UNSURE: ("❔", "check_unsure"),
    Finding.NONE: ("❔", "check_none"),
}
_LONGEST_CLAIM = 200
# Of what is for a claim all quotes are told, three at most; so many characters of each.
_LONGEST_QUOTE = 200


def render_checked(checked: Sequence[Checked], language: Language, links: CorpusLinks = NO_LINKS) -> list[str]:
    """Return what was found on claims, as messages."""
    citations = [citation for one in checked for citation in one.citations]
    readers = links.of_reply(citations)
    notes = [note_of(citation, readers) for citation in citations]
    return with_footnotes([_line(one, language) for one in checked], notes, language)


def _line(one: Checked, language: Language) -> str:
    claim = escape(shortened(one.claim, _LONGEST_CLAIM))
    quotes = " ".join(f"“{escape(shortened(c.quote, _LONGEST_QUOTE))}” [{c.number}]" for c in one.citations)
    mark, key = _WORDS[one.finding]
    return f"{mark} **{claim}**\n{say(key, language)} {quotes}".rstrip()
