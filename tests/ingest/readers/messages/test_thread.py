"""Threads of a chat: what of their messages is read as an article, and where its words are found."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.page import Page
from ingest.readers.extract import extract
from ingest.thread import Message, Thread

_PLACE = "https://discord.com/channels/1/2"


def _read(*texts: str, author: str | None = None) -> str:
    return _article(*texts, author=author).text


def _article(*texts: str, author: str | None = None):  # noqa: ANN202 -- an article
    messages = tuple(
        Message(address=f"{_PLACE}/{number}", author=author, day=date(2026, 3, number), text=text)
        for number, text in enumerate(texts, 1)
    )
    thread = Thread(address=_PLACE, title="The mill", day=date(2026, 3, 1), site="Quay", messages=messages)
    return extract(Page(origin=_PLACE, content=thread.packed(), kind="thread"), "#mill", "x")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The **mill** turns __again__ since ~~April~~ May.", "The mill turns again since April May."),
        ("One line.\nAnother line.", "One line.\nAnother line."),
        ("# Rules\nNobody enters at night.", "Rules\n\nNobody enters at night."),
        ("-# The mill is old.", "The mill is old."),
        ("The wheel broke ||because of Ida|| in May.", "The wheel broke in May."),
        ("> It never turns.\nIt turns on Mondays.", "It turns on Mondays."),
        ("Read [the plan](https://quay.example/plan) before you go.", "Read the plan before you go."),
        ("```py\nx = 1\ny = 2\n```\nThis sets both.", "x = 1\ny = 2\n\nThis sets both."),
        ("- oak\n- ash\n\nBoth were felled.", "oak\nash\n\nBoth were felled."),
        ("---\ntitle: no front matter\n---\nA message is no page.", "title: no front matter\n\nA message is no page."),
    ],
)
def test_a_message_is_read_as_its_readers_see_it(written: str, read: str) -> None:
    assert _read(written) == read


def test_each_message_is_a_place_with_its_own_address() -> None:
    article = _article("The mill turns.", "Since when?\n\nSince May.", author="Ida")

    assert article.text == "The mill turns.\n\nSince when?\n\nSince May."
    assert [(place.label, place.address) for place in article.places] == [
        ("Ida, 2026-03-01", f"{_PLACE}/1"),
        ("Ida, 2026-03-02", f"{_PLACE}/2"),
    ]
    assert (article.title, article.author, article.published, article.site) == (
        "The mill",
        "Ida",
        date(2026, 3, 1),
        "Quay",
    )


def test_where_nobody_is_to_be_named_the_day_alone_is_the_place() -> None:
    assert [place.label for place in _article("The mill turns.").places] == ["2026-03-01"]
