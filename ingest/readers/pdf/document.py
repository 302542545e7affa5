"""Read PDF documents by pages."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.article import Place
from corpus.errors import ArticleError
from ingest.readers.document.blocks import MOST_CHARACTERS, Block, clean, read_blocks
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.properties import believed_author, believed_title
from ingest.readers.document.reading import Reading
from ingest.readers.pdf.margins import without_margins
from ingest.readers.pdf.ocr import is_installed, paragraphs_of
from ingest.readers.pdf.paragraphs import paragraphs
from ingest.readers.pdf.pdfium import Pdf, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.readers.pdf.lines import Sheet

MOST_PAGES = 10_000

# Some have a few bytes of something else first, and every reader takes them.
_MARK, _MARK_WITHIN = b"%PDF-", 1024
_LONGEST_TITLE = 160
_MOST_UNREADABLE = 0.5
_NO_CHARACTER = frozenset(["Co", "Cn"])


def read_pdf(content: bytes, name: str) -> Reading:
    """Return the text of a document by pages, without running heads, and what its properties say.

    The day a file was made is not the day it was published: there is no date.

    Raises:
        ArticleError: It is no PDF, locked, without text or larger than any article; says what to do.
    """
    if _MARK not in content[:_MARK_WITHIN]:
        raise ArticleError("{name} is no PDF document: check what it is, or download it again.", name=name)
    pdf = Pdf(content, name)
    if len(pdf) > MOST_PAGES:
        raise ArticleError(
            "{name} has {pages:,} pages, more than the {most:,} that are read: split it.",
            name=name,
            pages=len(pdf),
            most=MOST_PAGES,
        )
    sheets = list(_sheets(pdf, name))
    if not any(sheet.top > sheet.bottom for sheet in sheets):
        raise damaged(name)
    # A document of nothing but what each page has is about that.
    blocks = paragraphs(without_margins(sheets)) or paragraphs(sheets)
    if not _is_text(blocks) and is_installed():
        blocks = list(_seen(pdf, sheets, name))
    _refuse_pictures(blocks, name)
    said = Reading(
        text="",
        title=believed_title(pdf.said("Title")),
        author=believed_author(pdf.said("Author")),
        language=pdf.language(),
    )
    return read_blocks(blocks, name, said if said.title else replace(said, title=_title(blocks)))


def _sheets(pdf: Pdf, name: str) -> Iterator[Sheet]:
    characters = 0
    for number in range(len(pdf)):
        sheet = pdf.sheet(number)
        characters += sum(len(line.text) for line in sheet.lines)
        if characters > MOST_CHARACTERS:
            raise _too_long(name)
        yield sheet


def _seen(pdf: Pdf, sheets: Sequence[Sheet], name: str) -> Iterator[Block]:
    """Yield the paragraphs in the pictures of the pages."""
    characters = 0
    for number, sheet in enumerate(sheets):
        for words in paragraphs_of(pdf.picture(number)):
            characters += len(words)
            if characters > MOST_CHARACTERS:
                raise _too_long(name)
            yield Block(text=clean(words), places=(Place(start=0, label=sheet.label),))


def _too_long(name: str) -> ArticleError:
    return ArticleError("{name} has more than {most:,} characters: split it.", name=name, most=MOST_CHARACTERS)


def _is_text(blocks: Sequence[Block]) -> bool:
    letters = sum(character.isalnum() for block in blocks for character in block.text)
    strange = sum(_is_no_character(character) for block in blocks for character in block.text)
    return letters > 0 and strange <= _MOST_UNREADABLE * (letters + strange)


def _refuse_pictures(blocks: Sequence[Block], name: str) -> None:
    """Refuse a document without text, and one whose fonts don't say which letters they draw."""
    if not _is_text(blocks):
        raise ArticleError(
            "{name} has no text layer, only pictures: run OCR on it, e.g. with ocrmypdf, and ingest the result.",
            name=name,
        )


def _is_no_character(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in _NO_CHARACTER


def _title(blocks: Sequence[Block]) -> str | None:
    """Return the largest heading of the first page, or the line that it begins with if that is no sentence."""
    first = [block for block in blocks if block.places[0].label == blocks[0].places[0].label]
    largest = min((block.level for block in first if block.level is not None), default=None)
    title = next(block.text for block in first if block.level == largest)
    is_title = len(title) <= _LONGEST_TITLE and not title.endswith((".", ",", ";", ":", "-"))
    return believed_title(title) if is_title else None


def _is_pdf(content: bytes) -> bool:
    # Programs pass over what stands before the mark; a page that speaks of it is a page.
    return _MARK in content[:_MARK_WITHIN] and not content.lstrip().startswith(b"<")


PDF = DocumentKind(
    name="pdf",
    suffixes=(".pdf",),
    media_types=("application/pdf", "application/x-pdf"),
    is_it=_is_pdf,
    read_bytes=read_pdf,
)
