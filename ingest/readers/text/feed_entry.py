"""Read what a feed, a blog's interface or its export gives of an article."""

from __future__ import annotations

import re

from ingest.entry import Entry, unpacked
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading, tidy_text
from ingest.readers.text.fragment import blocks_of_fragment, line_of_fragment

# "The post TITLE appeared first on SITE", which WordPress puts under each text of a feed.
_LAST_LINE = re.compile(r"^(?:The post .+ appeared first on .+|L.article .+ est apparu en premier sur .+)$")


def read_entry(entry: Entry) -> Reading:
    """Return the text of an entry, a paragraph a block, and what is said of it."""
    blocks = blocks_of_fragment(entry.html)
    while blocks and _LAST_LINE.match(blocks[-1]):
        blocks.pop()
    return Reading(
        text=tidy_text("\n\n".join(blocks)),
        title=line_of_fragment(entry.title),
        author=entry.author,
        published=entry.published,
        language=entry.language,
        url=entry.address,
        site=entry.site,
    )


def _read(content: bytes, _name: str) -> Reading:
    return read_entry(unpacked(content))


ENTRY = DocumentKind(name="entry", read_bytes=_read, apart=False)
