"""Turn a reply into Discord messages: text only, nothing here knows Discord.

Words of articles and models come out as plain text: they can't format, link, or mention anyone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.answering.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Citation, Outcome, Sentence
    from corpus.article import Article, Hit

LONGEST_MESSAGE = 2000
MOST_MESSAGES = 4
NOTHING_FOUND = "Nothing found."

_BREAK = "\u200b"
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\*_~`|>#<\[\]]|^[-+](?=\s)")
# What ends an address on Discord, formats, or mentions someone.
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>\\*|`@]")


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


def render(outcome: Outcome) -> list[str]:
    """Return a reply as messages: the sentences, then the footnotes; or why there is no answer, and what is nearest."""
    reply = outcome.reply
    time = [outcome.question.time.shown] if outcome.question.time else []
    if not isinstance(reply, Answer):
        reason = _lines([*time, reply.reason])
        return _fitting([*reason, *_footnotes(reply.nearest, room)] for room in _ROOMS)
    return _fitting([*_body(reply, time, room), *_footnotes(reply.citations, room)] for room in _ROOMS)


def render_hits(hits: Sequence[Hit]) -> list[str]:
    """Return passages found as messages, a line each."""
    if not hits:
        return [NOTHING_FOUND]
    return _fitting(
        [
            _Block("\n", _footnote(n, hit.article, (hit.passage.text, hit.passage.start), room))
            for n, hit in enumerate(hits, 1)
        ]
        for room in _ROOMS
    )


def render_sentence(sentence: str) -> str:
    """Return a sentence of our own, which may repeat words that aren't, as one message."""
    return escape(_shortened(sentence, _ROOMS[0].sentence))


def escape(text: str) -> str:
    """Return a text that Discord shows as it stands, on one line.

    Addresses within it stay links, percent-encoded where they would format; a mention is broken after its @.
    """
    text = " ".join(text.split())
    pieces: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        pieces += [_plain(text[at : found.start()]), _address(found[0])]
        at = found.end()
    return "".join([*pieces, _plain(text[at:])])


def _plain(text: str) -> str:
    return _MARKDOWN.sub(lambda found: "\\" + found[0], text).replace("@", "@" + _BREAK)


def _address(address: str) -> str:
    return _UNSAFE_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), address)


def _shortened(text: str, longest: int) -> str:
    """Return a text cut at a word, with an ellipsis, where it is longer than `longest`."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    words, space, _ = text[:longest].rpartition(" ")
    return (words if space else text[: longest - 1]) + "…"


def _body(answer: Answer, above: Sequence[str], room: _Room) -> list[_Block]:
    """Return what stands above an answer, a line each, and its sentences."""
    quotes = {citation.quote for citation in answer.citations}
    lines = _lines([*above, answer.note] if answer.note else above)
    sentences = [_Block(" ", _sentence(one, quotes, room)) for one in answer.sentences]
    if lines and sentences:
        sentences[0] = _Block("\n", sentences[0].text)
    return lines + sentences


def _lines(sentences: Sequence[str]) -> list[_Block]:
    return [_Block("\n" if at else "", render_sentence(sentence)) for at, sentence in enumerate(sentences)]


def _sentence(sentence: Sentence, quotes: set[str], room: _Room) -> str:
    words = escape(_shortened(sentence.text, room.sentence))
    marks = "".join(f"[{number}]" for number in sentence.citations)
    return f"“{words}” {marks}" if sentence.text in quotes else f"{words} {marks}"


def _footnotes(citations: Sequence[Citation], room: _Room) -> list[_Block]:
    return [
        _Block(
            "\n" if at else "\n\n", _footnote(citation.number, citation.article, (citation.quote, citation.start), room)
        )
        for at, citation in enumerate(citations)
    ]


def _footnote(number: int, article: Article, quoted: tuple[str, int], room: _Room) -> str:
    """Return `[n] **title** — site — date — page: “quote” <address>`, less what is unknown or has no room."""
    words, start = quoted
    title = _shortened(article.title, room.title) or _shortened(article.source, room.title) or "?"
    line = f"[{number}] **{escape(title)}**"
    if article.site:
        line += f" — {escape(_shortened(article.site, room.title // 2))}"
    if article.published:
        line += f" — {article.published.isoformat()}"
    if place := article.place_at(start):
        line += f" — {escape(_shortened(place, room.title // 2))}"
    if room.quote:
        line += f": “{escape(_shortened(words, room.quote))}”"
    link = _address(article.address)
    if article.address.lower().startswith(("http://", "https://")) and len(link) <= room.link:
        line += f" <{link}>"
    return line


def _fitting(versions: Iterable[list[_Block]]) -> list[str]:
    """Return the messages of the first version that fits, or what fits of the last."""
    messages: list[str] = []
    for blocks in versions:
        messages = _packed(blocks)
        if len(messages) <= MOST_MESSAGES:
            return messages
    return messages[:MOST_MESSAGES]


def _packed(blocks: Sequence[_Block]) -> list[str]:
    messages: list[str] = []
    for block in blocks:
        if messages and len(messages[-1]) + len(block.before) + len(block.text) <= LONGEST_MESSAGE:
            messages[-1] += block.before + block.text
        else:
            messages.append(block.text)
    return messages
