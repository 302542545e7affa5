"""Read sitemaps and WordPress exports, which are XML that strangers wrote (door: defusedxml)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.entry import Entry
from ingest.readers.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_MOST_BYTES = 200 * 1024 * 1024
_SITEMAP, _EXPORT = Reason("sitemap"), Reason("WordPress export")


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
    for name, element in _elements(_unzipped(content, address), address, {"url", "sitemap"}, _SITEMAP):
        said = {_local(child.tag): (child.text or "").strip() for child in element}
        if said.get("loc", "").startswith(("http://", "https://")):
            found[name].append((said["loc"], said.get("lastmod") or None))
    return Sitemap(pages=tuple(found["url"]), sitemaps=tuple(found["sitemap"]))


def read_export(content: bytes, address: str) -> list[Entry]:
    """Return the published posts of a WordPress export (WXR).

    Raises:
        ArticleError: it is no such export.
    """
    entries: list[Entry] = []
    for _, item in _elements(content, address, {"item"}, _EXPORT):
        said = {_local(child.tag): (child.text or "").strip() for child in item}
        # The text and the excerpt have one local name in two namespaces.
        texts = {child.tag: child.text or "" for child in item if _local(child.tag) == "encoded"}
        if said.get("status") != "publish" or said.get("post_type") not in {"post", "page"} or not said.get("link"):
            continue
        entries.append(
            Entry(
                address=said["link"],
                title=said.get("title", ""),
                author=said.get("creator") or None,
                published=_day(said.get("post_date_gmt", "")) or _day(said.get("post_date", "")),
                html=_paragraphs(next((t for tag, t in texts.items() if "content" in tag), "")),
                changed=said.get("post_modified_gmt") or said.get("post_date_gmt"),
                whole=True,
            )
        )
    return entries


def _elements(content: bytes, address: str, names: set[str], kind: Reason) -> Iterator[tuple[str, Any]]:
    """Walk the elements of those names; none is kept, so that a large file costs little memory."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    roots = {"urlset", "sitemapindex"} if kind == _SITEMAP else {"rss"}
    try:
        root = None
        for event, element in iterparse(BytesIO(content), events=("start", "end")):
            name = _local(element.tag)
            if root is None:
                root = element
                if name not in roots:
                    break
            elif event == "end" and name in names:
                yield name, element
                element.clear()
        else:
            return
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _unreadable(address, kind) from error
    raise _unreadable(address, kind)


def _unzipped(content: bytes, address: str) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    unzip = zlib.decompressobj(wbits=31)
    try:
        text = unzip.decompress(content, _MOST_BYTES)
    except zlib.error as error:
        raise _unreadable(address, _SITEMAP) from error
    if unzip.unconsumed_tail:
        raise ArticleError(
            "The sitemap {page} is larger than {most} MB: give its parts one by one.",
            page=address,
            most=_MOST_BYTES // 2**20,
        )
    return text


def _paragraphs(html: str) -> str:
    """Return the text of a post with paragraphs as WordPress makes them: an export has blank lines in their place."""
    if "<p" in html:
        return html
    return "".join(f"<p>{part}</p>" for part in html.replace("\r\n", "\n").split("\n\n") if part.strip())


def _day(text: str) -> date | None:
    return None if text.startswith("0000") else parse_date(text)


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()


def _unreadable(address: str, kind: Reason) -> ArticleError:
    return ArticleError(
        "{page} is no {kind} that can be read: check the address, or give it as another kind.", page=address, kind=kind
    )
