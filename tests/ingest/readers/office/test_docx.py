from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corpus.errors import ArticleError
from ingest.readers.office.docx import read_docx
from tests.support.documents import docx, paragraph

if TYPE_CHECKING:
    from ingest.readers.document.reading import Reading


def _read(body: str, **more: Any) -> Reading:
    return read_docx(docx(body, **more), "tide.docx")


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def _item(text: str) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{_run(text)}</w:p>'


def test_paragraphs_headings_lists_and_tables_are_read_in_their_order() -> None:
    table = f"<w:tbl>{_row('Year', 'Height')}{_row('2020', '')}{_row('2021', '4 m')}</w:tbl>"
    body = paragraph("The tide", "H1") + paragraph("It is out.") + _item("one") + _item("two") + table
    text = _read(body + paragraph("It comes back.")).text
    assert text == "It is out.\n\none\ntwo\n\nYear | Height\n2020\n2021 | 4 m\n\nIt comes back."


def test_accents_and_spaces_stay_as_they_are_written() -> None:
    text = "« Fermé\u00a0!\u00a0» dit-il, e\u0301tonné\u202f; l’œuvre."
    assert _read(paragraph(text)).text == text


def test_deletions_that_are_tracked_are_gone_and_insertions_are_there() -> None:
    changed = (
        "<w:p>"
        + _run("It is ")
        + "<w:del><w:r><w:delText>low</w:delText></w:r></w:del>"
        + f"<w:ins>{_run('high')}</w:ins>"
        + _run(" now.")
        + "</w:p>"
    )
    assert _read(changed).text == "It is high now."


def test_a_note_stands_after_its_paragraph_and_its_mark_is_no_part_of_the_text() -> None:
    noted = f'<w:p>{_run("The quay")}<w:r><w:footnoteReference w:id="1"/></w:r>{_run(" is dry.")}</w:p>'
    content = docx(noted + paragraph("It was wet."), notes=[paragraph("Since Monday.") + paragraph("At noon.")])
    assert read_docx(content, "tide.docx").text == "The quay is dry.\n\nSince Monday.\n\nAt noon.\n\nIt was wet."


def test_a_table_of_contents_is_no_part_of_the_text() -> None:
    assert _read(paragraph("Part one 3", "C") + paragraph("It is out.")).text == "It is out."


def test_a_line_break_stays_within_its_paragraph() -> None:
    assert _read(f"<w:p>{_run('It is out.')}<w:r><w:br/></w:r>{_run('It is low.')}</w:p>").text == (
        "It is out.\nIt is low."
    )


def test_headings_of_the_highest_level_that_has_several_are_chapters() -> None:
    body = "".join(
        paragraph(f"Part {n}", "H2") + paragraph(f"It is {n}.") + paragraph("More", "H3") + paragraph("Said.")
        for n in ("one", "two")
    )
    reading = _read(paragraph("The tide", "H1") + paragraph("Before.") + body)
    assert reading.title == "The tide"
    assert [(place.label, reading.text[place.start :][:8]) for place in reading.places] == [
        ("Part one", "Part one"),
        ("Part two", "Part two"),
    ]


@pytest.mark.parametrize(
    ("core", "body", "title"),
    [
        ("<dc:title>The tide</dc:title>", paragraph("The Tide", "H1"), "The tide"),
        ("<dc:title>Microsoft Word - tide_v2.doc</dc:title>", paragraph("The tide", "T"), "The tide"),
        ("<dc:title>tide_v2.docx</dc:title>", paragraph("The tide", "H1"), "The tide"),
        ("<dc:title>Document1</dc:title>", paragraph("Part one", "H1") + paragraph("Part two", "H1"), None),
        ("<dc:title/>", "", None),
    ],
)
def test_a_title_is_taken_where_somebody_wrote_it(core: str, body: str, title: str | None) -> None:
    reading = _read(body + paragraph("It is out."), core=core)
    assert reading.title == title
    assert ("tide" in reading.text.casefold()) is False


def test_properties_say_who_wrote_it_and_no_date_of_publication() -> None:
    core = (
        "<dc:creator>Ann Lee</dc:creator><dc:language>en-GB</dc:language>"
        "<dcterms:created>2020-06-30T10:00:00Z</dcterms:created>"
    )
    reading = _read(paragraph("It is out."), core=core)
    assert (reading.author, reading.language, reading.published) == ("Ann Lee", "en-GB", None)
    assert _read(paragraph("It is out."), core="<dc:creator>Microsoft Office User</dc:creator>").author is None


def test_a_long_text_speaks_for_its_language_itself() -> None:
    long = paragraph("La passerelle a été inaugurée lundi par la maire. " * 20)
    assert _read(long, core="<dc:language>en-US</dc:language>").language is None


def test_an_old_or_locked_document_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"tide\.docx is locked with a password or an old Word document: save it as"):
        read_docx(b"\xd0\xcf\x11\xe0" + bytes(600), "tide.docx")


def test_pictures_are_passed_over_wherever_they_lie() -> None:
    blip = (
        '<w:r><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><wp:inline><a:graphic><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="r0"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    assert _read(f"<w:p>{_run('It is ')}{blip}{_run('out.')}</w:p>").text == "It is out."
