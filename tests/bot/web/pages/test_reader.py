from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.reader_links import quote_sum
from bot.web.pages.marked_article import Standing, Wanted, read
from corpus.article import Place, Span
from tests.support.samples import make_article

if TYPE_CHECKING:
    from tests.support.web_scene import Scene

TEXT = "Amazon pauses Rekognition for one year.\nThe police may not use it.\n\nCongress is asked for a law."
QUOTE = "The police may not use it."
START = TEXT.index(QUOTE)
END = START + len(QUOTE)
ARTICLE, PASSAGES = make_article("Amazon's pause", TEXT)
WANTED = Wanted(start=START, end=END, sum=quote_sum(QUOTE), words=QUOTE)


def marked(text: str, wanted: Wanted | None, *others: Span) -> tuple[Standing, list[str]]:
    reading = read(replace(ARTICLE, text=text), wanted, others)
    pieces = [piece for paragraph in reading.paragraphs for piece in paragraph.pieces]
    return reading.standing, [piece.text for piece in pieces if piece.mark]


def test_the_quoted_words_are_marked_and_nothing_else() -> None:
    assert marked(TEXT, WANTED) == (Standing.THERE, [QUOTE])


def test_words_that_have_moved_are_found_again() -> None:
    assert marked("Correction. The police said so.\n" + TEXT, WANTED) == (Standing.THERE, [QUOTE])


def test_of_words_that_were_edited_the_nearest_are_marked() -> None:
    edited = TEXT.replace(QUOTE, "The police may no longer use it at all.")

    assert marked(edited, WANTED) == (Standing.NEAREST, ["The police may no longer use it at all."])


def test_where_nothing_like_the_words_is_left_nothing_is_marked() -> None:
    assert marked("The weather is mild.", WANTED) == (Standing.GONE, [])


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    quote = TEXT[START:]
    wanted = Wanted(start=START, end=len(TEXT), sum=quote_sum(quote), words=quote)

    assert marked(TEXT, wanted) == (Standing.THERE, [QUOTE, "Congress is asked for a law."])


def test_other_quotes_are_marked_too_and_counted_in_their_order() -> None:
    reading = read(ARTICLE, WANTED, [Span(start=0, end=6), Span(start=5000, end=5001)])

    assert (reading.marks, reading.at) == (2, 2)


def test_pages_are_named_where_they_begin() -> None:
    places = (Place(start=0, label="p. 1"), Place(start=START, label="p. 2"))

    reading = read(replace(ARTICLE, places=places), None)

    assert [paragraph.places for paragraph in reading.paragraphs] == [("p. 1",), ("p. 2",), ()]


@given(
    st.text("ab \n.", max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), min_size=1, max_size=4),
)
def test_whatever_is_marked_the_text_stays_whole(text: str, places: list[tuple[int, int]]) -> None:
    (start, end), *others = places
    reading = read(replace(ARTICLE, text=text), Wanted(start=start, end=end), [Span(start=a, end=b) for a, b in others])

    shown = ["".join(piece.text for piece in paragraph.pieces) for paragraph in reading.paragraphs]
    assert shown == [line for line in text.split("\n") if line.strip()]


async def test_an_article_opens_at_the_quoted_words(scene: Scene) -> None:
    scene.fill((ARTICLE, PASSAGES))
    link = urlsplit(scene.parts.site.links.link("main", ARTICLE, START, END, [(0, 6)]))

    async with scene.client() as client:
        response = await client.get(f"{link.path}?{link.query}")

    assert response.status_code == 200
    assert f'<mark id="quote" tabindex="-1" class="at">{QUOTE}</mark>' in response.text
    assert '<a class="step" href="#quote-1"' in response.text
    assert link.fragment == "quote"


async def test_an_article_that_was_removed_is_told_in_one_sentence(scene: Scene) -> None:
    async with scene.client() as client:
        response = await client.get(f"/read/{ARTICLE.id}?start=1&end=5")

    assert response.status_code == 404
    assert "This article is no longer among those that answers are made from." in response.text


async def test_that_the_words_changed_is_said(scene: Scene) -> None:
    link = urlsplit(scene.parts.site.links.link("main", ARTICLE, START, END))
    scene.fill((replace(ARTICLE, text="The police may use it."), []))

    async with scene.client() as client:
        response = await client.get(f"{link.path}?{link.query}")

    assert "The quoted words are no longer in this article: the nearest ones are marked." in response.text


@pytest.mark.parametrize("query", ["start=9&end=3", "start=1", "start=5&end=99999999", "sum=00&words=x&start=0&end=3"])
async def test_a_link_that_asks_for_no_words_still_shows_the_article(scene: Scene, query: str) -> None:
    scene.fill((ARTICLE, PASSAGES))

    async with scene.client() as client:
        response = await client.get(f"/read/{ARTICLE.id}?{query}")

    assert response.status_code == 200
    assert "Congress is asked for a law." in response.text


@pytest.mark.parametrize("query", ["start=x&end=3", "start=-1&end=3", "also=1-", "start=1e9&end=2"])
async def test_a_link_that_is_none_is_told_in_one_sentence(scene: Scene, query: str) -> None:
    async with scene.client() as client:
        response = await client.get(f"/read/{ARTICLE.id}?{query}")

    assert response.status_code == 422
    assert 'role="alert"' in response.text
