"""Read feeds - RSS, Atom, JSON Feed - into entries (door: feedparser)."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from corpus.errors import ArticleError
from ingest.entry import Entry
from ingest.readers.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST = 2000


def read_feed(content: bytes, address: str) -> list[Entry]:
    """Return the entries of a feed that have an address, in its order, each address once.

    Raises:
        ArticleError: it is no feed.
    """
    found = _json_entries(content, address) if content.lstrip()[:1] == b"{" else _xml_entries(content, address)
    once = {entry.address: entry for entry in reversed([e for e in found if e.address])}
    return list(reversed(once.values()))[:_MOST]


def _xml_entries(content: bytes, address: str) -> Iterator[Entry]:
    import feedparser

    # Given as bytes, nothing is fetched; entities that blow up are refused by the parser beneath.
    feed: Any = feedparser.parse(content, response_headers={"content-location": address})
    if not feed.version:
        raise _no_feed(address)
    about = feed.feed
    for entry in feed.entries:
        texts = [str(part.value) for part in entry.get("content", [])]
        yield Entry(
            address=_address(entry.get("link"), address),
            title=str(entry.get("title", "")),
            author=str(entry.author) if entry.get("author") else None,
            published=_day(entry.get("published_parsed")),
            language=(entry.get("content") or [{}])[0].get("language") or about.get("language"),
            site=str(about.title) if about.get("title") else None,
            html=max([*texts, str(entry.get("summary", ""))], key=len),
            # By dict, since feedparser takes one for the other and warns of it.
            changed=dict.get(entry, "updated") or dict.get(entry, "published"),
        )


def _json_entries(content: bytes, address: str) -> Iterator[Entry]:
    feed: Any = {}
    try:
        feed = json.loads(content)
        items: Any = feed["items"] if "jsonfeed.org" in feed["version"] else None
    except (ValueError, KeyError, TypeError, RecursionError):
        items = None
    if not isinstance(items, list):
        raise _no_feed(address)
    for item in items:
        if isinstance(item, dict):
            yield _json_entry(item, feed, address)


def _json_entry(item: Mapping[str, Any], feed: Mapping[str, Any], address: str) -> Entry:
    def text(name: str, of: Mapping[str, Any] = item) -> str:
        return value if isinstance(value := of.get(name), str) else ""

    authors: list[Any] = item.get("authors") or [item.get("author")]
    names = [name for a in authors if isinstance(a, dict) and (name := text("name", a))]
    return Entry(
        address=_address(text("url"), address),
        title=text("title"),
        author=", ".join(names) or None,
        published=parse_date(text("date_published")),
        language=text("language") or text("language", feed) or None,
        site=text("title", feed) or None,
        html=text("content_html") or text("content_text") or text("summary"),
        changed=text("date_modified") or text("date_published") or None,
    )


def _address(link: object, base: str) -> str:
    """Return an entry's link, whole; nothing where it is no web address."""
    try:
        address = urljoin(base, str(link).strip()) if link else ""
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _day(parsed: Any) -> date | None:
    try:
        return date(*parsed[:3]) if parsed else None
    except (ValueError, TypeError):
        return None


def _no_feed(address: str) -> ArticleError:
    return ArticleError("{page} is no feed that can be read: check the address, or give it as a page.", page=address)


def is_feed(content: bytes) -> bool:
    """Say whether a document looks like a feed."""
    head = content[:2048].lower()
    marks = (b"<rss", b"<feed", b"<rdf:rdf", b"jsonfeed.org/version")
    return any(mark in head for mark in marks) and b"<html" not in head
