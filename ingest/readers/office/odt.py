"""Read OpenDocument texts, as LibreOffice writes them (door: lxml)."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from corpus.reason import Reason
from ingest.readers.document.blocks import TITLE, Block, clean, read_blocks, with_chapters
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.properties import believed_author, believed_title
from ingest.readers.document.reading import Reading
from ingest.readers.office.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT = Reason("OpenDocument text")
_NAMES = {
    name: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in "office text table style meta manifest".split()
}
_OFFICE, _TEXT, _TABLE, _STYLE, _META, _MANIFEST = _NAMES.values()
_DC = "{http://purl.org/dc/elements/1.1/}"
# What isn't in the text as people see it: deletions, contents with their numbers of pages, remarks in the margin.
_NO_TEXT = frozenset(
    [
        *(f"{_TEXT}{name}" for name in "tracked-changes table-of-content note-citation ruby-text".split()),
        *(f"{_TEXT}{name}" for name in "alphabetical-index illustration-index table-index user-index".split()),
        *(f"{_TEXT}{name}" for name in "sequence-decls variable-decls user-field-decls index-title-template".split()),
        *(f"{_OFFICE}{name}" for name in "annotation annotation-end forms scripts".split()),
    ]
)
_SPOKEN = {f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n", f"{_TEXT}soft-page-break": ""}
_MOST_SPACES = 1000
_PARAGRAPHS = frozenset([f"{_TEXT}p", f"{_TEXT}h"])
_GROUPS = frozenset([f"{_TEXT}list", f"{_TABLE}table"])
_BESIDE = frozenset([f"{_TEXT}note-body", "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"])
_SPACES = re.compile(r"[ \t\r\n]+")


def read_odt(content: bytes, name: str) -> Reading:
    """Return the text of an OpenDocument text and what its properties say; its headings are its chapters.

    The day a document was made is not the day it was published: there is no date.

    Raises:
        ArticleError: It is no OpenDocument text, locked, or larger than any; says what to do.
    """
    archive = Archive(content, name, _WHAT)
    if _is_locked(archive):
        raise archive.locked()
    root = archive.xml("content.xml")
    body = None if root is None else root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise archive.refused()
    blocks = _Walk(_titles(root), _hidden(root)).blocks(body)
    return read_blocks(with_chapters(blocks), name, _said(archive))


def _is_locked(archive: Archive) -> bool:
    manifest = archive.xml("META-INF/manifest.xml")
    return manifest is not None and manifest.find(f".//{_MANIFEST}encryption-data") is not None


def _titles(root: Any) -> frozenset[str]:
    """Return the names of the styles that are a title's: its own, and those made from it for a single paragraph."""
    made = root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style[@{_STYLE}parent-style-name='Title']")
    return frozenset(["Title", *(style.get(f"{_STYLE}name") for style in made)])


def _hidden(root: Any) -> frozenset[str]:
    """Return the names of the styles whose words nobody sees."""
    styles = root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
    unseen = (s for s in styles if s.find(f"{_STYLE}text-properties[@{_TEXT}display='none']") is not None)
    return frozenset(style.get(f"{_STYLE}name") for style in unseen)


def _said(archive: Archive) -> Reading:
    meta = archive.xml("meta.xml")
    if meta is None:
        return Reading(text="")

    def text(name: str) -> str | None:
        return meta.findtext(f".//{name}")

    # In OpenDocument the creator is who saved it last.
    return Reading(
        text="",
        title=believed_title(text(f"{_DC}title")),
        author=believed_author(text(f"{_META}initial-creator")),
        language=text(f"{_DC}language"),
    )


class _Walk:
    """Walks through the body in the order it is read; a note or a box comes after the paragraph it stands beside."""

    def __init__(self, titles: frozenset[str], hidden: frozenset[str]) -> None:
        self._titles = titles
        self._hidden = hidden
        self._groups = count()
        self._group = 0
        self._lists = 0
        self._tables = 0
        self._text: list[str] = []
        self._cells: list[str] = []
        self._beside: list[Any] = []

    def blocks(self, body: Any) -> list[Block]:
        """Return the blocks of the text, its notes and its boxes, which may have notes again."""
        found: list[Block] = []
        waiting = [self._walk(body)]
        while waiting:
            block = next(waiting[-1], None)
            if block is None:
                waiting.pop()
            else:
                found.append(block)
            if self._beside and (block is None or block.group is None):
                waiting += [self._walk(element) for element in reversed(self._beside)]
                self._beside.clear()
        return found

    def _walk(self, root: Any) -> Iterator[Block]:
        from lxml.etree import iterwalk

        walk: Any = iterwalk(root, events=("start", "end"))
        skipped: Any = None
        for event, element in walk:
            if event == "start" and element is not root and self._stands_elsewhere(element):
                skipped = element
                walk.skip_subtree()
            elif event == "start":
                self._start(element)
            else:
                if element is not skipped:
                    yield from self._end(element)
                self._add(element.tail if element is not root else None)

    def _stands_elsewhere(self, element: Any) -> bool:
        if element.tag in _BESIDE:
            self._beside.append(element)
            return True
        is_hidden = element.get(f"{_TEXT}display") == "none" or element.get(f"{_TEXT}is-hidden") == "true"
        return element.tag in _NO_TEXT or is_hidden or element.get(f"{_TEXT}style-name") in self._hidden

    def _start(self, element: Any) -> None:
        tag = element.tag
        if tag in _GROUPS:
            self._group = self._group if self._lists else next(self._groups)
            self._lists += 1
        self._tables += tag == f"{_TABLE}table"
        if tag == f"{_TEXT}s":
            spaces = element.get(f"{_TEXT}c", "1")
            self._text.append(" " * min(int(spaces) if spaces.isascii() and spaces.isdigit() else 1, _MOST_SPACES))
        self._text.append(_SPOKEN.get(tag, ""))
        self._add(element.text)

    def _end(self, element: Any) -> Iterator[Block]:
        tag = element.tag
        if tag in _PARAGRAPHS:
            if self._tables:
                self._text.append(" ")
            else:
                yield from self._made(self._level(element))
        elif tag == f"{_TABLE}table-cell" and self._tables == 1:
            self._cells.append(" ".join(clean("".join(self._text)).split("\n")))
            self._text.clear()
        elif tag == f"{_TABLE}table-row" and self._tables == 1:
            self._text = [" | ".join(cell for cell in self._cells if cell)]
            self._cells.clear()
            yield from self._made(None)
        self._tables -= tag == f"{_TABLE}table"
        self._lists -= tag in _GROUPS

    def _level(self, element: Any) -> int | None:
        if element.get(f"{_TEXT}style-name") in self._titles:
            return TITLE
        level = element.get(f"{_TEXT}outline-level", "1") if element.tag == f"{_TEXT}h" else ""
        return int(level) if level.isascii() and level.isdigit() and len(level) == 1 else None

    def _made(self, level: int | None) -> Iterator[Block]:
        text = clean("".join(self._text))
        self._text.clear()
        if text:
            yield Block(text=text, level=level, group=self._group if self._lists else None)

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(_SPACES.sub(" ", text))


def _is_odt(content: bytes) -> bool:
    # It begins with its type, unpacked.
    return content.startswith(b"PK\x03\x04") and b"mimetypeapplication/vnd.oasis.opendocument.text" in content[:128]


ODT = DocumentKind(
    name="odt",
    suffixes=(".odt",),
    media_types=("application/vnd.oasis.opendocument.text",),
    is_it=_is_odt,
    read_bytes=read_odt,
)
