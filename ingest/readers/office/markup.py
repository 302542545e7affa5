"""Read markup that is an article from its first word to its last, as a chapter of a book is (door: lxml).

A page of the web is searched for its main text; here nothing is left out but what is no text of its own: scripts,
marks that lead to a note, arrows that lead back.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from ingest.readers.document.blocks import Block, clean
from ingest.readers.office.archive import check_memory, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from itertools import count

_HEADINGS = {f"h{level}": level for level in range(7)}
_BREAKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
) | set(_HEADINGS)
_GROUPS = frozenset("ul ol dl table".split())
_CELLS = frozenset("td th caption".split())
_ROWS = frozenset("tr caption table".split())
_NO_TEXT = frozenset(
    "head script style template noscript iframe object svg math audio video form button select textarea rt rp".split()
)
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_OF_NOTES = frozenset("noteref backlink doc-noteref doc-backlink".split())
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§]{1,3}|[ivxl]{1,5}|[a-z])[\])]?\.?", re.IGNORECASE)
_BACK = frozenset("↑ ↩ ↩\ufe0e ⏎ ↵ ^ ⤴ ←".split())
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]*;)")
# HTML has no declarations within its document type: read as HTML they would be text.
_DECLARED = re.compile(rb"<!DOCTYPE[^<>\[]{0,1000}\[.*?\]\s*>", re.IGNORECASE | re.DOTALL)
_OF_XML = frozenset(["amp;", "lt;", "gt;", "quot;", "apos;"])
_NO_XML = ArticleError("This is no XML.")  # never shown: what isn't well formed is read as HTML


def parse_markup(content: bytes) -> Any:
    """Return the root of XHTML; what isn't well formed is read as browsers read HTML; None if there is nothing."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    try:
        # XHTML takes the names of characters from a document type, and that is never fetched.
        return parse_xml(_NAMED.sub(_character, content), _NO_XML)
    except ArticleError:
        parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
        try:
            root = document_fromstring(_DECLARED.sub(b"", content, count=1), parser=parser)
        except (LxmlError, ValueError, AssertionError):
            root = None
        check_memory(parser)
        return root


def _character(entity: re.Match[bytes]) -> bytes:
    name = entity.group(1).decode()
    characters = "" if name in _OF_XML else html5.get(name, "")
    return "".join(f"&#{ord(character)};" for character in characters).encode() or entity.group()


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2].lower()


def blocks_of(root: Any, groups: count[int]) -> list[tuple[Block, frozenset[str]]]:
    """Return the blocks of markup, each with the names by which a link may lead to it.

    `groups` numbers the lists and tables, where several roots make one document.
    """
    return list(_Walk(groups).blocks(root))


class _Walk:
    """Walks through markup in the order it is read, however deep it is nested."""

    def __init__(self, groups: count[int]) -> None:
        self._groups = groups
        self._group = 0
        self._open_groups = 0
        self._tables = 0
        self._open_pre = 0
        self._level: int | None = None
        self._text: list[str] = []
        self._cells: list[str] = []
        self._names: set[str] = set()

    def blocks(self, root: Any) -> Iterator[tuple[Block, frozenset[str]]]:
        from lxml.etree import iterwalk

        walk: Any = iterwalk(root, events=("start", "end"))
        skipped: Any = None
        for event, element in walk:
            tag = local_name(element)
            if event == "start" and (tag in _NO_TEXT or _leads_to_a_note(element, tag)):
                self._name(element)
                skipped = element
                walk.skip_subtree()
            elif event == "start":
                yield from self._start(tag)
                self._name(element)
                self._add(element.text)
            else:
                if element is not skipped:
                    yield from self._end(tag)
                self._add(element.tail if element is not root else None)
        yield from self._block()

    def _name(self, element: Any) -> None:
        self._names.update(name for key in ("id", "name") if (name := element.get(key)))

    def _start(self, tag: str) -> Iterator[tuple[Block, frozenset[str]]]:
        if tag in _BREAKS:
            yield from self._block()
            self._level = None if self._tables else _HEADINGS.get(tag)
        if tag in _GROUPS:
            self._group = self._group if self._open_groups else next(self._groups)
            self._open_groups += 1
        self._tables += tag == "table"
        self._open_pre += tag == "pre"
        if tag == "br":
            self._text.append(" " if self._tables else "\n")

    def _end(self, tag: str) -> Iterator[tuple[Block, frozenset[str]]]:
        if tag in _CELLS and self._tables == 1:
            self._cells.append(" ".join(clean("".join(self._text)).split("\n")))
            self._text.clear()
        if tag in _ROWS and self._tables == 1:
            self._text = [" | ".join(cell for cell in self._cells if cell)]
            self._cells.clear()
            yield from self._made()
        elif tag in _BREAKS:
            yield from self._block()
            self._level = None
        self._tables -= tag == "table"
        self._open_pre -= tag == "pre"
        self._open_groups -= tag in _GROUPS

    def _block(self) -> Iterator[tuple[Block, frozenset[str]]]:
        """End a block; within a table only cells and rows end."""
        if self._tables:
            self._text.append(" ")
        else:
            yield from self._made()

    def _made(self) -> Iterator[tuple[Block, frozenset[str]]]:
        text = clean("".join(self._text))
        self._text.clear()
        if text:
            group = self._group if self._open_groups else None
            yield Block(text=text, level=self._level, group=group), frozenset(self._names)
            self._names.clear()

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text if self._open_pre and not self._tables else _SPACES.sub(" ", text))


def _leads_to_a_note(element: Any, tag: str) -> bool:
    """Say whether an element is the mark of a note, or the arrow that leads back from one."""
    if tag != "a":
        return False
    if {element.get(_EPUB_TYPE), element.get("role")} & _OF_NOTES:
        return True
    text = "".join(element.itertext()).strip()
    raised = local_name(element.getparent()) == "sup" or any(local_name(child) == "sup" for child in element)
    return "#" in (element.get("href") or "") and (text in _BACK or (raised and bool(_NOTE_MARK.fullmatch(text))))
