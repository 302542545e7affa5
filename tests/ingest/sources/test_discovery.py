"""What an address offers: a blog's interface, a feed, a sitemap, or no more than a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import UsageError
from ingest.sources.config import load_sources
from ingest.sources.discovery import discover, offers
from tests.support import blog
from tests.support.fetching import fetching
from tests.support.website import Reply, Website

if TYPE_CHECKING:
    from pathlib import Path

_FEED_LINK = '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
_BLOG_LINK = '<link rel="https://api.w.org/" href="/wp-json/">'


def _page(*links: str) -> Reply:
    return blog.html(f"<html><head>{''.join(links)}</head><body><p>Hello.</p></body></html>".encode())


async def test_a_page_leads_to_its_blog_or_its_feed_or_its_sitemap(tmp_path: Path) -> None:
    listed = "/wp-json/wp/v2/posts?per_page=100&page=1&_fields=id,link,modified_gmt"
    site = Website()
    site.pages["/"] = [_page(_BLOG_LINK, _FEED_LINK), _page(_BLOG_LINK, _FEED_LINK), _page()]
    site.pages[listed] = [Reply(body=b'[{"id": 1, "link": "x", "modified_gmt": "y"}]'), Reply(status=403)]
    site.pages["/feed"] = [blog.feed([("http://a.example/", "A")])]
    site.pages["/a"] = [_page()]
    async with fetching(site) as fetcher:
        site.pages["/sitemap.xml"] = [blog.sitemap([(site.url("/a"), "2024-03-01")])]
        paths = ("/", "/", "/", "/feed", "/sitemap.xml", "/a")
        found = [await discover(fetcher, site.url(path)) for path in paths]

    assert [(one.kind, one.address.removeprefix(site.url(""))) for one in found] == [
        ("wordpress", "/"),
        ("feed", "/atom.xml"),
        ("sitemap", "/sitemap.xml"),
        ("feed", "/feed"),
        ("sitemap", "/sitemap.xml"),
        ("page", "/a"),
    ]
    file = tmp_path / "sources.toml"
    file.write_text("\n".join(one.table(f"Le « Quai » {n}") for n, one in enumerate(found)), encoding="utf-8")
    assert [source.kind for source in load_sources(file)] == [one.kind for one in found]


async def test_a_front_page_offers_its_lists_first_by_their_names_and_any_other_page_itself() -> None:
    site = Website()
    head = '<title>The Quay</title><link rel="alternate" type="application/rss+xml" href="/gone">' + _FEED_LINK
    site.pages["/"] = site.pages["/a"] = [_page(head)]
    site.pages["/atom.xml"] = site.pages["/feed"] = [
        blog.feed([("http://a.example/", "A"), ("http://a.example/b", "B")])
    ]
    async with fetching(site) as fetcher:
        site.pages["/sitemap.xml"] = [blog.sitemap([(site.url("/a"), "2024-03-01")])]
        front, page, feed = [await offers(fetcher, site.url(path)) for path in ("/", "/a", "/feed")]

    assert [(one.kind, one.title, one.count) for one in front] == [
        ("feed", "Le Quai", 2),
        ("sitemap", "The Quay", None),
        ("site", "The Quay", None),
        ("page", "The Quay", 1),
    ]
    assert [one.kind for one in page] == ["page", "feed", "sitemap"]
    assert [(one.kind, one.title) for one in feed] == [("feed", "Le Quai")]


async def test_what_is_no_address_is_refused_before_anything_is_fetched() -> None:
    async with fetching(Website()) as fetcher:
        with pytest.raises(UsageError):
            await discover(fetcher, "ftp://a.example/")
