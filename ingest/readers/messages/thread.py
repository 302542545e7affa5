"""Read the thread of a chat: its messages in order, each a place with the address that it has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.article import Place
from ingest.readers.document.blocks import Block, clean, read_blocks
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading
from ingest.readers.text.markdown import words_of_markdown
from ingest.thread import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.thread import Message, Thread

_SPOILER = re.compile(r"\|\|.+?\|\|", re.DOTALL)
_QUOTED = re.compile(r"^>(?:>>)?[ \t].*(?:\n|$)", re.MULTILINE)  # the words of whoever is answered
_SMALL = re.compile(r"^-#[ \t]+", re.MULTILINE)
_FENCE = re.compile(r"(```.*?(?:```|\Z))", re.DOTALL)


def read_thread(thread: Thread) -> Reading:
    """Return the words of a thread's messages, each a place by its writer, where they are named, and its day."""
    blocks = [block for message in thread.messages for block in _blocks(message)]
    writers = list(dict.fromkeys(m.author for m in thread.messages[:1] if m.author))
    said = Reading(text="", title=thread.title, author=", ".join(writers) or None, published=thread.day)
    return replace(read_blocks(blocks, thread.title, said), site=thread.site)


def _blocks(message: Message) -> Iterator[Block]:
    label = ", ".join(filter(None, (message.author, message.day.isoformat())))
    place = Place(start=0, label=label, address=message.address)
    for text in words_of_markdown(_as_markdown(message.text)).split("\n\n"):
        if words := clean(text):
            yield Block(text=words, places=(place,))


def _as_markdown(text: str) -> str:
    """Return a message as Markdown: there a line ends where it ends, and what is veiled or another's isn't said."""
    parts = _FENCE.split(text)
    for at in range(0, len(parts), 2):
        shown = _SMALL.sub("", _QUOTED.sub("", _SPOILER.sub("", parts[at])))
        parts[at] = shown.replace("\n", "  \n")
    return "".join(parts)


def _read(content: bytes, _name: str) -> Reading:
    return read_thread(unpacked(content))


THREAD = DocumentKind(name="thread", read_bytes=_read, apart=False)
