"""Turn a reply into Discord messages: text only, nothing here knows Discord.

Words of articles and models come out as plain text: they can't format, link, or mention anyone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, safe_address, shortened
from bot.messages.replies import lines_above, lines_below, say_heading, say_note, words_of
from bot.messages.wording import say, say_date
from bot.service.notes import note_of_entry, notes_of, notes_of_hits
from bot.service.reader_links import NO_LINKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Outcome, Question
    from bot.answering.reply import Reply, Sentence
    from bot.messages.wording import Language
    from bot.service.reader_links import CorpusLinks
    from bot.service.store.answers import Note
    from corpus.article import Hit

MOST_MESSAGES = 4
_FOUND_SHOWN = 3
# Characters of addresses in the line of one article, so that its words have room in the same message.
_LINKS_A_LINE = 800
_GOES_ON = " …"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How many characters, before escaping, each part of a reply may take."""

    sentence: int
    title: int
    quote: int
    link: int


# A reply takes the first of these with which it fits. Escaping makes a text three times as long at most, so that a
# sentence, or a footnote, always fits into one message.
_ROOMS = (
    _Room(sentence=600, title=120, quote=300, link=500),
    _Room(sentence=600, title=80, quote=160, link=300),
    _Room(sentence=400, title=60, quote=80, link=150),
    _Room(sentence=150, title=40, quote=0, link=0),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """What must stay in one message, and what parts it from the block before."""

    before: str
    text: str


def render(outcome: Outcome, links: CorpusLinks = NO_LINKS) -> list[str]:
    """Return a reply as messages: the sentences, then the footnotes; or why there is no answer, and what is nearest."""
    reply, language = outcome.reply, outcome.question.language
    quoted = {number for sentence in reply.sentences if sentence.quoted for number in sentence.citations}
    articles = _by_article(notes_of(reply, links))
    below = [_Block("\n", render_sentence(line)) for line in lines_below(reply, language)]
    heading = [say("nearest_heading", language)] if reply.nearest else []
    return _fitting(
        [
            *_body(reply, outcome.question, room),
            *below,
            *_entries(reply, language, room, links),
            *_footnotes([*heading, *(_article_line(notes, quoted, room, language) for notes in articles)]),
            *_suggestions(reply, language),
        ]
        for room in _ROOMS
    )


def with_footnotes(lines: Sequence[str], notes: Sequence[Note], language: Language) -> list[str]:
    """Return lines, each of which fits into a message and quotes what it cites, with their footnotes, as messages."""
    quoted = {note.number for note in notes}
    return _fitting(
        [
            *(_Block("\n", line) for line in lines),
            *_footnotes([_article_line(one, quoted, room, language) for one in _by_article(notes)]),
        ]
        for room in _ROOMS
    )


def render_growing(question: Question, reply: Reply) -> str:
    """Return an answer as far as it goes, as much of it as fits into one message."""
    return _packed(_body(reply, question, _ROOMS[0]), LONGEST_MESSAGE - len(_GOES_ON))[0] + _GOES_ON


def render_hits(hits: Sequence[Hit], language: Language, links: CorpusLinks = NO_LINKS) -> list[str]:
    """Return passages found as messages, a line each."""
    return render_notes(notes_of_hits(hits, links), language)


def render_notes(notes: Sequence[Note], language: Language) -> list[str]:
    """Return footnotes or passages as messages, a line each."""
    if not notes:
        return [say("nothing_found", language)]
    return _fitting([_Block("\n", _footnote(note, room)) for note in notes] for room in _ROOMS)


def render_waiting(stage: str, notes: Sequence[Note], language: Language) -> str:
    """Return what people see while they wait: what is being done, and the first passages found."""
    lines = [f"*{escape(stage)}…*"]
    if notes:
        room = _Room(sentence=0, title=100, quote=120, link=0)
        lines += ["", say("found", language), *(_about(note, "•", room) for note in notes[:_FOUND_SHOWN])]
    return "\n".join(lines)


def render_sentence(sentence: str) -> str:
    """Return a sentence of our own, which may repeat words that aren't, as one message."""
    return escape(shortened(sentence, _ROOMS[0].sentence))


def pack(lines: Iterable[str], longest: int = LONGEST_MESSAGE) -> list[str]:
    """Return lines, each of which fits into a message, as messages."""
    return _packed([_Block("\n", line) for line in lines], longest)


def _body(reply: Reply, question: Question, room: _Room) -> list[_Block]:
    """Return what stands above an answer, a line each, and its sentences under their headings."""
    language = question.language
    blocks = _lines(lines_above(reply, language))
    for section in reply.sections:
        begins = "\n" if blocks else ""
        if section.heading:
            words = shortened(say_heading(section.heading, language), room.title)
            blocks.append(_Block(begins, f"**{escape(words)}**"))
            begins = "\n"
        for sentence in section.sentences:
            mark = "• " if section.is_list else ""
            blocks.append(_Block(begins, mark + _sentence(sentence, room)))
            begins = "\n" if section.is_list else " "
        if section.more:
            blocks.append(_Block(begins, say("and_more", language, count=section.more)))
    return blocks


def _entries(reply: Reply, language: str, room: _Room, links: CorpusLinks) -> list[_Block]:
    """Return articles of the catalogue, a line each, and how many aren't listed."""
    notes = [note_of_entry(entry, links) for entry in reply.entries]
    blocks = [_Block("\n", _about(note, "•", replace(room, quote=0))) for note in notes]
    return [*blocks, _Block("\n", say("and_more", language, count=reply.more))] if reply.more else blocks


def _suggestions(reply: Reply, language: str) -> list[_Block]:
    if not reply.suggestions:
        return []
    return [
        _Block("\n\n", say("suggestions", language)),
        *(_Block("\n", f"• {render_sentence(say_note(note, language))}") for note in reply.suggestions),
    ]


def _lines(sentences: Sequence[str]) -> list[_Block]:
    return [_Block("\n" if at else "", render_sentence(sentence)) for at, sentence in enumerate(sentences)]


def _sentence(sentence: Sentence, room: _Room) -> str:
    words = escape(shortened(words_of(sentence), room.sentence))
    marks = "".join(f"[{number}]" for number in sentence.citations)
    dated = f" ({sentence.day.isoformat()})" if sentence.day else ""
    return f"“{words}” {marks}{dated}" if sentence.quoted else f"{words} {marks}{dated}"


def _by_article(notes: Sequence[Note]) -> list[list[Note]]:
    """Return footnotes by their articles, in the order of the first of each."""
    articles: dict[str, list[Note]] = {}
    for note in notes:
        articles.setdefault(note.article, []).append(note)
    return list(articles.values())


def _footnotes(lines: Sequence[str]) -> list[_Block]:
    return [_Block("\n" if at else "\n\n", line) for at, line in enumerate(lines)]


def _article_line(notes: Sequence[Note], quoted: set[int], room: _Room, language: str) -> str:
    """Return `[1][2] **title** — day — site`, each number a link to the very words where they are on the web.

    The words are repeated only for the numbers whose sentence isn't the `quoted` words itself.
    """
    first = notes[0]
    link = min(room.link, _LINKS_A_LINE // len(notes))
    line = f"{''.join(_number(note, link) for note in notes)} **{escape(shortened(first.title, room.title) or '?')}**"
    if first.published:
        line += f" — {say_date(first.published, language)}"
    if first.site:
        line += f" — {escape(shortened(first.site, room.title // 2))}"
    places = dict.fromkeys(note.place for note in notes if note.place)
    if places:
        line += f" — {escape(shortened(', '.join(places), room.title // 2))}"
    words = [note.quote for note in notes if note.number not in quoted]
    if words and room.quote:
        line += ": " + " ".join(f"“{escape(shortened(one, room.quote // len(words)))}”" for one in words)
    return line


def _number(note: Note, longest: int) -> str:
    """Return the number of a footnote, linked where its link has room; a bracket in an address would end the link."""
    for link in (note.exact, note.link, note.reader):
        address = safe_address(link).replace("(", "%28").replace(")", "%29") if link else ""
        if address and len(address) <= longest:
            return f"[[{note.number}]](<{address}>)"
    return f"[{note.number}]"


def _footnote(note: Note, room: _Room) -> str:
    return _about(note, f"[{note.number}]", room)


def _about(note: Note, mark: str, room: _Room) -> str:
    """Return `mark **title** — site — date — page: “quote” <address>`, less what is unknown or has no room."""
    line = f"{mark} **{escape(shortened(note.title, room.title) or '?')}**"
    if note.site:
        line += f" — {escape(shortened(note.site, room.title // 2))}"
    if note.published:
        line += f" — {note.published.isoformat()}"
    if note.place:
        line += f" — {escape(shortened(note.place, room.title // 2))}"
    if room.quote:
        line += f": “{escape(shortened(note.quote, room.quote))}”"
    link = safe_address(note.link or note.reader or "")
    if link and len(link) <= room.link:
        line += f" <{link}>"
    return line


def _fitting(versions: Iterable[list[_Block]]) -> list[str]:
    """Return the messages of the first version that fits, or what fits of the last."""
    messages: list[str] = []
    for blocks in versions:
        messages = _packed(blocks, LONGEST_MESSAGE)
        if len(messages) <= MOST_MESSAGES and all(len(text) <= LONGEST_MESSAGE for text in messages):
            return messages
    return messages[:MOST_MESSAGES]


def _packed(blocks: Sequence[_Block], longest: int) -> list[str]:
    messages: list[str] = []
    for block in blocks:
        if messages and len(messages[-1]) + len(block.before) + len(block.text) <= longest:
            messages[-1] += block.before + block.text
        else:
            messages.append(block.text)
    return messages
