"""What of an article is a sentence to find and to quote, and what says nothing by itself."""

from __future__ import annotations

import pytest

from ingest.pipeline.split import split
from ingest.pipeline.statements import states
from tests.support.samples import make_article

BEFORE = "The council of the town met on Monday and spoke of the bridge."


def stated(text: str, language: str = "en") -> list[str]:
    article, _ = make_article("The town", text, language=language)
    return [p.sentence(i) for p in split(article, 220) for i in range(len(p.sentences))]


@pytest.mark.parametrize(
    "nothing",
    [
        "What the council decided",
        "Les décisions du conseil municipal",
        "As decisões da câmara",
        "Read more",
        "Lire la suite",
        "{: .img-center loading=lazy }",
        "{% include 'licences/default.md' %}",
        ":calendar: {{ page.meta.date | date_localized }}",
        "!!! info",
        "```python",
        "SELECT name FROM countries WHERE population > 1000;",
        "const total = sum(items);",
        "12 | 34 | 56",
        "---",
        "Source : Imagerie Google Hybrid",
        "The bridge and its first stone | what it bears, who built it, when it was closed, the cost of it in all",
        "議会の決定",
        "* * *",
    ],
)
def test_what_says_nothing_by_itself_is_no_sentence(nothing: str) -> None:
    assert stated(f"{BEFORE}\n\n{nothing}\n\n{BEFORE}") == [BEFORE, BEFORE]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Ferries leave every Tuesday.", "en"),
        ("Il a vendu sa maison 24/7, pour ainsi dire.", "fr"),
        ("A câmara votou contra o projeto.", "pt"),
        ("“We will not sell it,” said the mayor.", "en"),
        ("The rebellion was put down.[citation needed]", "en"),
        ("Des bornes se dressent autour de Rome… »", "fr"),
        ("雨が降った。", "ja"),
        ("市議会は橋の閉鎖を決めた。", "ja"),
        ("किसानों ने सड़क बंद कर दी।", "hi"),
        ("من يدير المدينة الآن؟", "ar"),
        ("สภาเมืองลงมติให้ปิดสะพานเก่าซึ่งมีรถยนต์สี่พันคันแล่นผ่านทุกวัน", "th"),
        ("Who will pay for the bridge?", "en"),
    ],
)
def test_a_sentence_of_any_language_is_one(sentence: str, language: str) -> None:
    assert stated(sentence, language) == [sentence]


def test_a_paragraph_whose_full_stop_was_forgotten_is_no_heading() -> None:
    sloppy = "The mayor said on Monday that the old bridge will be closed to lorries until the end of the year"

    assert states(sloppy)
    assert not states("The old bridge will be closed to lorries")


@pytest.mark.parametrize(
    "text",
    [
        "The council will meet on these days:\n\n28 May 2020.\n2 June 2020.\n9 June 2020.",
        "The council will meet on these days:\n28 May 2020\n2 June 2020",
        "Quando se reúne a câmara\n\n28 de maio\n2 de junho\n9 de junho",
        "会議の日程：\n五月二十八日\n六月二日",
        "On a le droit :\n\nde pêcher ;\nde chasser ;\nde se baigner dans le lac, sauf au mois de juillet.",
    ],
)
def test_a_list_is_one_with_the_line_that_announces_it(text: str) -> None:
    assert stated(text) == [text]


def test_of_a_paragraph_that_announces_a_list_its_last_sentence_does() -> None:
    text = f"{BEFORE} It will meet on these days:\n\n28 May 2020.\n2 June 2020."

    assert stated(text) == [BEFORE, "It will meet on these days:\n\n28 May 2020.\n2 June 2020."]


def test_items_that_are_sentences_stay_sentences_where_nothing_announces_them() -> None:
    items = ["The bridge is closed to lorries.", "The ferry runs on Sundays too.", "The market moves to the square."]

    assert stated("\n".join(items)) == items


def test_a_verse_is_one() -> None:
    verse = "The rain has stopped, the harbour sleeps,\nThe ropes are wet, the tide is low,\nAnd he who counts"

    assert stated(verse) == [verse]


def test_a_long_list_is_several_between_its_items() -> None:
    items = [f"the {n}th bridge over the long river of the town" for n in range(60)]
    parts = stated("The council lists the bridges:\n\n" + "\n".join(items))

    assert len(parts) > 3
    assert "\n".join(parts).split("\n")[2:] == items


def test_in_a_text_without_blank_lines_headings_paragraphs_and_lists_are_told_apart() -> None:
    text = (
        "Leaving for the sea\n"
        "The ferry takes bicycles on every day of the week.\n"
        "Papers to be shown:\n"
        "- Passport\n"
        "- Ticket, on paper or on a telephone with\n"
        "a whole screen\n"
        "On the way back\n"
        "The customs officers look into every bag.\n"
        "Dogs need:\n"
        "A lead\n"
        "A muzzle\n"
        "Cats travel in their baskets without a ticket."
    )

    assert stated(text) == [
        "The ferry takes bicycles on every day of the week.",
        "Papers to be shown:\n- Passport\n- Ticket, on paper or on a telephone with\na whole screen",
        "The customs officers look into every bag.",
        "Dogs need:\nA lead\nA muzzle",
        "Cats travel in their baskets without a ticket.",
    ]


def test_code_that_a_line_announces_is_no_list() -> None:
    code = "for name in names:\n    print(name)\n    total = total + len(name)"

    assert stated(f"This is how the names are counted in it:\n\n{code}") == []
