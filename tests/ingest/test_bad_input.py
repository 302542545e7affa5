"""What nobody should be able to send: each is one line with the reason, and the article beside it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corpus.errors import ArticleError
from ingest.page import Page
from ingest.readers.extract import extract
from ingest.readers.office.pptx import read_pptx
from ingest.readers.registry import kind_of
from ingest.sources.kinds.folder import find_files
from tests.support.documents import zipped
from tests.support.folders import ingest, put

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.article import Article
    from corpus.store.corpus import Corpus

_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _read(content: bytes, kind: str, name: str) -> Article:
    return extract(Page(origin=f"/notes/{name}", content=content, kind=kind), "notes", "hash")


def _relations(**targets: str) -> str:
    kinds = {name: name.rstrip("0123456789") for name in targets}
    each = (
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kinds[name]}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(each)}</Relationships>'


def _workbook(rows: str) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": _relations(officeDocument="xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": _relations(worksheet1="worksheets/sheet1.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_RELATIONS}"><sheets><sheet name="A"'
            ' sheetId="1" r:id="worksheet1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def test_a_workbook_of_ten_million_cells_is_refused_before_they_are_held() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    with pytest.raises(ArticleError, match=r"^cells\.xlsx (has more than 1,000,000 cells|unpacks to far more)"):
        _read(_workbook(row * 10_000), "xlsx", "cells.xlsx")


def test_a_workbook_whose_one_cell_stands_at_its_far_end_is_read() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>The mill turns again.</t></is></c></row>'
    assert "The mill turns again." in _read(_workbook(far), "xlsx", "far.xlsx").text


def test_the_macros_of_a_presentation_are_passed_over() -> None:
    slide = (
        f'<p:sld xmlns:p="{_SLIDES}" xmlns:a="{_DRAWING}"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>The mill turns again since May.</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"
        "</p:cSld></p:sld>"
    )
    content = zipped(
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDES}" xmlns:r="{_RELATIONS}"><p:sldIdLst>'
            '<p:sldId id="256" r:id="slide1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": _relations(slide1="slides/slide1.xml", vbaProject="vbaProject.bin"),
            "ppt/slides/slide1.xml": slide,
            "ppt/vbaProject.bin": bytes(range(256)) * 20 + b"Sub AutoOpen()",
        }
    )
    reading = read_pptx(content, "macros.pptx")
    assert reading.text == "The mill turns again since May."
    media_type = "application/vnd.ms-powerpoint.presentation.macroEnabled.12"
    assert kind_of(content, media_type, "http://a.example/talk") == "pptx"


def _nested(levels: int, innermost: str) -> str:
    text = innermost
    for level in range(levels):
        bound = f"b{level}"
        text = f'Content-Type: multipart/mixed; boundary="{bound}"\n\n--{bound}\n{text}\n--{bound}--\n'
    return text


def test_an_e_mail_of_fifty_levels_is_read_and_one_of_thousands_refused_in_one_line() -> None:
    words = "The mill turns again since May."
    part = f"Content-Type: text/plain\n\n{words}\n"
    assert _read(f"Subject: The mill\n{_nested(50, part)}".encode(), "eml", "deep.eml").text == words
    with pytest.raises(ArticleError, match=r"^deeper\.eml [^\n]+\.$"):
        _read(f"Subject: The mill\n{_nested(3000, part)}".encode(), "eml", "deeper.eml")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_a_table_whose_quotation_marks_do_not_end_is_refused_in_any_encoding(encoding: str) -> None:
    table = 'Thing;Said\nMühle;"sie dreht sich\nBäcker;zwei Säcke\n' * 40 + 'Ende;"nie'
    with pytest.raises(ArticleError, match=r"^stalls\.csv is no table that can be read: a quotation mark"):
        _read(table.encode(encoding), "csv", "stalls.csv")


def test_an_archive_is_no_page_whatever_its_server_calls_it() -> None:
    archive = zipped({"a.txt": "The mill turns again."})
    for media_type in ("application/zip", "application/octet-stream", "application/x-zip-compressed", ""):
        assert kind_of(archive, media_type, "http://a.example/all.zip") is None


def test_a_link_that_leads_out_of_a_repository_is_not_followed(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    put(secret, "tunnel")
    (folder / ".git").mkdir()
    origin = put(folder, "bridge")
    (folder / "out.txt").symlink_to(secret / "tunnel.txt")
    (folder / "outside").symlink_to(secret)

    report = ingest(corpus, folder)

    assert report.added == (origin,)
    assert {one.address: one.error for one in report.left_out} == {
        str(folder / "out.txt"): "It leads out of the repository.",
        str(folder / "outside"): "It leads out of the repository.",
    }
    # In a folder of one's own a link is a way to put a text there.
    (folder / ".git").rmdir()
    assert len(find_files(folder).articles) == 2


def test_bad_files_are_one_line_each_and_stop_no_other(corpus: Corpus, folder: Path) -> None:
    origin = put(folder, "bridge")
    bad: dict[str, bytes] = {
        "stalls.csv": 'a;"b'.encode("utf-16"),
        "cells.xlsx": b"PK\x03\x04 not a workbook",
        "slides.pptx": zipped({"ppt/vbaProject.bin": b"x"}),
        "box.mbox": b"no mailbox",
        "letter.rtf": b"{\\rtf1 {{{{",
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)

    report = ingest(corpus, folder)

    assert report.added == (origin,)
    told: dict[str, Any] = {one.address: one.error for one in report.failed}
    assert told.keys() == {str(folder / name) for name in bad}
    assert all(error.endswith(".") and "\n" not in error for error in told.values())
