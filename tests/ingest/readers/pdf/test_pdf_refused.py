"""Read PDF documents that are damaged, locked, empty or hostile: each is refused with what to do, or read."""

from __future__ import annotations

import os
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from ingest.readers.pdf import ocr
from ingest.readers.pdf.document import read_pdf
from ingest.readers.sandbox import read_apart
from tests.support.documents import assembled, lines, pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_TESSERACT = """#!{python}
import sys
if "--list-langs" in sys.argv:
    print("List of available languages in /usr/share (3):\\neng\\nosd\\nfra")
elif sys.argv[1:] == ["stdin", "stdout", "-l", "eng+fra"]:
    mark, size, most, shades = sys.stdin.buffer.read().split(b"\\n", 3)
    width, height = map(int, size.split())
    dark = sum(shade < 128 for shade in shades)
    if (mark, most) == (b"P5", b"255") and len(shades) == width * height and dark > 1000:
        print("The mill turns again since\\nMay, and the ba-\\nker takes two sacks.\\n\\nNobody knows why.\\n\\f")
"""


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a program beside us that answers as tesseract does to what is a picture with something on it."""
    program = tmp_path / "tesseract"
    program.write_text(_TESSERACT.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    ocr._models.cache_clear()  # pyright: ignore[reportPrivateUsage] -- what is installed changes in no other place
    yield
    ocr._models.cache_clear()  # pyright: ignore[reportPrivateUsage] -- as above


@pytest.mark.usefixtures("tesseract")
def test_pages_of_pictures_are_read_where_a_program_for_that_is_installed() -> None:
    drawn = b"0 0 0 rg 100 100 300 300 re f"
    reading = read_pdf(_with(b"/Contents 5 0 R", b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn)), "a.pdf")
    assert reading.text == "The mill turns again since May, and the baker takes two sacks.\n\nNobody knows why."
    assert [place.label for place in reading.places] == ["p. 1"]
    with pytest.raises(ArticleError, match="has no text layer"):
        read_pdf(pdf([[], []]), "empty.pdf")


def _stream(content: bytes, filters: str) -> bytes:
    return b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(content), filters.encode(), content)


def _with(page: bytes, *others: bytes) -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + page + b">>",
            font,
            *others,
        ]
    )


_GOOD = pdf([lines(["The tide is out."]), lines(["It comes back."])])
_DRAWING_ITSELF = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources 6 0 R/Length 11>>stream\n/X Do /X Do\nendstream"
)
_LOCKED = "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -1/O<" + "ab" * 32 + ">/U<" + "cd" * 32 + ">>>/ID[<00><00>]"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"This is no PDF at all.", "is no PDF document: check what it is"),
        (b"<html>%PDF is what it wants to be", "is no PDF document: check what it is"),
        (_GOOD[:300], "is a damaged PDF document: download it again"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "is a damaged PDF document: download it again"),
        (
            _GOOD.replace(b"/Root 1 0 R", b"/Root 1 0 R" + _LOCKED.encode()),
            "is locked with a password: save it without",
        ),
        (pdf([[], []]), "has no text layer, only pictures: run OCR on it, e.g. with ocrmypdf"),
        (
            assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
            "is a damaged PDF document",
        ),
        (
            assembled(
                [
                    b"<</Type/Catalog/Pages 2 0 R>>",
                    b"<</Type/Pages/Kids[%s]/Count 100000>>" % (b"3 0 R " * 100_000),
                    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
                ]
            ),
            "has 100,000 pages, more than the 10,000 that are read: split it",
        ),
        (_with(b"/Contents 3 0 R"), "has no text layer"),
        (_with(b"/Contents 5 0 R", b"<</Length 5 0 R>>stream\nBT ET\nendstream"), "has no text layer"),
        (
            _with(
                b"/Contents 5 0 R",
                _stream(zlib.compress(zlib.compress(bytes(300_000_000))), "[/FlateDecode/FlateDecode]"),
            ),
            "has no text layer",
        ),
    ],
)
def test_what_can_not_be_read_is_refused_with_what_to_do(content: bytes, what: str) -> None:
    with pytest.raises(ArticleError) as raised:
        read_apart("pdf", content, "tide.pdf")
    assert str(raised.value).startswith(f"tide.pdf {what}")
    assert raised.value.reason.values["name"] == "tide.pdf"
    assert str(raised.value).endswith(".")


def test_a_document_that_draws_itself_breaks_nothing_but_its_reader() -> None:
    content = _with(
        b"/Contents 5 0 R/Resources 6 0 R",
        b"<</Length 5>>stream\n/X Do\nendstream",
        b"<</XObject<</X 7 0 R>>>>",
        _DRAWING_ITSELF,
    )
    assert _outcome(content).startswith("tide.pdf ")


def test_a_document_with_a_broken_table_of_objects_is_read_all_the_same() -> None:
    assert read_pdf(_GOOD.replace(b"xref\n0", b"xrxf\n9"), "tide.pdf").text == "The tide is out.\n\nIt comes back."


def test_a_document_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(ArticleError, match=r"tide\.pdf takes longer than 0\.01 seconds to read: split it"):
        read_apart("pdf", _GOOD, "tide.pdf", seconds=0.01)


@given(cut=st.floats(0, 1), data=st.binary(max_size=30), at=st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_a_damaged_document_is_read_or_refused(cut: float, data: bytes, at: float) -> None:
    begin = int(at * len(_GOOD))
    damaged = _GOOD[:begin] + data + _GOOD[begin + len(data) :]
    for content in (damaged, _GOOD[: int(cut * len(_GOOD))]):
        assert _outcome(content).startswith(("text: ", "tide.pdf "))


def _outcome(content: bytes) -> str:
    try:
        return f"text: {read_apart('pdf', content, 'tide.pdf').text}"
    except ArticleError as error:
        return str(error)
