from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.readers.office.archive import Archive
from ingest.readers.office.docx import read_docx
from ingest.readers.office.epub import read_epub
from ingest.readers.office.odt import read_odt
from tests.support.documents import docx, epub, odt, paragraph, xhtml, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.readers.document.reading import Reading

_MB = 1024 * 1024
_GOOD = {
    "docx": docx(paragraph("The tide is out.")),
    "odt": odt("<text:p>The tide is out.</text:p>"),
    "epub": epub({"a.xhtml": xhtml("<p>The tide is out.</p>")}),
}
_READERS: dict[str, Callable[[bytes, str], Reading]] = {"docx": read_docx, "odt": read_odt, "epub": read_epub}
_MAIN = {"docx": "word/document.xml", "odt": "content.xml", "epub": "OEBPS/a.xhtml"}
_ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a0 'The tide is out. '>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
_OUTSIDE = "<!DOCTYPE x [<!ENTITY a9 SYSTEM 'file:///etc/passwd'>]>"

kinds = pytest.mark.parametrize("kind", _READERS)


def _read(kind: str, content: bytes) -> str:
    return _READERS[kind](content, f"tide.{kind}").text


def _outcome(kind: str, content: bytes) -> str:
    try:
        return f"text: {_read(kind, content)}"
    except ArticleError as error:
        return str(error)


def _replaced(kind: str, content: bytes | str, name: str = "") -> bytes:
    """Return the good document of a kind with other bytes for its text, or for another of its files."""
    with zipfile.ZipFile(io.BytesIO(_GOOD[kind])) as archive:
        files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(files | {name or _MAIN[kind]: content})


@kinds
def test_a_good_document_is_read(kind: str) -> None:
    assert _read(kind, _GOOD[kind]) == "The tide is out."


@kinds
def test_a_file_that_unpacks_to_far_more_than_it_is_is_refused(kind: str) -> None:
    with pytest.raises(ArticleError, match=rf"tide\.{kind} unpacks to far more than a document holds: save it anew"):
        _read(kind, _replaced(kind, b"<a>" + b" " * 30 * _MB + b"</a>"))


def test_many_files_that_unpack_to_much_are_refused_together() -> None:
    noise = bytes(range(256)) * 4096  # a mebibyte that is no bomb by itself
    pages = {f"{number}.xhtml": xhtml("<p>It is.</p>") + noise.hex() * 25 for number in range(8)}
    with pytest.raises(ArticleError, match="unpacks to far more"):
        _read("epub", epub(pages))


def test_what_an_archive_says_of_its_sizes_is_not_believed() -> None:
    content = bytearray(_replaced("odt", b"<a>" + b" " * 30 * _MB + b"</a>"))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo("content.xml").file_size
    lying = bytes(content).replace(struct.pack("<L", size), struct.pack("<L", 100))
    assert lying != bytes(content)
    with pytest.raises(ArticleError, match="save it anew"):
        _read("odt", lying)


def test_files_that_lie_over_one_another_are_refused() -> None:
    body = zlib.compress(b"<a>" + b"<b>The tide</b>" * 60_000 + b"</a>", 9)[2:-4]
    out = bytearray()
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 900_007, 5, 0) + b"a.xml" + body
    out += local
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(body), 900_007, 5, 0, 0, 0, 0, 0, 0) + name
        for name in (f"{number:05}".encode() for number in range(2000))
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2000, 2000, len(directory), len(out), 0)
    archive = Archive(bytes(out) + directory + end, "bomb.epub", Reason("EPUB book"))
    with pytest.raises(ArticleError, match=r"bomb\.epub"):
        sum(len(archive.read(name) or b"") for name in archive.names)


def test_an_archive_of_more_files_than_a_document_has_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"tide\.docx holds more than 10,000 files"):
        _read("docx", zipped({f"{number}": b"" for number in range(10_001)}))


@kinds
def test_an_archive_in_an_archive_stays_closed(kind: str) -> None:
    inner = zipped({"zeros": bytes(5 * _MB)})
    assert (
        _read(kind, _replaced(kind, zipped({f"{n}.zip": inner for n in range(20)}), "more.zip")) == "The tide is out."
    )


@pytest.mark.parametrize("declared", [_ENTITIES, _OUTSIDE])
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_xml_that_declares_entities_is_refused(kind: str, declared: str) -> None:
    with zipfile.ZipFile(io.BytesIO(_GOOD[kind])) as archive:
        main = archive.read(_MAIN[kind]).decode()
    with pytest.raises(ArticleError, match=rf"tide\.{kind} is no .* or is damaged"):
        _read(kind, _replaced(kind, declared + main.replace("out", "&a9;")))


@pytest.mark.parametrize("declared", [_ENTITIES, _OUTSIDE])
def test_a_page_of_a_book_that_declares_entities_is_read_without_them(declared: str) -> None:
    page = f"{declared}<html><body><p>It is low. &a9; It is high.</p></body></html>"
    text = _read("epub", _replaced("epub", page))
    assert text.startswith("It is low.")
    assert "root:" not in text
    assert len(text) < 100


@pytest.mark.parametrize("file", ["META-INF/container.xml", "OEBPS/book.opf"])
def test_a_package_that_declares_entities_is_refused(file: str) -> None:
    with zipfile.ZipFile(io.BytesIO(_GOOD["epub"])) as archive:
        content = archive.read(file).decode()
    with pytest.raises(ArticleError, match="is no EPUB book or is damaged"):
        _read("epub", _replaced("epub", _ENTITIES + content, file))


@kinds
def test_markup_nested_without_end_is_no_more_than_an_error(kind: str) -> None:
    deep = "<w:ins>" * 30_000 if kind == "docx" else "<text:section>" * 30_000 if kind == "odt" else "<div>" * 30_000
    with zipfile.ZipFile(io.BytesIO(_GOOD[kind])) as archive:
        main = archive.read(_MAIN[kind]).decode()
    begin = {"docx": "<w:body>", "odt": "<office:text>", "epub": "<body>"}[kind]
    content = _replaced(kind, main.replace(begin, begin + deep))
    if kind == "epub":  # HTML has no errors: what lies too deep is left out
        assert _read(kind, content) in {"", "The tide is out."}
    else:
        with pytest.raises(ArticleError, match="is damaged"):
            _read(kind, content)


@kinds
def test_an_encrypted_archive_is_refused(kind: str) -> None:
    content = bytearray(_GOOD[kind])
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        index = content.find(mark)
        while index >= 0:
            content[index + at] |= 1
            index = content.find(mark, index + 4)
    with pytest.raises(ArticleError, match=rf"tide\.{kind} is locked with a password: save it without one"):
        _read(kind, bytes(content))


@kinds
@pytest.mark.parametrize("content", [b"", b"The tide is out.", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_such_document_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(ArticleError, match=rf"tide\.{kind} is no .* or is damaged: open it, and save it anew"):
        _read(kind, content)


@kinds
@given(cut=st.floats(0, 1), data=st.binary(max_size=40), at=st.floats(0, 1))
@settings(max_examples=150, deadline=None)
def test_a_damaged_document_is_read_or_refused_and_breaks_nothing(
    kind: str, cut: float, data: bytes, at: float
) -> None:
    good = _GOOD[kind]
    begin = int(at * len(good))
    damaged = good[:begin] + data + good[begin + len(data) :]
    for content in (damaged, good[: int(cut * len(good))], data):
        assert _outcome(kind, content).startswith((f"tide.{kind} ", "text: "))


@kinds
@given(data=st.binary(max_size=200), words=st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_for_its_text_break_nothing(kind: str, data: bytes, words: str) -> None:
    for content in (data, words.encode("utf-8", "replace")):
        assert _outcome(kind, _replaced(kind, content)).startswith((f"tide.{kind} ", "text: "))
