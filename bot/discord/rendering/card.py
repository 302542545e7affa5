"""A reply as a card: what it says, a piece an article with what opens it at the passage; text only, as in a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.answering.reply import ReplyCode
from bot.discord.rendering.blocks import (
    ROOMS,
    article_line,
    body_of,
    by_article,
    packed,
    quoted_in,
    suggestions_of,
    under_it,
)
from bot.discord.rendering.escape import LONGEST_MESSAGE, is_whole_address, safe_address
from bot.messages.wording import say
from bot.service.notes import notes_of
from bot.service.reader_links import NO_LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Outcome
    from bot.discord.rendering.blocks import Block, Room
    from bot.service.reader_links import CorpusLinks
    from bot.service.store.answers import Note

# Discord's own limits are 4,000 characters and 40 components a message. An article takes three of these, the card and
# its row of buttons eleven; the rest of the characters is for what is added later.
_LONGEST = 3800
_MOST_ARTICLES = 9
_LONGEST_LINK = 512
_LEAST_BODY = 1200
_PARTS_OF_AN_ARTICLE = 3
# Of a sheet's 40 components the card, its row of buttons with five of them and a file take eight.
_MOST_PARTS = 32


class Tone(StrEnum):
    """How far the articles answer, as the colour of a card says it."""

    ANSWERED = "answered"
    IN_PART = "in_part"
    NOT_HERE = "not_here"


_TONES = {
    ReplyCode.ANSWERED: Tone.ANSWERED,
    ReplyCode.DIFFER: Tone.ANSWERED,
    ReplyCode.ABOUT_CORPUS: Tone.ANSWERED,
    ReplyCode.SMALL_TALK: Tone.ANSWERED,
    ReplyCode.IN_PART: Tone.IN_PART,
    ReplyCode.OPEN: Tone.IN_PART,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedArticle:
    """An article that is cited: its line, the number of its first footnote, and a link to the passage on the web."""

    line: str
    number: int
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A reply: what it says, its articles with a heading over them, what may be asked; `rest` are further messages."""

    tone: Tone
    body: str
    heading: str
    articles: tuple[CitedArticle, ...]
    below: str
    rest: tuple[str, ...]

    @property
    def length(self) -> int:
        """Return how many characters of Discord's limit it takes."""
        return sum(map(len, (self.body, self.heading, self.below, *(article.line for article in self.articles))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is no answer as a card: texts and articles in their order; an empty text parts what stands around it."""

    tone: Tone
    pieces: tuple[str | CitedArticle, ...]

    @property
    def fits(self) -> bool:
        """Say whether Discord takes it as one message."""
        lines = [piece if isinstance(piece, str) else piece.line for piece in self.pieces]
        parts = sum(1 if isinstance(piece, str) else _PARTS_OF_AN_ARTICLE for piece in self.pieces)
        return sum(map(len, lines)) <= _LONGEST and parts <= _MOST_PARTS


def first_fitting(sheets: Iterable[Sheet]) -> Sheet | None:
    """Return the first of some sheets that fits, None where a text has to stand in its place."""
    return next((sheet for sheet in sheets if sheet.fits), None)


def cited_by_article(notes: Sequence[Note], room: Room, language: str) -> list[CitedArticle]:
    """Return footnotes whose words stand above them, an article each."""
    quoted = {note.number for note in notes}
    return [_cited(one, quoted, room, language) for one in by_article(notes)]


def render_card(outcome: Outcome, links: CorpusLinks = NO_LINKS) -> Card:
    """Return a reply as a card that fits into one message, and what doesn't fit as further ones."""
    card = _fitted(outcome, links, ROOMS[0])
    for room in ROOMS[1:]:
        if not card.rest and card.length <= _LONGEST:
            break
        card = _fitted(outcome, links, room)
    return card


def _fitted(outcome: Outcome, links: CorpusLinks, room: Room) -> Card:
    reply, language = outcome.reply, outcome.question.language
    articles, quoted = by_article(notes_of(reply, links)), quoted_in(reply)
    cited = tuple(_cited(notes, quoted, room, language) for notes in articles[:_MOST_ARTICLES])
    further = [article_line(notes, quoted, room, language) for notes in articles[_MOST_ARTICLES:]]
    below = "\n".join([*further, *(block.text for block in suggestions_of(reply, language))])
    left = max(_LONGEST - len(below) - sum(len(one.line) for one in cited), _LEAST_BODY)
    body, rest = _parted([*body_of(reply, outcome.question, room), *under_it(reply, language, room, links)], left)
    return Card(
        tone=_TONES.get(reply.code, Tone.NOT_HERE),
        body=body,
        heading=say("nearest_heading", language) if reply.nearest else "",
        articles=cited,
        below=below,
        rest=tuple(rest),
    )


def _parted(blocks: Sequence[Block], longest: int) -> tuple[str, list[str]]:
    """Return as many blocks as fit as one text, and the others as messages."""
    count = len(blocks)
    while count > 1 and len(packed(blocks[:count], longest)) > 1:
        count -= 1
    return "".join(packed(blocks[:count], longest)), packed(blocks[count:], LONGEST_MESSAGE)


def _cited(notes: Sequence[Note], quoted: set[int], room: Room, language: str) -> CitedArticle:
    """Return an article, whose numbers are links only where a button can't lead to all of them."""
    line = article_line(notes, quoted, room, language, has_links=len(notes) > 1)
    return CitedArticle(line=line, number=notes[0].number, link=_link(notes[0]))


def _link(note: Note) -> str | None:
    return button_link(note.exact, note.link, note.reader)


def button_link(*addresses: str | None) -> str | None:
    """Return the first of some addresses that a button can lead to, None where there is none."""
    links = (safe_address(link) for link in addresses if link)
    return next((link for link in links if len(link) <= _LONGEST_LINK and is_whole_address(link)), None)
