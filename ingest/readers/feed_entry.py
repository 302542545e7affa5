"""Read what a feed, a blog's interface or its export gives of an article (door: lxml)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from ingest.entry import Entry, unpacked
from ingest.readers.kind import DocumentKind
from ingest.readers.reading import Reading, tidy_text

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li blockquote pre tr figcaption article section dd dt ul ol table br hr".split()
)
_NO_TEXT = frozenset("script style noscript iframe form button svg template".split())
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
# "The post TITLE appeared first on SITE", which WordPress puts under each text of a feed.
_LAST_LINE = re.compile(r"^(?:The post .+ appeared first on .+|L.article .+ est apparu en premier sur .+)$")


def read_entry(entry: Entry) -> Reading:
    """Return the text of an entry, a paragraph a block, and what is said of it."""
    lines = [line for line in _text(entry.html).split("\n") if line]
    while lines and _LAST_LINE.match(lines[-1]):
        lines.pop()
    return Reading(
        text=tidy_text("\n\n".join(lines)),
        title=_text(entry.title).replace("\n", " "),
        author=entry.author,
        published=entry.published,
        language=entry.language,
        url=entry.address,
        site=entry.site,
    )


def _text(html: str) -> str:
    """Return the text of a fragment of HTML, a line a block."""
    if "<" not in html:
        return _LINES.sub("\n", _SPACES.sub(" ", unescape(html))).strip()
    from lxml.html import fromstring  # its HTML parser fetches nothing and knows no entities of the document's own

    pieces: list[str] = []
    _gather(fromstring(f"<div>{html}</div>".encode(errors="replace"), parser=_parser()), pieces)
    return _LINES.sub("\n", _SPACES.sub(" ", "".join(pieces))).strip()


def _gather(element: Any, pieces: list[str]) -> None:
    """Walk without recursion: a fragment may be nested deeper than Python's stack."""
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, done = stack.pop()
        block = node.tag in _BLOCKS
        if done:
            pieces.append(("\n" if block else "") + (node.tail or ""))
            continue
        if not isinstance(node.tag, str) or node.tag in _NO_TEXT:
            pieces.append(node.tail or "")
            continue
        pieces.append(("\n" if block else "") + (node.text or "").replace("\n", " "))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))


def _parser() -> Any:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)


def _read(content: bytes, _name: str) -> Reading:
    return read_entry(unpacked(content))


ENTRY = DocumentKind(name="entry", read_bytes=_read, apart=False)
