"""Read presentations of PowerPoint: the words of each slide, and no notes of its speaker (door: lxml)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from corpus.article import Place
from corpus.reason import Reason
from ingest.readers.document.blocks import Block, clean, read_blocks
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.properties import believed_author, believed_title
from ingest.readers.document.reading import Reading
from ingest.readers.office.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT = Reason("PowerPoint presentation")
_DC = "{http://purl.org/dc/elements/1.1/}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRESENTATION = "ppt/presentation.xml"
_TITLES = frozenset(["title", "ctrTitle"])
_YES, _NO = frozenset(["1", "true"]), frozenset(["0", "false"])
_NO_WORDS = frozenset(["sldNum", "dt", "ftr", "hdr"])


def read_pptx(content: bytes, name: str) -> Reading:
    """Return the words of a presentation, each slide a place; hidden slides are left out.

    Raises:
        ArticleError: It is no presentation, locked, or larger than any; says what to do.
    """
    archive = Archive(content, name, _WHAT)
    presentation = archive.xml(_PRESENTATION)
    if presentation is None:
        raise archive.refused()
    blocks: list[Block] = []
    for number, slide in enumerate(_slides(archive, presentation), 1):
        if slide is not None and slide.get("show") not in _NO:
            found = list(_blocks(slide, group=number))
            place = Place(start=0, label=f"slide {number}")
            blocks += [Block(text=b.text, level=b.level, group=b.group, places=(place,)) for b in found]
    core = archive.xml("docProps/core.xml")
    title = core.findtext(f"{_DC}title") if core is not None else None
    creator = core.findtext(f"{_DC}creator") if core is not None else None
    said = Reading(text="", title=believed_title(title), author=believed_author(creator))
    return read_blocks(blocks, name, said)


def _slides(archive: Archive, presentation: Any) -> Iterator[Any]:
    relations = archive.xml("ppt/_rels/presentation.xml.rels")
    if relations is None:
        raise archive.refused()
    targets = {relation.get("Id"): relation.get("Target") for relation in relations.iterfind("{*}Relationship")}
    for slide in presentation.iterfind("{*}sldIdLst/{*}sldId"):
        target = targets.get(slide.get(_ID)) or ""
        yield archive.xml(posixpath.normpath(posixpath.join("ppt", target)).lstrip("/"))


def _remove_hidden(slide: Any) -> None:
    """Take out the shapes that a slide doesn't show."""
    for said in list(slide.iterfind(".//{*}cNvPr[@hidden]")):
        shape = said.getparent().getparent()
        if said.get("hidden") in _YES and shape.getparent() is not None:
            shape.getparent().remove(shape)


def _blocks(slide: Any, *, group: int) -> Iterator[Block]:
    _remove_hidden(slide)
    for shape in slide.iterfind(".//{*}sp"):
        kind = next((ph.get("type") for ph in shape.iterfind(".//{*}nvPr/{*}ph")), None)
        if kind in _NO_WORDS:
            continue
        for paragraph in shape.iterfind(".//{*}txBody/{*}p"):
            if text := _words(paragraph):
                yield Block(text=text, level=1, group=None) if kind in _TITLES else Block(text=text, group=group)
    for row in slide.iterfind(".//{*}tbl/{*}tr"):
        cells = [" ".join(_words(p) for p in cell.iterfind(".//{*}p")).strip() for cell in row.iterfind("{*}tc")]
        if text := " | ".join(cell for cell in cells if cell):
            yield Block(text=text, group=group)


def _words(paragraph: Any) -> str:
    parts = (" " if part.tag.endswith("}br") else part.text or "" for part in paragraph.iter("{*}t", "{*}br"))
    return clean("".join(parts))


def _is_pptx(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04") and _PRESENTATION.encode() in content


PPTX = DocumentKind(
    name="pptx",
    suffixes=(".pptx",),
    media_types=("application/vnd.openxmlformats-officedocument.presentationml.presentation",),
    is_it=_is_pptx,
    read_bytes=read_pptx,
)
