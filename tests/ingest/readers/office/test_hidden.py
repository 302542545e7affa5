"""What a document hides is read by nobody: words, rows, columns and shapes."""

from __future__ import annotations

import io

import openpyxl

from ingest.readers.office.docx import read_docx
from ingest.readers.office.odt import read_odt
from ingest.readers.office.pptx import read_pptx
from ingest.readers.office.xlsx import read_xlsx
from tests.support.documents import docx, odt, zipped

_WORDS = "The ferry sails at noon."
_HIDDEN = "The key lies under the stone."
_P = 'xmlns:p="p" xmlns:a="a" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def test_hidden_words_of_word_are_not_read_and_those_that_are_not_hidden_after_all_are() -> None:
    body = (
        f"<w:p><w:r><w:t>{_WORDS}</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> {_HIDDEN}</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> It comes back.</w:t></w:r></w:p>'
    )

    assert read_docx(docx(body), "a.docx").text == f"{_WORDS} It comes back."


def test_hidden_words_of_an_open_document_are_not_read() -> None:
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    body = f'<text:p>{_WORDS}<text:span text:style-name="T1"> {_HIDDEN}</text:span> It comes back.</text:p>'

    assert read_odt(odt(body, styles=styles), "a.odt").text == f"{_WORDS} It comes back."


def test_hidden_shapes_of_a_slide_are_not_read() -> None:
    def shape(text: str, hidden: str = "") -> str:
        said = f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"
        return f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"{hidden}/></p:nvSpPr>{said}</p:sp>'

    ids = '<p:sldIdLst><p:sldId r:id="r"/></p:sldIdLst>'
    shapes = shape(_WORDS) + shape(_HIDDEN, ' hidden="1"')
    content = zipped(
        {
            "ppt/presentation.xml": f"<p:presentation {_P}>{ids}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": '<Relationships><Relationship Id="r" Target="s.xml"/></Relationships>',
            "ppt/s.xml": f"<p:sld {_P}>{shapes}</p:sld>",
        }
    )

    assert read_pptx(content, "a.pptx").text == _WORDS


def test_hidden_rows_and_columns_of_a_sheet_are_not_read_and_shares_are_as_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Name", "Share", "Wage"], ["Ida", 0.25, 3100], ["Olaf", 0.5, 2900], ["Bo", "#N/A", 2800]):
        sheet.append(row)
    sheet["B2"].number_format = "0%"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    content = io.BytesIO()
    book.save(content)

    reading = read_xlsx(content.getvalue(), "a.xlsx")

    assert reading.text == "Name: Ida | Share: 25%\nName: Bo"
    assert [place.label for place in reading.places] == ["Sheet, 2", "Sheet, 4"]
