from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.page import Page
from ingest.readers.extract import extract
from ingest.readers.pdf.document import read_pdf
from tests.support.documents import Written, assembled, lines, pdf, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Article
    from ingest.readers.document.reading import Reading

_WORDS = (
    "the tide at lower quay is measured by harbour master each day of year while ferry waits for wind and rain which"
    " nobody in town had seen since winter when boats were brought up to yard over old sluice near market square"
).split()
_FRENCH = "L’œuvre inachevée du maître d’Aven a été rénovée à l’été 1987, « au grand jour », dit-il à voix haute."


def _read(*pages: Sequence[Written], **more: Any) -> Reading:
    return read_pdf(pdf(pages, **more), "tide.pdf")


def _article(content: bytes, origin: str = "/notes/tide.pdf") -> Article:
    return extract(Page(origin=origin, content=content, kind="pdf"), "notes", "hash")


def _body(number: int, count: int = 6) -> str:
    """Return sentences of which no two are alike, as lines of a text are not."""
    return " ".join(_sentence(number, n) for n in range(count))


def _sentence(number: int, n: int) -> str:
    words = " ".join(random.Random(f"{number}, {n}").choices(_WORDS, k=14))  # noqa: S311 -- words are no secret
    return f"{words.capitalize()}, says page {number} in sentence {n}."


def _foot(number: int) -> Written:
    return (280, 40, 10, f"{number}")


# Forms


def _field(value: str, rect: str, more: str = "/FT/Tx") -> str:
    return f"<</Type/Annot/Subtype/Widget/T({rect})/V({value})/Rect[{rect}]{more}>>"


def test_what_was_filled_into_a_form_stands_behind_its_label() -> None:
    fields = [
        _field("Marta Iversen", "160 735 400 752"),
        _field("4.2 million euros,\\nfrom the region", "160 711 400 728", "/FT/Tx/Ff 4096"),
        _field("North quay", "60 640 400 660", "/FT/Ch/Ff 131072/TU(Berth)/Opt[(North quay)(South quay)]"),
        _field("secret", "160 600 400 620", "/FT/Tx/Ff 8192"),
        _field("hidden", "160 580 400 598", "/FT/Tx/F 2"),
        _field("Yes", "160 560 170 570", "/FT/Btn/AS/Yes"),
    ]
    references = " ".join(f"{5 + number} 0 R" for number in range(len(fields)))
    reading = _read(
        lines(["Name of the chair:", "", "Cost of the work:"], top=740),
        catalog=f"/AcroForm<</Fields[{references}]>>",
        page=f"/Annots[{references}]",
        extra=fields,
    )
    words = " ".join(reading.text.split())
    assert "Name of the chair: Marta Iversen" in f"{reading.title} {words}"
    assert "Cost of the work: 4.2 million euros, from the region" in words
    assert "Berth: North quay" in words
    assert not any(word in words for word in ("secret", "hidden", "Yes"))


# Paragraphs


def test_lines_are_joined_into_paragraphs_and_a_wider_gap_ends_one() -> None:
    first, second = _body(1), _FRENCH
    reading = _read(lines([*wrapped(first), "", *wrapped(second)]))
    assert reading.text == f"{first}\n\n{second}"


def test_a_first_line_that_stands_further_in_begins_a_paragraph() -> None:
    texts = [_body(1, 3), _body(2, 3), _body(3, 3)]
    written: list[Written] = []
    for text in texts:
        begun = len(written)
        written += [(80 if n == 0 else 60, 760 - 12 * (begun + n), 10, t) for n, t in enumerate(wrapped(text, 66))]
    assert _read(written).text.split("\n\n") == texts


def test_a_line_with_room_for_the_next_word_ends_its_paragraph() -> None:
    first = wrapped(_body(1, 3))
    assert len(first[-1]) < 50
    reading = _read(lines([*first, *wrapped(_body(2, 3))]))
    assert reading.text.split("\n\n") == [_body(1, 3), _body(2, 3)]


def test_a_sentence_goes_on_over_the_end_of_a_page_and_of_a_column() -> None:
    text = wrapped(_body(1, 20), 40)
    left, right = text[:12], text[12:24]
    first = [*lines(left), *lines(right, left=320)]
    reading = _read(first, lines(text[24:]))
    assert reading.text == _body(1, 20)
    assert [place.label for place in reading.places] == ["p. 1", "p. 2"]
    assert reading.text[reading.places[1].start :].startswith(text[24])


def test_headings_stand_by_themselves() -> None:
    head: Written = (60, 780, 16, "The tide")
    part: Written = (60, 640, 13, "Measures")
    reading = _read([head, *lines(wrapped(_body(1))), part, *lines(wrapped(_body(2)), top=620)])
    assert reading.title == "The tide"
    assert reading.text.split("\n\n") == [_body(1), "Measures", _body(2)]


def test_items_of_a_list_follow_line_upon_line_without_their_marks() -> None:
    item = _body(1, 1)
    first, *rest = wrapped(item, 40)
    written = lines(["They say:", f"• {first}"]) + lines(rest, top=736, left=72)
    written += lines(["• and nothing more"], top=736 - 12 * len(rest))
    assert _read(written).text == f"They say:\n\n{item}\nand nothing more"


def test_a_note_at_the_foot_of_a_page_waits_for_the_end_of_the_sentence_above() -> None:
    text = wrapped(_body(1, 8))
    note: Written = (60, 100, 8, "1 Since Monday.")
    reading = _read([*lines(text[:5]), note], lines(text[5:]))
    assert reading.text == f"{_body(1, 8)}\n\n1 Since Monday."
    assert [place.label for place in reading.places] == ["p. 1", "p. 2", "p. 1"]


def test_the_raised_number_of_a_note_is_no_part_of_its_word_and_a_power_is() -> None:
    words: list[Written] = [
        (60, 760, 10, "The water"),
        (114, 764, 6, "12"),
        (124, 760, 10, "covers 40 m"),
        (190, 764, 6, "2"),
        (200, 760, 10, "of sand."),
    ]
    assert _read(words).text == "The water covers 40 m2 of sand."


# Words


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("the harbour mas-", "ter of the quay", "harbour master of"),
        ("the town of Port-", "Aven has a quay", "of Port-Aven has"),
        ("in the years 2019-", "2020 it was dry", "2019-2020 it"),
        ("well-known here, a well-", "known quay is", "a well-known quay"),
        ("qui va là, peut-", "être le va-", "là, peut-être"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_joined(before: str, after: str, word: str) -> None:
    known = "A well-known quay is here; il peut venir."
    assert word in _read(lines([known, "", before, after])).text.replace("\n\n", " ")


def test_accents_and_ligatures_come_as_letters() -> None:
    reading = _read(lines([*wrapped(_FRENCH), "", "La ﬁn de la ﬂotte, cafe\u0301 a\u0300 part."]))
    assert reading.text.split("\n\n") == [_FRENCH, "La fin de la flotte, café à part."]


# Margins


def test_heads_feet_and_numbers_of_pages_are_dropped() -> None:
    pages = [
        [(60, 800, 10, f"Port-Aven - report of 2020, {n}"), *lines(wrapped(_body(n))), (250, 40, 8, f"Page {n} / 3")]
        for n in (1, 2, 3)
    ]
    assert _read(*pages).text.split("\n\n") == [_body(n) for n in (1, 2, 3)]


def test_heads_of_left_and_right_pages_and_of_a_chapter_of_one_page_are_dropped() -> None:
    heads = ["10 The harbour", "The ebb 11", "12 The harbour", "The ebb 13", "14 The harbour", "The flood 15"]
    pages = [[(60, 800, 10, head), *lines(wrapped(_body(n)))] for n, head in enumerate(heads)]
    labels = "/PageLabels<</Nums[0<</S/D/St 10>>]>>"
    assert _read(*pages, catalog=labels).text.split("\n\n") == [_body(n) for n in range(6)]


def test_a_first_line_that_stands_on_one_page_only_and_a_heading_that_comes_back_stay() -> None:
    pages = [[(60, 800, 16, f"Part {n}"), *lines(wrapped(_body(n)))] for n in (1, 2, 3)]
    reading = _read([(60, 800, 10, "Written in haste."), *lines(wrapped(_body(0)))], *pages)
    assert reading.text.startswith("Written in haste.")
    assert all(f"\n\nPart {n}\n\n" in reading.text for n in (1, 2, 3))


def test_a_number_that_is_not_the_page_s_own_stays() -> None:
    assert "1987" in _read([*lines(wrapped(_body(1))), (60, 60, 10, "1987")]).text


# Places


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_sentence_lies_on_the_page_that_it_is_printed_on(data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
    width = data.draw(st.integers(40, 80))
    headed = data.draw(st.booleans())
    pages: list[list[Written]] = []
    for number, count in enumerate(counts, 1):
        head: list[Written] = [(60, 800, 10, "Port-Aven"), _foot(number)] if headed and len(counts) > 1 else []
        pages.append([*head, *lines(wrapped(_body(number, count), width))])
    reading = _read(*pages, info={"Title": "The harbour"})
    article = _article(pdf(pages, info={"Title": "The harbour"})) if data.draw(st.integers(0, 9)) == 0 else None
    places = sorted(reading.places, key=lambda place: place.start)
    assert list(reading.places) == places
    for number, count in enumerate(counts, 1):
        for n in range(count):
            at = reading.text.index(f"says page {number} in sentence {n}.")
            assert [place.label for place in places if place.start <= at][-1] == f"p. {number}"
            assert article is None or article.place_at(at) == f"p. {number}"


def test_pages_are_called_as_the_document_calls_them() -> None:
    labels = "/PageLabels<</Nums[0<</S/r>>2<</S/D/St 7/P(A-)>>]>>"
    reading = _read(*[lines(wrapped(_body(n))) for n in range(4)], catalog=labels)
    assert [place.label for place in reading.places] == ["p. i", "p. ii", "p. A-7", "p. A-8"]


def test_a_page_that_is_turned_is_read_as_it_is_shown() -> None:
    text = wrapped(_body(1))
    sideways = b" ".join(
        b"0 1 -1 0 %d 60 Tm <%s> Tj" % (100 + 12 * n, line.encode().hex().encode()) for n, line in enumerate(text)
    )
    content = b"BT /F 10 Tf " + sideways + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 90/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    assert read_pdf(assembled(objects), "tide.pdf").text == _body(1)


# What a document says of itself


@pytest.mark.parametrize(
    "title",
    ["", "untitled", "Microsoft Word - tide_v2.doc", "tide.indd", "Document1", "12", "report.final.PDF", "\u0000"],
)
def test_a_title_that_nobody_wrote_is_not_taken(title: str) -> None:
    page = [(60, 790, 20, "The tide of Port-Aven"), *lines(wrapped(_body(1)))]
    assert _read(page, info={"Title": title}).title == "The tide of Port-Aven"
    assert _article(pdf([lines(wrapped(_body(1)))], info={"Title": title})).title == "tide"


def test_a_title_that_the_text_begins_with_is_no_part_of_it() -> None:
    page = [(60, 790, 20, "The tide"), *lines(wrapped(_body(1)))]
    reading = _read(page, info={"Title": "The Tide", "Author": "Anne Le Gall"})
    assert (reading.title, reading.author) == ("The Tide", "Anne Le Gall")
    assert reading.text == _body(1)
    assert reading.places[0].start == 0


def test_the_day_a_file_was_made_is_no_date_of_publication() -> None:
    content = pdf([lines(wrapped(_body(1)))], info={"CreationDate": "D:20200630100000Z", "Author": "user"})
    article = _article(content)
    assert (article.published, article.author) == (None, None)
    assert str(_article(content, "/notes/2020-06-30-tide.pdf").published) == "2020-06-30"


def test_a_language_is_believed_of_a_short_text_only() -> None:
    assert _read(lines(["Oui."]), catalog="/Lang(fr-FR)").language == "fr-FR"
    assert _article(pdf([lines(wrapped(_body(1)))], catalog="/Lang(fr-FR)")).language == "en"
