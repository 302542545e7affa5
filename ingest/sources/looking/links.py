"""Find the links of a page that stay on its site (door: lxml)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|atom|zip|gz|mp[34]|webm|ogg|avi|woff2?|exe|dmg)$",
    re.IGNORECASE,
)
_MOST = 2000


def links_of(content: bytes, charset: str | None, address: str) -> list[str]:
    """Return the addresses on the same host that a page links to and may be followed, each once, in its order."""
    tree = _tree(content, charset)
    if tree is None:
        return []
    robots = " ".join(tree.xpath("//meta[translate(@name,'ROBTS','robts')='robots']/@content")).lower()
    if "nofollow" in robots:
        return []
    base = next(iter(tree.xpath("//base/@href")), address)
    host = urlsplit(address).netloc.lower()
    found: dict[str, None] = {}
    for anchor in tree.xpath("//a[@href] | //area[@href]"):
        if "nofollow" not in (anchor.get("rel") or "").lower():
            link = _joined(urljoin(address, base), anchor.get("href"))
            if link and urlsplit(link).netloc.lower() == host and not _NO_PAGE.search(urlsplit(link).path):
                found[link] = None
    return list(found)[:_MOST]


def feed_link(content: bytes, charset: str | None, address: str) -> str | None:
    """Return the address of the feed that a page names as its own.

    A blog's first feed is its own, the others those of comments and categories.
    """
    return next(iter(feed_links(content, charset, address)), None)


def feed_links(content: bytes, charset: str | None, address: str) -> list[str]:
    """Return the addresses of the feeds that a page names, each once, in its order."""
    tree = _tree(content, charset)
    if tree is None:
        return []
    path = "//link[@rel='alternate'][contains(@type,'rss') or contains(@type,'atom') or contains(@type,'feed+json')]"
    links = [_joined(address, link.get("href") or "") for link in tree.xpath(path)]
    return list(dict.fromkeys(link for link in links if link and link != address))


def title_of_page(content: bytes, charset: str | None) -> str:
    """Return the name of a page's site, or else the page's title; nothing where it has neither."""
    tree = _tree(content, charset)
    paths = ("//meta[@property='og:site_name']/@content", "//title/text()")
    named = [] if tree is None else [found for path in paths for found in tree.xpath(path)]
    return next((words for one in named if (words := " ".join(str(one).split()))), "")


def blog_interface(content: bytes, charset: str | None, address: str) -> str | None:
    """Return the address of the WordPress blog whose interface a page names: https://developer.wordpress.org/rest-api."""
    tree = _tree(content, charset)
    paths = [] if tree is None else tree.xpath("//link[@rel='https://api.w.org/']/@href")
    link = next((found for path in paths if (found := _joined(address, path))), None)
    return link.rstrip("/").removesuffix("/wp-json") + "/" if link else None


def _tree(content: bytes, charset: str | None) -> Any:
    """Return the tree of a page, None where it is none."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, fromstring

    try:
        return fromstring(content, parser=HTMLParser(encoding=charset, no_network=True))
    except (LxmlError, LookupError, ValueError):
        return None


def _joined(base: str, href: str) -> str | None:
    try:
        link = urljoin(base, href.strip()).partition("#")[0]
        return link if urlsplit(link).scheme in {"http", "https"} else None
    except ValueError:
        return None
