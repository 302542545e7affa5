"""Read what a feed, a blog's interface or its export gives of an article."""

from __future__ import annotations

import re

from ingest.entry import Entry, unpacked
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.page_words import said
from ingest.readers.document.reading import Reading, tidy_text
from ingest.readers.text.fragment import blocks_of_fragment, line_of_fragment

_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?=\s|$))")
_LONGEST_BEGINNING = 80


def read_entry(entry: Entry) -> Reading:
    """Return the text of an entry, a paragraph a block, and what is said of it."""
    blocks = blocks_of_fragment(entry.html)
    while blocks and said("feed_ending").fullmatch(blocks[-1]):
        blocks.pop()
    return Reading(
        text=tidy_text("\n\n".join(blocks)),
        title=line_of_fragment(entry.title) or _beginning(blocks),
        author=entry.author,
        published=entry.published,
        language=entry.language,
        url=entry.address,
        site=entry.site,
    )


def _beginning(blocks: list[str]) -> str:
    """Return how an entry without a title begins, as notes have none: its first sentence, or a part of it."""
    line = blocks[0].partition("\n")[0] if blocks else ""
    sentence = _SENTENCE.match(line)
    words = sentence.group() if sentence else line
    return words if len(words) <= _LONGEST_BEGINNING else f"{words[:_LONGEST_BEGINNING].rpartition(' ')[0]}…"


def _read(content: bytes, _name: str) -> Reading:
    return read_entry(unpacked(content))


ENTRY = DocumentKind(name="entry", read_bytes=_read, apart=False)
