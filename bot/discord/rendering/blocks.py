"""What a reply is made of on Discord: blocks of text that stay together, each with as much as there is room for.

Words of articles and models come out as plain text: they can't format, link, or mention anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.rendering.escape import escape, safe_address, shortened
from bot.messages.replies import lines_above, lines_below, say_heading, say_note
from bot.messages.wording import say, say_date
from bot.service.notes import note_of_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Question
    from bot.answering.reply import Reply, Sentence
    from bot.service.reader_links import CorpusLinks
    from bot.service.store.answers import Note

# Characters of addresses in the line of one article, so that its words have room in the same message.
_LINKS_A_LINE = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many characters, before escaping, each part of a reply may take."""

    sentence: int
    title: int
    quote: int
    link: int


# A reply takes the first of these with which it fits. Escaping makes a text three times as long at most, so that a
# sentence, or a footnote, always fits into one message.
ROOMS = (
    Room(sentence=600, title=120, quote=300, link=500),
    Room(sentence=600, title=80, quote=160, link=300),
    Room(sentence=400, title=60, quote=80, link=150),
    Room(sentence=150, title=40, quote=0, link=0),
)


@dataclass(frozen=True, slots=True)
class Block:
    """What must stay in one message, and what parts it from the block before."""

    before: str
    text: str


def render_sentence(sentence: str) -> str:
    """Return a sentence of our own, which may repeat words that aren't, as one message."""
    return escape(shortened(sentence, ROOMS[0].sentence))


def body_of(reply: Reply, question: Question, room: Room) -> list[Block]:
    """Return what stands above an answer, a line each, and its sentences under their headings."""
    language = question.language
    blocks = _lines(lines_above(reply, language))
    for section in reply.sections:
        begins = "\n" if blocks else ""
        if section.heading:
            words = shortened(say_heading(section.heading, language), room.title)
            blocks.append(Block(begins, f"**{escape(words)}**"))
            begins = "\n"
        for sentence in section.sentences:
            mark = "• " if section.is_list else ""
            blocks.append(Block(begins, mark + _sentence(sentence, room, language)))
            begins = "\n" if section.is_list else " "
        if section.more:
            blocks.append(Block(begins, say("and_more", language, count=section.more)))
    return blocks


def under_it(reply: Reply, language: str, room: Room, links: CorpusLinks) -> list[Block]:
    """Return what of the question nothing states, and articles of the catalogue, a line each."""
    missing = [Block("\n", render_sentence(line)) for line in lines_below(reply, language)]
    return missing + _entries(reply, language, room, links)


def _entries(reply: Reply, language: str, room: Room, links: CorpusLinks) -> list[Block]:
    """Return articles of the catalogue, a line each, and how many aren't listed."""
    notes = [note_of_entry(entry, links) for entry in reply.entries]
    blocks = [Block("\n", entry_line(note, room, language)) for note in notes]
    return [*blocks, Block("\n", say("and_more", language, count=reply.more))] if reply.more else blocks


def suggestions_of(reply: Reply, language: str) -> list[Block]:
    """Return the questions that a reply suggests, a line each."""
    if not reply.suggestions:
        return []
    return [
        Block("\n\n", say("suggestions", language)),
        *(Block("\n", f"• {render_sentence(say_note(note, language))}") for note in reply.suggestions),
    ]


def _lines(sentences: Sequence[str]) -> list[Block]:
    return [Block("\n" if at else "", render_sentence(sentence)) for at, sentence in enumerate(sentences)]


def _sentence(sentence: Sentence, room: Room, language: str) -> str:
    words = escape(shortened(sentence.text, room.sentence))
    marks = "".join(f"[{number}]" for number in sentence.citations)
    dated = f" ({say_date(sentence.day, language)})" if sentence.day else ""
    return f"“{words}” {marks}{dated}" if sentence.quoted else f"{words} {marks}{dated}"


def quoted_in(reply: Reply) -> set[int]:
    """Return the numbers of the footnotes whose very words are the sentences of a reply."""
    return {number for sentence in reply.sentences if sentence.quoted for number in sentence.citations}


def by_article(notes: Sequence[Note]) -> list[list[Note]]:
    """Return footnotes by their articles, in the order of the first of each."""
    articles: dict[str, list[Note]] = {}
    for note in notes:
        articles.setdefault(note.article, []).append(note)
    return list(articles.values())


def article_line(notes: Sequence[Note], quoted: set[int], room: Room, language: str, *, has_links: bool = True) -> str:
    """Return `[1][2] **title** — day — site`, each number a link, if it `has_links`, to the very words on the web.

    The words are repeated only for the numbers whose sentence isn't the `quoted` words itself.
    """
    link = min(room.link, _LINKS_A_LINE // len(notes)) if has_links else 0
    numbers = "".join(number_of(note, link) for note in notes)
    line = f"{numbers} **{_title(notes[0], room)}**{_whereabouts(notes, room, language)}"
    words = [note.quote for note in notes if note.number not in quoted]
    if words and room.quote:
        line += ": " + " ".join(f"“{escape(shortened(one, room.quote // len(words)))}”" for one in words)
    return line


def found_line(note: Note, mark: str, room: Room, language: str) -> str:
    """Return `mark **title** — day — site — page: “quote”`, less what is unknown or has no room."""
    line = f"{mark} **{_title(note, room)}**{_whereabouts([note], room, language)}"
    return f"{line}: “{escape(shortened(note.quote, room.quote))}”" if room.quote else line


def entry_line(note: Note, room: Room, language: str) -> str:
    """Return `• **title** — day — site`, whose title leads to the article where that has room."""
    title = _title(note, room)
    address = _link(note, room.link)
    if address and "://" not in title:  # Discord shows no link that stands on an address
        title = f"[{title}](<{address}>)"
    return f"• **{title}**{_whereabouts([note], room, language)}"


def number_of(note: Note, longest: int) -> str:
    """Return the number of a footnote, linked where its link has room."""
    address = _link(note, longest)
    return f"[[{note.number}]](<{address}>)" if address else f"[{note.number}]"


def _title(note: Note, room: Room) -> str:
    return escape(shortened(note.title, room.title)) or "?"


def _whereabouts(notes: Sequence[Note], room: Room, language: str) -> str:
    """Return ` — day — site — pages` of an article, less what is unknown."""
    first = notes[0]
    day = say_date(first.published, language) if first.published else ""
    site = escape(shortened(first.site, room.title // 2)) if first.site else ""
    places = ", ".join(dict.fromkeys(note.place for note in notes if note.place))
    return "".join(f" — {one}" for one in (day, site, escape(shortened(places, room.title // 2))) if one)


def _link(note: Note, longest: int) -> str:
    """Return the first address of a footnote that has room; a bracket in an address would end the link."""
    links = (safe_address(link) for link in (note.exact, note.link, note.reader) if link)
    masked = (link.replace("(", "%28").replace(")", "%29") for link in links)
    return next((link for link in masked if len(link) <= longest), "")


def packed(blocks: Sequence[Block], longest: int) -> list[str]:
    """Return blocks as texts, each as full as it gets."""
    messages: list[str] = []
    for block in blocks:
        if messages and len(messages[-1]) + len(block.before) + len(block.text) <= longest:
            messages[-1] += block.before + block.text
        else:
            messages.append(block.text)
    return messages
