"""Read sitemaps, of XML or a line an address, into addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.entry import Entry, LeftOut
from ingest.lists.feed import is_feed, read_feed
from ingest.lists.xml import elements, first_tag, local_name, opened
from ingest.readers.document.dates import any_date
from ingest.readers.document.decoding import decode

if TYPE_CHECKING:
    from typing import Any

_SITEMAP = Reason("sitemap")
_ROOTS = frozenset(["urlset", "sitemapindex"])
_NO_ADDRESS = Reason("It has no web address.")
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An address in a sitemap: when it last changed, and what a sitemap of news says of it."""

    address: str
    changed: str | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The pages of a sitemap, the addresses of further sitemaps, and what has no address."""

    pages: tuple[Listed, ...]
    sitemaps: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def is_sitemap(content: bytes) -> bool:
    """Say whether a document looks like a sitemap."""
    return first_tag(content) in _ROOTS or bool(_lines(content))


def read_sitemap(content: bytes, address: str) -> Sitemap:
    """Return the addresses in a sitemap, which may be gzipped, a text, or a feed, as the protocol allows.

    Raises:
        ArticleError: it is no sitemap.
    """
    content = opened(content, address)
    if lines := _lines(content):
        pages = tuple(Listed(address=line) for line in lines if _is_address(line))
        others = tuple(LeftOut(name=line, reason=_NO_ADDRESS) for line in lines if not _is_address(line))
        return Sitemap(pages=pages, left_out=others)
    if is_feed(content):
        told = read_feed(content, address)
        pages = (Listed(address=e.address, changed=e.changed, entry=e) for e in told.entries if not e.whole)
        return Sitemap(pages=tuple(pages), left_out=told.left_out)
    pages, sitemaps, left_out = list[Listed](), list[str](), list[LeftOut]()
    for name, element in elements(content, address, {"url", "sitemap"}, _SITEMAP, _ROOTS):
        said = {local_name(child.tag): (child.text or "").strip() for child in element}
        found = _address(said.get("loc", ""), address)
        if not found:
            left_out.append(LeftOut(name=said.get("loc") or address, reason=_NO_ADDRESS))
        elif name == "sitemap":
            sitemaps.append(found)
        else:
            pages.append(Listed(address=found, changed=said.get("lastmod") or None, entry=_news(element, found)))
    return Sitemap(pages=tuple(pages), sitemaps=tuple(dict.fromkeys(sitemaps)), left_out=tuple(left_out))


def _news(element: Any, address: str) -> Entry | None:
    """Return what a sitemap of news says of an article: https://www.google.com/schemas/sitemap-news/0.9."""
    said = {local_name(part.tag): (part.text or "").strip() for part in element.iter()}
    if "publication_date" not in said:
        return None
    return Entry(address=address, title=said.get("title", ""), published=any_date(said["publication_date"]))


def _lines(content: bytes) -> list[str]:
    """Return the lines of a text that lists addresses, a line each, but for remarks; a few may be something else."""
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] not in {b"h", b"H", b"#"}:
        return []
    try:
        text = decode(content, "")
    except ArticleError:
        return []
    lines = [line.strip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return lines if sum(map(_is_address, lines)) > _MOSTLY * len(lines) else []


def _is_address(line: str) -> bool:
    return line.lower().startswith(("http://", "https://")) and not any(sign.isspace() for sign in line)


def _address(loc: str, base: str) -> str:
    try:
        address = urljoin(base, loc) if loc else ""
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""
