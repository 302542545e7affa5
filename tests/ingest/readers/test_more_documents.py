"""Slides, tables and mail: the words of each, with a place for every footnote, and what is refused of them."""

from __future__ import annotations

import io
import mailbox
import zipfile
from datetime import date
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from corpus.errors import ArticleError
from ingest.page import Page
from ingest.readers.extract import extract
from ingest.readers.messages.mail import read_mailbox, read_message
from ingest.readers.registry import kind_of
from ingest.readers.text.table import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.article import Article

_WORDS = "The ebb leaves the lower quay dry for two hours, and the ferry waits for the flood."
_P = 'xmlns:p="p" xmlns:a="a" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def read(kind: str, content: bytes) -> Article:
    return extract(Page(origin=f"/notes/tide.{kind}", content=content, kind=kind), "notes", "hash")


def slides(*texts: str, hidden: int = 0) -> bytes:
    def slide(number: int, text: str) -> str:
        shown = ' show="0"' if number == hidden else ""
        title = f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>{said(f"Part {number}")}</p:sp>'
        return f"<p:sld {_P}{shown}><p:cSld><p:spTree>{title}<p:sp>{said(text)}</p:sp></p:spTree></p:cSld></p:sld>"

    def said(text: str) -> str:
        return f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"

    numbers = range(1, len(texts) + 1)
    ids = "".join(f'<p:sldId r:id="r{n}"/>' for n in numbers)
    relations = "".join(f'<Relationship Id="r{n}" Target="slides/slide{n}.xml"/>' for n in numbers)
    return packed(
        {
            "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": f"<Relationships>{relations}</Relationships>",
            "ppt/vbaProject.bin": "Macros are never opened.",
            **{f"ppt/slides/slide{n}.xml": slide(n, text) for n, text in zip(numbers, texts, strict=True)},
        }
    )


def packed(files: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rents"
    for row in (
        ["Stall", "Trader", "Rent"],
        ["nine", "Olaf Berg", 310],
        [None, None, None],
        ["ten", "Ida Holm", 295.5],
    ):
        sheet.append(row)
    book.create_sheet("Secret").sheet_state = "hidden"
    book["Secret"].append(["Never", "seen"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def message(text: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    return made


def test_each_slide_is_a_place_and_a_hidden_one_is_not_read() -> None:
    article = read("pptx", slides(_WORDS, "Never seen by anyone at all.", "The flood comes at noon.", hidden=2))
    assert "Never seen" not in article.text
    assert "Macros" not in article.text
    assert article.place_at(article.text.index("The ebb")) == "slide 1"
    assert article.place_at(article.text.index("The flood comes")) == "slide 3"


def test_each_row_of_a_workbook_is_a_place_and_says_what_its_columns_are() -> None:
    article = read("xlsx", workbook())
    assert article.text == "Stall: nine | Trader: Olaf Berg | Rent: 310\nStall: ten | Trader: Ida Holm | Rent: 295.5"
    assert article.place_at(article.text.index("Ida")) == "Rents, 4"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_as_text_is_read_in_any_encoding(encoding: str) -> None:
    article = read("csv", 'Étal;Loyer\nneuf;"310 €, dû le 1er"\ndix;295 €\n'.encode(encoding))
    assert article.text == "Étal: neuf | Loyer: 310 €, dû le 1er\nÉtal: dix | Loyer: 295 €"
    assert article.place_at(0) == "row 2"


def test_a_table_whose_quotes_do_not_end_and_one_of_too_many_cells_are_refused() -> None:
    with pytest.raises(ArticleError, match="a quotation mark in it doesn't end"):
        read("csv", 'a,b\n1,"two\n3,4\n'.encode("utf-16"))
    with pytest.raises(ArticleError, match="more than 1,000,000 cells"):
        read_table("1,2,3,4\n" * 260_000, "t.csv")


def test_rich_text_is_read_and_told_by_its_bytes() -> None:
    content = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 The tide\par Caf\'e9 " + _WORDS.encode() + rb"\par}"
    assert kind_of(content, "application/msword", "https://a.example/x") == "rtf"
    article = read("rtf", content)
    assert (article.title, article.text) == ("The tide", f"Café {_WORDS}")


def test_a_message_is_its_own_words_without_what_it_quotes() -> None:
    body = f"{_WORDS}\n\n> What of the ebb?\n> Tell me.\n\nThe flood is at noon.\n-- \nIvo Mol, miller\n"
    made = message(body, Subject="The tide", Date="Mon, 04 Mar 2019 23:50:00 -0800", From="Ivo Mol <i@m.example>")
    made.add_attachment(b"Secret", maintype="text", subtype="plain", filename="a.txt")
    article = read("eml", made.as_bytes())
    assert (article.title, article.author, article.published) == ("The tide", "Ivo Mol", date(2019, 3, 4))
    assert article.text == f"{_WORDS}\n\nThe flood is at noon."


def test_a_message_of_html_alone_is_read_and_one_of_many_levels_breaks_nothing() -> None:
    made = EmailMessage()
    made["Subject"] = "T"
    made.set_content(f"<p>{_WORDS}</p><p hidden>No.</p>", subtype="html")
    assert read_message(made.as_bytes(), "a.eml").text == _WORDS
    inner = message(_WORDS)
    for _ in range(50):
        outer = EmailMessage()
        outer.make_mixed()
        outer.attach(inner)
        inner = outer
    assert _WORDS.split(",", maxsplit=1)[0] in read_message(inner.as_bytes(), "a.eml").text


def test_each_message_of_a_mailbox_is_a_place(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    for subject in ("The ebb", "The flood"):
        box.add(message(f"{subject}. {_WORDS}", Subject=subject, From="i@m.example"))
    box.close()
    reading = read_mailbox((tmp_path / "a.mbox").read_bytes(), "a.mbox")
    assert [place.label for place in reading.places] == ["The ebb", "The flood"]
    with pytest.raises(ArticleError, match="is no e-mail"):
        read_mailbox(b"no mailbox", "a.mbox")


@pytest.mark.parametrize(("kind", "what"), [("pptx", "PowerPoint presentation"), ("xlsx", "Excel workbook")])
def test_what_is_no_such_document_is_refused(kind: str, what: str) -> None:
    for content in (b"PK\x03\x04 and no more", packed({"other.xml": "<a/>"})):
        with pytest.raises(ArticleError, match=f"is no {what} or is damaged"):
            read(kind, content)
