"""Ask a WordPress blog for its posts, by the addresses and documents of its REST interface (no request is made here).

https://developer.wordpress.org/rest-api/reference/posts/
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.entry import Entries, Entry, LeftOut
from ingest.readers.document.dates import any_date

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTED_AT_ONCE = 100
READ_AT_ONCE = 20
_PASSWORD = Reason("It is behind a password.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post in the list of a blog's posts."""

    number: int
    address: str
    changed: str


def about_address(blog: str) -> str:
    """Return the address that tells a blog's name."""
    return f"{blog.rstrip('/')}/wp-json/?_fields=name"


def list_address(blog: str, page: int) -> str:
    """Return the address of a page of the list of a blog's posts."""
    fields = "id,link,modified_gmt"
    return f"{blog.rstrip('/')}/wp-json/wp/v2/posts?per_page={LISTED_AT_ONCE}&page={page}&_fields={fields}"


def posts_address(blog: str, numbers: Sequence[int]) -> str:
    """Return the address of some posts, whole."""
    fields = "link,date,modified_gmt,title,content,_links,_embedded"
    wanted = ",".join(map(str, numbers))
    query = f"include={wanted}&per_page={len(numbers)}&_embed=author&_fields={fields}"
    return f"{blog.rstrip('/')}/wp-json/wp/v2/posts?{query}"


def read_name(content: bytes) -> str | None:
    """Return a blog's name, None where it doesn't say."""
    try:
        about: Any = json.loads(content)
        return unescape(str(about["name"])) or None
    except (ValueError, KeyError, TypeError):
        return None


def read_list(content: bytes, blog: str) -> list[Post]:
    """Return the posts on a page of the list.

    Raises:
        ArticleError: it is no such list.
    """
    return [
        Post(number=int(item["id"]), address=str(item["link"]), changed=str(item["modified_gmt"]))
        for item in _items(content, blog, {"id", "link", "modified_gmt"})
    ]


def read_posts(content: bytes, blog: str, site: str | None) -> Entries:
    """Return posts as entries; those behind a password are left out.

    Raises:
        ArticleError: they are no posts.
    """
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for item in _items(content, blog, {"link", "title", "content"}):
        if item["content"].get("protected"):
            left_out.append(LeftOut(name=str(item["link"]), reason=_PASSWORD, private=True))
            continue
        authors: Any = (item.get("_embedded") or {}).get("author") or []
        names = [str(author["name"]) for author in authors if isinstance(author, dict) and author.get("name")]
        entries.append(
            Entry(
                address=str(item["link"]),
                title=str(item["title"].get("rendered", "")),
                author=", ".join(names) or None,
                published=any_date(str(item.get("date", ""))),
                site=site,
                html=str(item["content"].get("rendered", "")),
                changed=str(item.get("modified_gmt", "")) or None,
                whole=True,
            )
        )
    return Entries(entries=tuple(entries), left_out=tuple(left_out))


def _items(content: bytes, blog: str, needed: set[str]) -> list[dict[str, Any]]:
    try:
        items: Any = json.loads(content)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or not all(isinstance(item, dict) and needed <= item.keys() for item in items):
        raise ArticleError("{page} has no WordPress interface: give it as a feed, a sitemap or a site.", page=blog)
    return items
