from __future__ import annotations

import pytest

from corpus.errors import ArticleError
from ingest.readers.office.odt import read_odt
from tests.support.documents import odt


def _text(body: str, styles: str = "") -> str:
    return read_odt(odt(body, styles=styles), "tide.odt").text


def test_paragraphs_headings_lists_and_tables_are_read_in_their_order() -> None:
    body = (
        '<text:h text:outline-level="1">The tide</text:h><text:p>It is <text:span>out</text:span>.</text:p><text:list>'
        "<text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>deep</text:p></text:list-item>"
        "</text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list><table:table>"
        "<table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell><text:p>Height"
        "</text:p><text:p>in m</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell>"
        "<text:p>2020</text:p></table:table-cell><table:table-cell/></table:table-row></table:table>"
        "<text:p>It comes back.</text:p>"
    )
    assert _text(body) == "It is out.\n\none\ndeep\ntwo\n\nYear | Height in m\n2020\n\nIt comes back."


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("It<text:s text:c='3'/>is<text:tab/>out.", "It is out."),
        ("It is<text:line-break/>out.", "It is\nout."),
        ("It is\n   out.", "It is out."),
        ("« Fermé\u00a0!\u00a0» e\u0301tonné", "« Fermé\u00a0!\u00a0» e\u0301tonné"),
        ("It <office:annotation><text:p>Is it?</text:p></office:annotation>is out.", "It is out."),
        ("It <text:s text:c='99999999999'/>is.", "It is."),
    ],
)
def test_text_is_read_as_people_see_it(written: str, text: str) -> None:
    assert _text(f"<text:p>{written}</text:p>") == text


def test_what_is_not_in_the_text_is_left_out() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>It was low.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>One 3</text:p>"
        "</text:index-body></text:table-of-content><text:section text:display='none'><text:p>Hidden.</text:p>"
        "</text:section><text:p>It is out.</text:p>"
    )
    assert _text(body) == "It is out."


def test_notes_and_boxes_stand_after_their_paragraph() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Since Monday.</text:p>"
        "</text:note-body></text:note>"
    )
    box = "<draw:frame><draw:text-box><text:p>A picture of it.</text:p></draw:text-box></draw:frame>"
    body = f"<text:p>The quay{note} is{box} dry.</text:p><text:p>It was wet.</text:p>"
    assert _text(body) == "The quay is dry.\n\nSince Monday.\n\nA picture of it.\n\nIt was wet."


def test_chapters_are_places_and_properties_say_who_wrote_it() -> None:
    title = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    body = '<text:p text:style-name="P1">The tide</text:p>' + "".join(
        f'<text:h text:outline-level="1">Part {n}</text:h><text:p>It is {n}.</text:p>' for n in ("one", "two")
    )
    meta = (
        "<meta:initial-creator>Ann Lee</meta:initial-creator><dc:creator>Bo Chen</dc:creator>"
        "<dc:date>2020-06-30T10:00:00</dc:date><meta:creation-date>2020-06-30T10:00:00</meta:creation-date>"
        "<dc:language>fr-FR</dc:language>"
    )
    reading = read_odt(odt(body, meta=meta, styles=title), "tide.odt")
    assert (reading.title, reading.author, reading.published, reading.language) == (
        "The tide",
        "Ann Lee",
        None,
        "fr-FR",
    )
    assert [(place.label, reading.text[place.start :][:8]) for place in reading.places] == [
        ("Part one", "Part one"),
        ("Part two", "Part two"),
    ]
    assert reading.text == "Part one\n\nIt is one.\n\nPart two\n\nIt is two."


def test_a_locked_document_is_refused() -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    content = odt("<text:p>It is out.</text:p>", more={"META-INF/manifest.xml": manifest})
    with pytest.raises(ArticleError, match=r"tide\.odt is locked with a password: save it without one"):
        read_odt(content, "tide.odt")


def test_a_presentation_is_no_text() -> None:
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    slides = (
        f"<office:document-content {space}><office:body><office:presentation/></office:body></office:document-content>"
    )
    content = odt("", more={"content.xml": slides})
    with pytest.raises(ArticleError, match=r"tide\.odt is no OpenDocument text"):
        read_odt(content, "tide.odt")
