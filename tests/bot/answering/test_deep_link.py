from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.deep_link import quote_link
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.article import Article

TEXT = (
    "The pause lasts a year. It began in June.\n"
    "“We've advocated,” the post says, “that governments put in place stronger rules, and Congress appears ready to do"
    " so now.” The pause lasts a year. Critics - among them 3 & more, they say - doubt it."
)


def article(text: str = TEXT, address: str = "https://news.example/pause") -> Article:
    return replace(make_article("Pause", text)[0], address=address)


def link(words: str, *, occurrence: int = 0, address: str = "https://news.example/pause", text: str = TEXT) -> str:
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(words, start + 1)
    found = quote_link(article(text, address), start, start + len(words))
    assert found
    return found


def test_a_short_quote_is_named_whole_and_encoded() -> None:
    assert link("It began in June.") == "https://news.example/pause#:~:text=It%20began%20in%20June."


def test_what_has_a_meaning_in_a_link_is_encoded() -> None:
    assert link("Critics - among them 3 & more, they say - doubt it.").endswith(
        "text=Critics%20%2D%20among%20them%203%20%26%20more%2C%20they%20say%20%2D%20doubt%20it."
    )


def test_a_long_quote_is_named_by_its_ends() -> None:
    words = TEXT[TEXT.index("“We've") : TEXT.index(" The pause lasts a year. Critics")]
    first, last = link(words).partition("text=")[2].split(",")
    assert unquote(first) == "“We've advocated,” the post"
    assert unquote(last) == "to do so now.”"


def test_words_that_stand_earlier_too_are_told_apart_by_what_comes_before() -> None:
    assert link("The pause lasts a year.", occurrence=1).endswith(
        "text=do%20so%20now.%E2%80%9D-,The%20pause%20lasts%20a%20year."
    )


def test_an_address_keeps_its_anchor_and_loses_another_text() -> None:
    assert link("It began in June.", address="https://n.example/a#top").startswith("https://n.example/a#top:~:text=It")
    old = "https://n.example/a#:~:text=old"
    assert link("It began in June.", address=old) == "https://n.example/a#:~:text=It%20began%20in%20June."


@pytest.mark.parametrize("address", ["/articles/a.txt", "file:///a.txt", "ftp://n.example/a", "javascript:alert(1)"])
def test_what_is_not_on_the_web_has_no_link(address: str) -> None:
    assert quote_link(article(address=address), 0, 5) is None


@given(text=st.text(min_size=1, max_size=400), data=st.data())
def test_any_quote_gives_a_link_whose_words_are_the_quotes_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    found = quote_link(article(text), start, end)

    assert found
    assert found.isascii()
    assert not any(character.isspace() for character in found)
    words = " ".join(text[start:end].split()).encode("utf-8", "replace").decode()
    if not words:
        assert found == "https://news.example/pause"
        return
    parts = [part for part in found.partition(":~:text=")[2].split(",") if not part.endswith("-")]
    ends = [unquote(part) for part in parts]
    assert words.startswith(ends[0])
    assert words.endswith(ends[-1])
