"""What feeds, sitemaps and exports say of their articles, well and badly made."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corpus.errors import ArticleError
from ingest.lists.feed import is_feed, read_feed
from ingest.lists.shortcodes import without_shortcodes
from ingest.lists.sitemap import is_sitemap, read_sitemap
from ingest.lists.wordpress_export import read_export
from ingest.readers.text.feed_entry import read_entry

if TYPE_CHECKING:
    from ingest.entry import Entries

_BASE = "https://mill.example/feed"
_WORDS = "The mill turns again since the new wheel came, and the baker takes two sacks a week."
_ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]>'


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', language: str = "") -> bytes:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    body = "".join(f"<item><title>Mill {n}</title>{item}</item>" for n, item in enumerate(items))
    return f"{head}<rss version='2.0' {spaces}><channel><title>Mill</title>{language}{body}</channel></rss>".encode()


def linked(more: str = "", path: str = "/a", text: str = _WORDS) -> str:
    return f"<link>https://mill.example{path}</link>{more}<description>{text}</description>"


def day_of(pub_date: str, language: str = "") -> date | None:
    told = f"<language>{language}</language>" if language else ""
    (entry,) = read_feed(rss(linked(f"<pubDate>{pub_date}</pubDate>"), language=told), _BASE).entries
    return entry.published


def titles(told: Entries) -> list[str]:
    return [entry.title for entry in told.entries]


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("Sun, 03 Mar 2019 23:50:00 -0800", "", date(2019, 3, 3)),
        ("Mon, 04 Mar 2019 00:10:00 +1100", "", date(2019, 3, 4)),
        ("lun., 4 mars 2019 08:00:00 +0100", "fr", date(2019, 3, 4)),
        ("04/03/2019 08:00", "fr-FR", date(2019, 3, 4)),
        ("03/25/2019 08:00", "en-US", date(2019, 3, 25)),
        ("04/03/2019", "en", None),
        ("4. März 2019", "de", date(2019, 3, 4)),
        ("04.03.2019 08:00", "", date(2019, 3, 4)),
        ("2019-03-04 08:00:00 +0100", "", date(2019, 3, 4)),
        ("20190304T080000Z", "", date(2019, 3, 4)),
        ("Mon, 4 Mar 19 08:00:00 GMT", "", date(2019, 3, 4)),
        ("March 4th, 2019 at 8am", "en", date(2019, 3, 4)),
        ("1551686400", "", date(2019, 3, 4)),
        ("1551686400000", "", date(2019, 3, 4)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "", None),
        ("Wed, 31 Dec 1969 16:00:00 -0800", "", None),
        ("0", "", None),
        ("0000-00-00 00:00:00", "", None),
        ("-0001-11-30", "", None),
        ("yesterday", "", None),
        ("March 2019", "en", None),
    ],
)
def test_the_day_of_an_entry_is_the_one_that_is_written_or_none(written: str, language: str, day: date | None) -> None:
    assert day_of(written, language) == day


def test_dublin_core_dates_an_entry_where_nothing_else_does_and_a_change_never_does() -> None:
    def published(item: str) -> date | None:
        (entry,) = read_feed(rss(linked(item)), _BASE).entries
        return entry.published

    assert published("<dc:date>2019-03-04T01:00:00+02:00</dc:date>") == date(2019, 3, 4)
    assert published("<atom:updated>2019-03-04T01:00:00Z</atom:updated>") is None
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Mill</title><entry><title>A</title><id>urn:1</id>"
        f"<link href='https://mill.example/a'/><updated>2021-01-01T00:00:00Z</updated><summary>{_WORDS}</summary>"
        "</entry></feed>"
    )
    assert read_feed(atom.encode(), _BASE).entries[0].published is None


def test_entries_that_share_a_page_or_have_none_are_articles_of_their_own_or_told_as_left_out() -> None:
    told = read_feed(
        rss(
            linked(path="/news#one"),
            linked(path="/news#two", text=f"Two. {_WORDS}"),
            f"<guid isPermaLink='false'>urn:7</guid><description>Seven. {_WORDS}</description>",
            "<link>mailto:miller@mill.example</link>",
            linked(path="/alone#top"),
        ),
        _BASE,
    )
    assert [(entry.address, entry.whole) for entry in told.entries] == [
        ("https://mill.example/news#one", True),
        ("https://mill.example/news#two", True),
        ("https://mill.example/feed#urn:7", True),
        ("https://mill.example/alone", False),
    ]
    assert [(one.name, str(one.reason)) for one in told.left_out] == [("Mill 3", "It has no address and no text.")]
    bare = "<link>https://mill.example/log#{0}</link>"
    parts = read_feed(rss(bare.format(1), bare.format(2)), _BASE)
    assert [entry.address for entry in parts.entries] == ["https://mill.example/log"]
    assert [one.name for one in parts.left_out] == ["https://mill.example/log#2"]


def test_a_feed_is_told_by_its_bytes_in_any_encoding_and_after_what_a_program_printed() -> None:
    whole = rss(linked(text="Le moulin tourne à nouveau, grâce à la région."))
    stray = whole.replace("grâce".encode(), b"gr\xe2ce", 1)
    utf_16 = whole.decode().replace("utf-8", "utf-16").encode("utf-16")
    latin = whole.decode().replace("utf-8", "iso-8859-1").encode("cp1252")
    warned = b"\n<br />\n<b>Warning</b>: no such index\n" + whole
    control = whole.replace(b"nouveau", b"nou\x08veau&#16; &nbsp;& co")
    for content in (whole, stray, utf_16, latin, warned, gzip.compress(whole), b"\n\n" + whole, control):
        assert is_feed(content)
        (entry,) = read_feed(content, _BASE).entries
        assert read_entry(entry).text.startswith("Le moulin tourne à nouveau")
    assert not is_feed(b"<!doctype html><html><body><code>&lt;rss&gt;</code> <rss></body></html>")
    with pytest.raises(ArticleError, match="is no feed"):
        read_feed(b"<html><body>No feed.</body></html>", _BASE)


def test_json_feed_is_read_whatever_its_slashes_its_mark_and_its_ids() -> None:
    items = [
        {"id": "https://mill.example/a", "content_text": _WORDS, "date_published": "2019-03-04T23:30:00-05:00"},
        {"id": 7, "external_url": "https://other.example/b", "content_html": f"<p>{_WORDS}</p>", "title": None},
        {"id": 8.5, "url": "/c", "summary": "Short.", "author": {"name": "Ivo Mol"}},
        {"id": 9},
        "no item",
    ]
    feed = {"items": items, "title": "Mill", "version": "https://jsonfeed.org/version/1.1"}
    content = b"\xef\xbb\xbf" + json.dumps(feed).replace("/", "\\/").encode()
    assert is_feed(content)
    told = read_feed(content, _BASE)
    assert [entry.address for entry in told.entries] == [
        "https://mill.example/a",
        "https://other.example/b",
        "https://mill.example/c",
    ]
    assert [entry.published for entry in told.entries] == [date(2019, 3, 4), None, None]
    assert told.entries[2].author == "Ivo Mol"
    assert [one.name for one in told.left_out] == ["9"]


@pytest.mark.parametrize(
    "content",
    [
        b"\n \n<?xml version='1.0'?><urlset><url><loc> https://mill.example/a?b=1&c=2 </loc></url></urlset>",
        b"<!-- a --><?pi?><s:urlset xmlns:s='s'><s:url><s:loc>https://mill.example/a?b=1&amp;c=2</s:loc></s:url></s:urlset>",
        b"\xef\xbb\xbfhttps://mill.example/a?b=1&c=2\r\n\r\n",
        "<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>/a?b=1&amp;c=2</loc></url></urlset>".encode("utf-16"),
        b"<urlset><url><loc>https://mill.example/a?b=1&amp;c=2</loc></url><url><loc>https://mill.exa",
        gzip.compress(b"<urlset><url><loc>https://mill.example/a?b=1&amp;c=2\x10</loc></url></urlset>", mtime=0),
        rss("<link>https://mill.example/a?b=1&amp;c=2</link>"),
    ],
)
def test_a_sitemap_is_read_however_it_is_written(content: bytes) -> None:
    assert is_sitemap(content) or is_feed(content)
    (page,) = read_sitemap(content, "https://mill.example/sitemap.xml").pages
    assert page.address == "https://mill.example/a?b=1&c=2"


def test_a_sitemap_of_news_says_when_its_articles_were_published_and_what_has_no_address_is_told() -> None:
    content = (
        "<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://mill.example/a</loc>"
        "<n:news><n:publication_date>2019-03-04T23:00:00-08:00</n:publication_date><n:title>The wheel</n:title>"
        "</n:news></url><url><loc></loc></url><url><loc>ftp://mill.example/b</loc></url></urlset>"
    )
    told = read_sitemap(content.encode(), "https://mill.example/sitemap.xml")
    (page,) = told.pages
    assert page.entry
    assert (page.entry.published, page.entry.title) == (date(2019, 3, 4), "The wheel")
    assert len(told.left_out) == 2


@pytest.mark.parametrize("content", [b"Hello http://mill.example/a", b"<html></html>", b"", _ENTITY.encode()])
def test_what_is_no_sitemap_is_refused(content: bytes) -> None:
    with pytest.raises(ArticleError, match="is no sitemap"):
        read_sitemap(content, "https://mill.example/sitemap.xml")


def export(*posts: str) -> bytes:
    spaces = " ".join(f'xmlns:{name}="http://{name}.example/"' for name in ("content", "excerpt", "dc", "wp"))
    author = "<wp:author><wp:author_login>im</wp:author_login><wp:author_display_name>Ivo Mol</wp:author_display_name>"
    items = "".join(f"<item>{post}</item>" for post in posts)
    return f"<rss version='2.0' {spaces}><channel>{author}</wp:author>{items}</channel></rss>".encode()


def post(number: int, text: str = _WORDS, more: str = "", status: str = "publish") -> str:
    return (
        f"<title>Post {number}</title><link>https://mill.example/{number}</link><dc:creator>im</dc:creator>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded><wp:post_date>2019-03-05 00:30:00</wp:post_date>"
        "<wp:post_date_gmt>2019-03-04 23:30:00</wp:post_date_gmt><wp:post_type>post</wp:post_type>"
        f"<wp:status>{status}</wp:status>{more}"
    )


def test_what_nobody_may_read_on_a_blog_is_left_out_of_its_export_and_told() -> None:
    states = ("draft", "private", "trash", "pending", "future", "auto-draft")
    hidden = [post(n, status=status) for n, status in enumerate(states, 2)]
    secret = post(9, more="<wp:post_password><![CDATA[open sesame]]></wp:post_password>")
    comment = "<wp:comment><wp:comment_content>Hello</wp:comment_content></wp:comment>"
    told = read_export(export(post(1, more=comment), *hidden, secret), "export.xml")
    (entry,) = told.entries
    assert (entry.title, entry.author, entry.published) == ("Post 1", "Ivo Mol", date(2019, 3, 5))
    assert len(told.left_out) == 7
    assert all(one.private for one in told.left_out)
    assert str(told.left_out[-1].reason) == "It is behind a password."


def test_an_export_with_control_characters_and_one_that_breaks_off_keep_their_posts() -> None:
    content = export(post(1, f"{_WORDS}\x10\x0b"), post(2), post(3))
    assert titles(read_export(content, "export.xml")) == ["Post 1", "Post 2", "Post 3"]
    assert titles(read_export(content[:-250], "export.xml")) == ["Post 1", "Post 2"]
    assert titles(read_export(content.replace(b"<title>Post 2", b"<title>Post 2 &eacute; & co"), "x"))[1] == (
        "Post 2 é & co"
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('[caption id="a" width="3"]<img/> The old wheel[/caption]After.', "After."),
        ('Before [gallery ids="1,2"] after [gallery].', "Before  after ."),
        ('[vc_row][vc_column width="1/2"]Words[/vc_column][/vc_row]', "Words"),
        ("[box]Words[/box]", "Words"),
        ("[members_only]Secret[/members_only]Open.", "Open."),
        ("He said [sic] it [1] and [... ] left [a note]", "He said [sic] it [1] and [... ] left [a note]"),
        ("[[gallery]] shows pictures", "[gallery] shows pictures"),
        ("[contact-form-7 id='3' title='x'/]", ""),
    ],
)
def test_shortcodes_are_taken_out_and_the_words_within_stay(written: str, shown: str) -> None:
    assert without_shortcodes(written) == shown


def test_a_post_keeps_its_paragraphs_and_the_lines_of_what_is_preformatted() -> None:
    text = "One.\n\n<p>Two.</p>\n\n<pre>a: 1\n\nb: 2</pre>\n\nThree &amp; <b>four</b>.<!-- x --><i hidden>No</i>"
    (entry,) = read_export(export(post(1, text)), "export.xml").entries
    assert read_entry(entry).text == "One.\n\nTwo.\n\na: 1\nb: 2\n\nThree & four."
