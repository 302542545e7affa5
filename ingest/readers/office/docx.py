"""Read Word documents (door: mammoth).

mammoth knows what a reader of the document sees: deletions that are tracked are gone, insertions are there, fields
show their results, styles go by their meaning in any language. It is given no more than the parts that hold words,
each unpacked under caps and written anew as plain XML, since its own parser believes what a document declares.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import replace
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.readers.document.blocks import read_blocks, with_chapters
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.properties import believed_author, believed_title
from ingest.readers.document.reading import Reading
from ingest.readers.office.archive import Archive
from ingest.readers.office.markup import blocks_of, parse_markup

if TYPE_CHECKING:
    from ingest.readers.document.blocks import Block

_WHAT = Reason("Word document")
_OLD = b"\xd0\xcf\x11\xe0"
_PARTS = frozenset("document styles numbering footnotes endnotes".split())
_PROPERTIES = "docProps/core.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OFF = frozenset(["0", "false", "off"])
_NOTE = re.compile(r"(?:foot|end)note-\d+")
_MARK = re.compile(r"((?:foot|end)note)-ref-(\d+)")
# Titles are styled by a level of their own; a table of contents repeats headings, with numbers of pages.
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h0:fresh",
        *(f"p[style-name='toc {level}'] => !" for level in range(1, 10)),
        "p[style-name='TOC Heading'] => !",
    ]
)


def read_docx(content: bytes, name: str) -> Reading:
    """Return the text of a Word document and what its properties say; its headings are its chapters.

    The day a document was made is not the day it was published: there is no date.

    Raises:
        ArticleError: It is no Word document, locked, or larger than any; says what to do.
    """
    if content.startswith(_OLD):
        raise ArticleError(
            "{name} is locked with a password or an old Word document: save it as .docx without one.", name=name
        )
    archive = Archive(content, name, _WHAT)
    try:
        html = _html(_words_only(archive))
    except ArticleError:
        raise
    except Exception as error:  # whatever a document does to the library, the other articles go on
        raise archive.refused() from error
    root = parse_markup(f"<html><body>{html}</body></html>".encode())
    blocks = [] if root is None else _with_notes(blocks_of(root, count()))
    return read_blocks(with_chapters(blocks), name, _said(archive))


def _words_only(archive: Archive) -> io.BytesIO:
    """Return the archive with nothing but the parts that hold words and say how they are styled."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as copy:
        for file in sorted(archive.names):
            if _holds_words(file):
                copy.writestr(file, archive.plain_xml(file, _without_hidden))
    kept.seek(0)
    return kept


def _without_hidden(root: Any) -> None:
    """Take out what is formatted as hidden, which the library shows."""
    for mark in list(root.iterfind(".//{*}r/{*}rPr/{*}vanish")):
        said = next((value for name, value in mark.attrib.items() if name.endswith("}val")), "true")
        run = mark.getparent().getparent()
        if said not in _OFF and run.getparent() is not None:
            run.getparent().remove(run)


def _holds_words(file: str) -> bool:
    folder, _, last = file.rpartition("/")
    if file == "[Content_Types].xml" or last.endswith(".rels"):
        return True
    return bool(folder) and last.endswith(".xml") and last[:-4].rstrip("0123456789") in _PARTS


@cache
def _library() -> Any:
    import mammoth

    logging.getLogger("mammoth").addHandler(logging.NullHandler())
    return mammoth


def _html(document: io.BytesIO) -> str:
    def without(_image: Any) -> dict[str, str]:
        return {}

    library = _library()
    converted = library.convert_to_html(
        document,
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=library.images.img_element(without),
    )
    return str(converted.value)


def _with_notes(found: list[tuple[Block, frozenset[str]]]) -> list[Block]:
    """Return the blocks with each note, which the library puts at the end, after the block that its mark is in."""
    text: list[tuple[Block, frozenset[str]]] = []
    notes: dict[str, list[Block]] = {}
    note: list[Block] | None = None
    for block, names in found:
        body = next((name for name in names if _NOTE.fullmatch(name)), None)
        if body or (note and block.group == note[0].group):
            note = notes.setdefault(body, []) if body else note or []
            note.append(block)
        else:
            text.append((block, names))
            note = None
    blocks: list[Block] = []
    for block, names in text:
        blocks.append(block)
        marks = sorted(mark.groups() for mark in map(_MARK.fullmatch, names) if mark)
        blocks += [replace(b, group=None) for kind, number in marks for b in notes.pop(f"{kind}-{number}", [])]
    return blocks + [block for rest in notes.values() for block in rest]


def _said(archive: Archive) -> Reading:
    core = archive.xml(_PROPERTIES)
    if core is None:
        return Reading(text="")
    return Reading(
        text="",
        title=believed_title(core.findtext(f"{_DC}title")),
        author=believed_author(core.findtext(f"{_DC}creator")),
        language=core.findtext(f"{_DC}language"),
    )


def _is_docx(content: bytes) -> bool:
    # Each name of its files stands in the archive's directory.
    return content.startswith(b"PK\x03\x04") and b"word/document.xml" in content


DOCX = DocumentKind(
    name="docx",
    suffixes=(".docx",),
    media_types=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    is_it=_is_docx,
    read_bytes=read_docx,
)
