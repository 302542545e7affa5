"""Articles from HTML pages."""

from __future__ import annotations

import socket
from datetime import date
from typing import NoReturn

import pytest

from corpus.errors import ArticleError
from tests.support.extracting import PARAGRAPHS, from_html, from_markdown, html_page


def test_the_main_text_of_a_page_is_found() -> None:
    article = from_html(html_page(after="<section id='comments'><p>A comment that somebody left here.</p></section>"))
    assert article.title == "The bridge"
    assert article.text == "The bridge is closed and will stay so.\nNobody knows why it is."
    assert article.language == "en"


def test_lists_and_tables_of_a_page_are_read_as_in_markdown() -> None:
    body = (
        PARAGRAPHS
        + "<ul><li>one</li><li>two</li></ul><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>"
    )
    assert from_html(html_page(body=body)).text.endswith("it is.\none\ntwo\nA | B\n1 | 2|3")


def test_a_banner_that_asks_for_consent_is_no_article() -> None:
    banner = (
        "<div class='cookie-banner'><p>We use cookies to make this page better. Do you agree to all of them?</p></div>"
    )
    assert "cookies" not in from_html(html_page(before=banner)).text
    with pytest.raises(ArticleError, match="No main text"):
        from_html(f"<html><head><title>T</title></head><body>{banner}</body></html>")


def test_a_page_of_links_has_no_main_text() -> None:
    with pytest.raises(ArticleError, match=r"No main text is found in bridge\.html"):
        from_html(html_page(body="").replace("<h1>The bridge</h1>", ""))


def test_a_fragment_of_a_page_is_read() -> None:
    assert from_html("<p>The bridge is closed.</p>").text == "The bridge is closed."


def test_a_page_says_who_wrote_it_and_where_it_is_found() -> None:
    head = (
        '<meta name="author" content="Ann Lee"><base href="https://cdn.example.org/">'
        '<link rel="canonical" href="https://example.org/bridge">'
    )
    article = from_html(html_page(head=head))
    assert (article.author, article.address) == ("Ann Lee", "https://example.org/bridge")
    og = '<link rel="canonical" href="/bridge"><meta property="og:url" content="https://example.org/b">'
    assert from_html(html_page(head=og)).address == "https://example.org/b"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/a", "/a", "https://a b", ""])
def test_an_address_that_is_no_web_address_is_not_taken(url: str) -> None:
    assert from_html(html_page(head=f'<link rel="canonical" href="{url}">')).address == "/notes/bridge.html"
    assert from_markdown(f"---\nurl: '{url}'\n---\nIt is closed.").address == "/notes/bridge.md"


_MODIFIED = '<meta property="article:modified_time" content="2021-01-01">'
_JSON_LD = '<script type="application/ld+json">{"dateModified": "2021-01-01T00:00:00Z"}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2020-06-30T23:30:00-07:00">', ""),
        (_MODIFIED + '<meta property="article:published_time" content="2020-06-30">', ""),
        ('<meta name="date" content="30 June 2020">', ""),
        ('<meta itemprop="datePublished" content="2020-06-30">', ""),
        (_JSON_LD.replace("}", ', "datePublished": "2020-06-30T08:00:00Z"}'), ""),
        ('<link rel="canonical" href="https://example.org/2020/06/30/bridge">', ""),
        ("", '<time datetime="2020-06-30T08:00">Tuesday</time>'),
        ("", '<p class="byline">By Ann Lee, <time datetime="2020-06-30">Tuesday</time></p>'),
        ("", '<span class="published">Publié le 30 juin 2020 à 8h</span>'),
    ],
)
def test_the_day_of_publication_is_found(head: str, body: str) -> None:
    assert from_html(html_page(head=head, body=body + PARAGRAPHS)).published == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        (_MODIFIED, ""),
        (_JSON_LD, ""),
        ('<meta property="article:published_time" content="2020-02-30">', ""),
        ('<meta property="article:published_time" content="2020-06">', ""),
        ('<meta name="publisher" content="2020-06-30">', ""),
        ("", "<p>The treaty of 2018-03-04 was signed on June 5, 2019.</p>"),
        ("", '<p class="updated">Updated <time class="updated" datetime="2021-01-01">then</time></p>'),
        ("", f'<p>{"All the words of a long paragraph, " * 3}<time datetime="1969-07-20">that day</time></p>'),
        ("", '<img src="/uploads/2018/05/06/bridge.jpg" alt="">'),
    ],
)
def test_no_other_day_is_taken_for_that_of_publication(head: str, body: str) -> None:
    assert from_html(html_page(head=head, body=body + PARAGRAPHS)).published is None


def test_a_page_is_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    head = (
        '<link rel="canonical" href="https://example.org/b"><meta http-equiv="refresh" content="0;url=https://a.org">'
    )
    assert from_html(html_page(head=head, body=PARAGRAPHS + '<img src="https://example.org/a.png">')).text
