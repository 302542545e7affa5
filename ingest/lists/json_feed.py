"""Read JSON Feed into entries: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from corpus.errors import ArticleError
from ingest.entry import Entry
from ingest.readers.document.dates import any_date
from ingest.readers.document.decoding import decode
from ingest.readers.text.wrapped_lines import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def is_json_feed(content: bytes) -> bool:
    """Say whether a document is a JSON Feed, by what it holds: its version may stand anywhere in it."""
    return _feed(content) is not None


def json_entries(content: bytes, address: str) -> Iterator[tuple[Entry, str]]:
    """Yield the entries, each with its id; one without an address of its own has none.

    Raises:
        ArticleError: it is no JSON Feed.
    """
    feed = _feed(content)
    if feed is None:
        raise ArticleError("{page} is no feed that can be read: check the address, or give it as a page.", page=address)
    for item in feed["items"]:
        if isinstance(item, dict):
            yield _entry(cast("dict[str, Any]", item), feed, address)


def _feed(content: bytes) -> dict[str, Any] | None:
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] != b"{":
        return None
    try:
        feed: Any = json.loads(decode(content, ""), strict=False)
    except (ValueError, RecursionError, ArticleError):
        return None
    version = feed.get("version")
    is_one = isinstance(version, str) and "jsonfeed.org" in version and isinstance(feed.get("items"), list)
    return feed if is_one else None


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], address: str) -> tuple[Entry, str]:
    def text(name: str, of: Mapping[str, Any] = item) -> str:
        value = of.get(name)
        return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""

    # The feed's authors are those of every item that names none, as the standard says.
    own: Any = item.get("authors") or [item.get("author")]
    authors: Any = own if own != [None] else feed.get("authors") or [feed.get("author")]
    names = [text("name", a) for a in authors if isinstance(a, dict)] if isinstance(authors, list) else []
    identity = text("id")
    links = (text("url"), identity if identity.startswith(("http://", "https://")) else "", text("external_url"))
    plain = "".join(f"<p>{escape(line)}</p>" for line in unwrapped(text("content_text")).split("\n") if line.strip())
    language = text("language") or text("language", feed) or None
    entry = Entry(
        address=next((link for link in (_address(one, address) for one in links if one) if link), ""),
        title=text("title"),
        author=", ".join(name for name in names if name) or None,
        published=any_date(text("date_published"), language),
        language=language,
        site=text("title", feed) or None,
        html=text("content_html") or plain or text("summary"),
        changed=text("date_modified") or text("date_published") or None,
    )
    return entry, identity


def _address(link: str, base: str) -> str:
    try:
        address = urljoin(base, link.strip())
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""
