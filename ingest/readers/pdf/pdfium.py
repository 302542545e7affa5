"""Open PDF documents and say what stands where on their pages (door: pypdfium2).

PDFium, the reader of Chromium, is native code: this is only called in a process of its own (see `apart`).
"""

from __future__ import annotations

import ctypes
import logging
import math
import sys
import unicodedata
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from ingest.readers.document.blocks import clean
from ingest.readers.pdf.form_fields import fields_of, filled
from ingest.readers.pdf.hyphens import HYPHEN
from ingest.readers.pdf.lines import Line, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

_PASSWORD, _PROTECTION = 4, 5
_LINE_ENDS = frozenset("\r\n")
_RAISED, _SMALLER = 0.1, 0.85
_SHORTEST_NOTED = 3
_STRAIGHT = 0.2
_LONGEST_LABEL = 20
_DOTS_AN_INCH, _LONGEST_SIDE = 200, 4000  # what small print needs to be read; dots of a page as large as a wall
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": None, "\ufffe": None}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """A character of a page."""

    index: int
    text: str
    size: float


def damaged(name: str) -> ArticleError:
    """Return the error that says that a document is damaged."""
    return ArticleError("{name} is a damaged PDF document: download it again, or print it to a new PDF.", name=name)


class Pdf:
    """A document that is open."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open the document called `name`.

        Raises:
            ArticleError: it is locked or damaged beyond repair.
        """
        try:
            self._document = _library().PdfDocument(content)
        except _library().PdfiumError as error:
            if error.err_code in {_PASSWORD, _PROTECTION}:
                raise ArticleError("{name} is locked with a password: save it without one.", name=name) from error
            raise damaged(name) from error
        with suppress(_library().PdfiumError):  # without what was filled in, it is read all the same
            self._document.init_forms()

    def __len__(self) -> int:
        return len(self._document)

    def said(self, key: str) -> str:
        """Return a property of the document, as "Title"; empty if it has none."""
        return _composed(self._document.get_metadata_value(key)).rstrip(HYPHEN)

    def language(self) -> str | None:
        """Return the language that the document says it is in."""
        raw = _raw()
        length = raw.FPDFCatalog_GetLanguage(self._document, None, 0)
        buffer = ctypes.create_string_buffer(max(length, 2))
        raw.FPDFCatalog_GetLanguage(self._document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace").strip("\0 ") or None

    def sheet(self, number: int) -> Sheet:
        """Return a page, counted from 0; one that is broken is empty, since the others may still be read."""
        own = clean(self._document.get_page_label(number)).replace("\n", " ")[:_LONGEST_LABEL]
        label = f"p. {own or number + 1}"
        try:
            page = self._document[number]
        except _library().PdfiumError:
            return Sheet(label=label, top=0, bottom=0, lines=())
        try:
            turn = _Turn(page.get_rotation())
            left, bottom, right, top = page.get_bbox()
            heights = turn.of(left, bottom)[1], turn.of(right, top)[1]
            with closing(page.get_textpage()) as textpage:
                lines = list(_PageText(textpage, turn).lines())
            if form := self._document.formenv:
                lines = filled(lines, list(fields_of(_raw(), form, page, turn.of)))
            return Sheet(label=label, top=max(heights), bottom=min(heights), lines=tuple(lines))
        except _library().PdfiumError:
            return Sheet(label=label, top=0, bottom=0, lines=())
        finally:
            page.close()

    def picture(self, number: int) -> bytes:
        """Return a page as it is shown, in shades of grey (PGM); empty where it is broken."""
        try:
            page = self._document[number]
        except _library().PdfiumError:
            return b""
        try:
            scale = min(_DOTS_AN_INCH / 72, _LONGEST_SIDE / max(*page.get_size(), 1.0))
            return _pgm(page.render(scale=scale, grayscale=True))
        except _library().PdfiumError:
            return b""
        finally:
            page.close()


@cache
def _library() -> Any:
    import pypdfium2

    for logger in ("pypdfium2", "pypdfium2._helpers"):
        logging.getLogger(logger).addHandler(logging.NullHandler())
    return pypdfium2


def _raw() -> Any:
    import pypdfium2.raw

    return pypdfium2.raw


class _Turn:
    """Turns points of a page as it is turned when it is shown."""

    def __init__(self, degrees: int) -> None:
        self.angle = math.radians(degrees)
        self._cos, self._sin = round(math.cos(self.angle)), round(math.sin(self.angle))

    def of(self, x: float, y: float) -> tuple[float, float]:
        return x * self._cos + y * self._sin, y * self._cos - x * self._sin


class _PageText:
    """The characters of a page, and where they stand."""

    def __init__(self, textpage: Any, turn: _Turn) -> None:
        self._page = textpage
        self._turn = turn
        self._raw = _raw()

    def lines(self) -> Iterator[Line]:
        """Yield the lines in the order they are read; those that run up or down a page of others are stamps."""
        made = [made for signs in self._broken() if (made := self._line(signs)) is not None]
        upright = [line for line, is_upright in made if is_upright]
        yield from upright if 2 * len(upright) >= len(made) else (line for line, _ in made)

    def _broken(self) -> Iterator[list[_Sign]]:
        line: list[_Sign] = []
        for index in range(self._raw.FPDFText_CountChars(self._page)):
            code = self._raw.FPDFText_GetUnicode(self._page, index)
            text = chr(code) if code <= sys.maxunicode else "\ufffd"
            if text not in _LINE_ENDS:
                line.append(_Sign(index=index, text=text, size=self._size(index)))
            if text in _LINE_ENDS or text == HYPHEN:
                yield line
                line = []
        yield line

    def _size(self, index: int) -> float:
        return self._raw.FPDFText_GetFontSize(self._page, index)

    def _scaled(self, sign: _Sign) -> float:
        """Return the size of a character as it is printed: many writers set fonts of size 1 and scale the page."""
        matrix = self._raw.FS_MATRIX()
        self._raw.FPDFText_GetMatrix(self._page, sign.index, matrix)
        return sign.size * math.hypot(matrix.c, matrix.d)

    def _line(self, signs: list[_Sign]) -> tuple[Line, bool] | None:
        printed = [sign for sign in signs if not sign.text.isspace() and sign.text != HYPHEN]
        if not printed:
            return None
        usual = Counter(sign.size for sign in printed).most_common(1)[0][0]
        typical = next(sign for sign in printed if sign.size == usual)
        size = self._scaled(typical)
        y = self._origin(typical)[1]
        text = _composed("".join(self._texts(signs, usual, size, y)))
        edges = [self._box(printed[0]), self._box(printed[-1])]
        angle = self._raw.FPDFText_GetCharAngle(self._page, typical.index) - self._turn.angle
        line = Line(text=text, left=min(edges[0]), right=max(edges[1]), y=y, size=size or 1.0)
        return line, abs(math.sin(angle)) < _STRAIGHT

    def _texts(self, signs: list[_Sign], usual: float, size: float, y: float) -> Iterator[str]:
        """Yield the words of a line without the raised numbers that lead from a word to a note."""
        before = ""
        for smaller, run in groupby(signs, lambda sign: sign.text.isdigit() and sign.size < _SMALLER * usual):
            found = list(run)
            text = "".join(sign.text for sign in found)
            word = before.rpartition(" ")[2]
            is_mark = smaller and len(word) >= _SHORTEST_NOTED and not word[-1:].isdigit()
            if is_mark and self._origin(found[0])[1] > y + _RAISED * size:
                continue
            yield text
            before += text

    def _origin(self, sign: _Sign) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        self._raw.FPDFText_GetCharOrigin(self._page, sign.index, x, y)
        return self._turn.of(x.value, y.value)

    def _box(self, sign: _Sign) -> tuple[float, float]:
        """Return how far a character reaches to the left and to the right."""
        box = self._raw.FS_RECTF()
        self._raw.FPDFText_GetLooseCharBox(self._page, sign.index, box)
        return self._turn.of(box.left, box.bottom)[0], self._turn.of(box.right, box.top)[0]


def _pgm(bitmap: Any) -> bytes:
    """Return a picture in shades of grey in the format that says no more than its size."""
    shades = memoryview(bytes(bitmap.buffer))
    rows = b"".join(shades[at * bitmap.stride :][: bitmap.width] for at in range(bitmap.height))
    return b"P5\n%d %d\n255\n%s" % (bitmap.width, bitmap.height, rows)


def _composed(text: str) -> str:
    """Return text with its ligatures as letters and its accents on them: a font's matter, not the author's."""
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    ends_broken = paired.rstrip().endswith(HYPHEN)
    tidy = clean(unicodedata.normalize("NFC", paired.replace(HYPHEN, "").translate(_LIGATURES))).replace("\n", " ")
    return tidy + HYPHEN if ends_broken else tidy
