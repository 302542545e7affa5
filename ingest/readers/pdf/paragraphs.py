"""Make paragraphs of the lines of a document's pages, which know nothing of paragraphs.

A page says where each line stands and how large it is. From that: a paragraph ends where the next line stands further
down than lines do, further in, in another size, or where there was room left for its first word. A sentence that goes
on over the end of a column or a page goes on here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.article import Place
from ingest.readers.document.blocks import Block
from ingest.readers.pdf.hyphens import HYPHEN, Hyphens, goes_on
from ingest.readers.pdf.lines import body_size, columns, is_same_size, is_under, on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.readers.pdf.lines import Column, Line, Sheet

_INDENT = 0.5
_LEADING = 1.3
_WIDER = 1.15
_NOTE_SIZE = 0.9
_HEADING_SIZE = 1.12
_ENDED = re.compile(r"[.!?…:;。！？][\"'»”’)\]\s]*$")
_ITEM = re.compile(r"[•‣▪●○◦■□\ue000-\uf8ff]\s*|[–—-]\s")
_BULLET = re.compile(r"[•‣▪●○◦■□\ue000-\uf8ff]\s*")
_LETTER = re.compile(r"[^\W\d_]")
_CONTENTS = re.compile(r"(?:\.\s?|…\s?|·\s?|_){4,}\s*(?:\d+|[ivxlc]+)?$")


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line]
    is_item: bool = False


def paragraphs(sheets: Sequence[Sheet]) -> list[Block]:
    """Return the paragraphs of the pages, each with the pages that begin in it; headings have a level by their size."""
    lines = [replace(line, page=n) for n, sheet in enumerate(sheets) for line in on_one_line(sheet.lines)]
    lines = [line for line in lines if line.text and not _CONTENTS.search(line.text)]
    body = body_size(lines)
    hyphens = Hyphens(line.text for line in lines)
    found = _paragraphs(lines, columns(lines), body)
    headings = sorted({round(line.size) for line in lines if line.size > _HEADING_SIZE * body}, reverse=True)
    blocks: list[Block] = []
    lists = 0
    before: _Paragraph | None = None
    for paragraph in found:
        lists += not (paragraph.is_item and before and before.is_item)
        blocks.append(_block(paragraph, sheets, hyphens, headings, lists))
        before = paragraph
    return blocks


def _paragraphs(lines: Sequence[Line], columns: Sequence[Column], body: float) -> list[_Paragraph]:
    """Gather lines; a note at the foot of a page waits until the paragraph above it has ended."""
    found: list[_Paragraph] = []
    notes: list[_Paragraph] = []
    current: _Paragraph | None = None
    for index, line in enumerate(lines):
        if current and _is_note(line, current, body):
            _take_note(notes, line)
            continue
        after = lines[index + 1] if index + 1 < len(lines) else None
        column = columns[index - 1] if index else columns[0]
        if current and _goes_on(current, line, after, column, body):
            current.lines.append(line)
            continue
        found += notes
        notes.clear()
        current = _Paragraph(lines=[line], is_item=bool(_ITEM.match(line.text)))
        found.append(current)
    return found + notes


def _is_note(line: Line, current: _Paragraph, body: float) -> bool:
    """Say whether a line is of a note under a paragraph that goes on elsewhere."""
    last = current.lines[-1]
    return (
        line.size < _NOTE_SIZE * body
        and last.size >= _NOTE_SIZE * body
        and last.page == line.page
        and line.y < last.y
        and not _ENDED.search(last.text)
    )


def _take_note(notes: list[_Paragraph], line: Line) -> None:
    if notes and notes[-1].lines[-1].page == line.page and not line.text[0].isdigit() and line.text[0] not in "*†":
        notes[-1].lines.append(line)
    else:
        notes.append(_Paragraph(lines=[line]))


def _goes_on(paragraph: _Paragraph, line: Line, after: Line | None, column: Column, body: float) -> bool:
    last = paragraph.lines[-1]
    if _ITEM.match(line.text) or not is_same_size(last, line):
        return False
    if goes_on(last.text, line.text):
        return True
    ended = bool(_ENDED.search(last.text)) or _has_room(last, line, column)
    if not is_under(last, line):  # it stands in the next column, or on the next page
        return line.text[0].islower() or not (ended or last.size > _HEADING_SIZE * body)
    down = last.y - line.y
    near = down <= max(_WIDER * column.leading, _LEADING * line.size)
    return near and _goes_on_below(paragraph, line, after, column)


def _goes_on_below(paragraph: _Paragraph, line: Line, after: Line | None, column: Column) -> bool:
    last = paragraph.lines[-1]
    ended = bool(_ENDED.search(last.text))
    if _has_room(last, line, column) and (ended or not line.text[0].islower()):
        return False
    inward = line.left - last.left
    if inward > _INDENT * line.size:
        # The first line of a paragraph alone stands further in; all but the first of an item do.
        alone = after is None or not is_under(line, after) or after.left < line.left - _INDENT * line.size
        return not ended and (not alone or paragraph.is_item or line.text[0].islower())
    return inward >= -_INDENT * line.size or (len(paragraph.lines) == 1 and not paragraph.is_item)


def _has_room(last: Line, line: Line, column: Column) -> bool:
    """Say whether the first word of a line would have had room in the line before: then that was broken on purpose."""
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1)
    return last.right + (len(word) + 2) * width < column.right


def _block(paragraph: _Paragraph, sheets: Sequence[Sheet], hyphens: Hyphens, headings: list[int], group: int) -> Block:
    text = ""
    places: list[Place] = []
    page = -1
    for line in paragraph.lines:
        text = hyphens.joined(text, _BULLET.sub("", line.text, count=1) if not text else line.text)
        if line.page != page:
            page = line.page
            start = max(len(text) - len(line.text), 0) if places else 0
            places.append(Place(start=start, label=sheets[page].label))
    size = round(paragraph.lines[0].size)
    level = headings.index(size) + 1 if size in headings and _LETTER.search(text) else None
    text = text.replace(HYPHEN, "-")
    return Block(text=text, level=level, group=group if paragraph.is_item else None, places=tuple(places))
