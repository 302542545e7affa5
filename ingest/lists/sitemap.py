"""Read sitemaps into addresses."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.lists.xml import elements, local_name, unreadable

_MOST_BYTES = 200 * 1024 * 1024
_SITEMAP = Reason("sitemap")
_ROOTS = frozenset(["urlset", "sitemapindex"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The addresses of a sitemap, and those of further sitemaps, each with when it last changed."""

    pages: tuple[tuple[str, str | None], ...]
    sitemaps: tuple[tuple[str, str | None], ...]


def read_sitemap(content: bytes, address: str) -> Sitemap:
    """Return the addresses in a sitemap, which may be gzipped.

    Raises:
        ArticleError: it is no sitemap.
    """
    found: dict[str, list[tuple[str, str | None]]] = {"url": [], "sitemap": []}
    for name, element in elements(_unzipped(content, address), address, found.keys(), _SITEMAP, _ROOTS):
        said = {local_name(child.tag): (child.text or "").strip() for child in element}
        if said.get("loc", "").startswith(("http://", "https://")):
            found[name].append((said["loc"], said.get("lastmod") or None))
    return Sitemap(pages=tuple(found["url"]), sitemaps=tuple(found["sitemap"]))


def _unzipped(content: bytes, address: str) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    unzip = zlib.decompressobj(wbits=31)
    try:
        text = unzip.decompress(content, _MOST_BYTES)
    except zlib.error as error:
        raise unreadable(address, _SITEMAP) from error
    if unzip.unconsumed_tail:
        raise ArticleError(
            "The sitemap {page} is larger than {most} MB: give its parts one by one.",
            page=address,
            most=_MOST_BYTES // 2**20,
        )
    return text


def is_sitemap(content: bytes) -> bool:
    """Say whether a document looks like a sitemap."""
    head = content[:2048].lower()
    return b"<urlset" in head or b"<sitemapindex" in head
