"""Turn a reply into Discord messages: text only, nothing here knows Discord.

Words of articles and models come out as plain text: they can't format, link, or mention anyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord.rendering.blocks import (
    ROOMS,
    Block,
    Room,
    article_line,
    body_of,
    by_article,
    found_line,
    number_of,
    packed,
    quoted_in,
    suggestions_of,
    under_it,
)
from bot.discord.rendering.escape import LONGEST_MESSAGE, escape
from bot.messages.wording import say
from bot.service.notes import notes_of, notes_of_hits
from bot.service.reader_links import NO_LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Outcome, Question
    from bot.answering.reply import Reply
    from bot.messages.wording import Language
    from bot.service.reader_links import CorpusLinks
    from bot.service.store.answers import Note
    from corpus.article import Hit

MOST_MESSAGES = 4
_FOUND_SHOWN = 3
_GOES_ON = " …"


def render(outcome: Outcome, links: CorpusLinks = NO_LINKS) -> list[str]:
    """Return a reply as messages: the sentences, then the footnotes; or why there is no answer, and what is nearest."""
    reply, language = outcome.reply, outcome.question.language
    quoted = quoted_in(reply)
    articles = by_article(notes_of(reply, links))
    heading = [say("nearest_heading", language)] if reply.nearest else []
    return _fitting(
        [
            *body_of(reply, outcome.question, room),
            *under_it(reply, language, room, links),
            *_footnotes([*heading, *(article_line(notes, quoted, room, language) for notes in articles)]),
            *suggestions_of(reply, language),
        ]
        for room in ROOMS
    )


def with_footnotes(lines: Sequence[str], notes: Sequence[Note], language: Language) -> list[str]:
    """Return lines, each of which fits into a message and quotes what it cites, with their footnotes, as messages."""
    quoted = {note.number for note in notes}
    return _fitting(
        [
            *(Block("\n", line) for line in lines),
            *_footnotes([article_line(one, quoted, room, language) for one in by_article(notes)]),
        ]
        for room in ROOMS
    )


def render_growing(question: Question, reply: Reply) -> str:
    """Return an answer as far as it goes, as much of it as fits into one message."""
    return packed(body_of(reply, question, ROOMS[0]), LONGEST_MESSAGE - len(_GOES_ON))[0] + _GOES_ON


def render_hits(hits: Sequence[Hit], language: Language, links: CorpusLinks = NO_LINKS) -> list[str]:
    """Return passages found as messages, a line each."""
    return render_notes(notes_of_hits(hits, links), language)


def render_notes(notes: Sequence[Note], language: Language) -> list[str]:
    """Return footnotes or passages as messages, a line each."""
    if not notes:
        return [say("nothing_found", language)]

    def line(note: Note, room: Room) -> str:
        return found_line(note, number_of(note, room.link), room, language)

    return _fitting([Block("\n", line(note, room)) for note in notes] for room in ROOMS)


def render_waiting(stage: str, notes: Sequence[Note], language: Language) -> str:
    """Return what people see while they wait: what is being done, and the first passages found."""
    lines = [f"*{escape(stage)}…*"]
    if notes:
        room = Room(sentence=0, title=100, quote=120, link=0)
        lines += ["", say("found", language), *(found_line(note, "•", room, language) for note in notes[:_FOUND_SHOWN])]
    return "\n".join(lines)


def pack(lines: Iterable[str], longest: int = LONGEST_MESSAGE) -> list[str]:
    """Return lines, each of which fits into a message, as messages."""
    return packed([Block("\n", line) for line in lines], longest)


def _footnotes(lines: Sequence[str]) -> list[Block]:
    return [Block("\n" if at else "\n\n", line) for at, line in enumerate(lines)]


def _fitting(versions: Iterable[list[Block]]) -> list[str]:
    """Return the messages of the first version that fits, or what fits of the last."""
    messages: list[str] = []
    for blocks in versions:
        messages = packed(blocks, LONGEST_MESSAGE)
        if len(messages) <= MOST_MESSAGES and all(len(text) <= LONGEST_MESSAGE for text in messages):
            return messages
    return messages[:MOST_MESSAGES]
