"""Follow a page that sends its readers on by a meta refresh, as browsers do, like a redirect of its server."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.web.address import parse_address
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from ingest.sources.looking.looker import Getter
    from ingest.web.fetcher import Unchanged

_HEAD = 16_384
_LONGEST_WAIT = 10  # seconds; a page that sends on after more is there to be read
_MOST = 3
_UNREAD = re.compile(rb"<!--.*?-->|<noscript\b.*?</noscript\s*>|<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_REFRESH = re.compile(rb"""http-equiv\s*=\s*["']?refresh\b""", re.IGNORECASE)
_CONTENT = re.compile(
    rb"""content\s*=\s*(?P<quote>["'])\s*(?P<wait>\d+)[\d.]*\s*[;,]\s*(?:url\s*=\s*)?["']?(?P<url>[^"'>]+)""",
    re.IGNORECASE,
)


class Following:
    """A getter that gives the page at the end of the way."""

    def __init__(self, getter: Getter) -> None:
        """Name what fetches each page on the way; it also checks the address of each."""
        self._getter = getter

    async def get(
        self, address: str, *, etag: str | None = None, last_modified: str | None = None, named: bool = False
    ) -> Fetched | Unchanged:
        """Fetch a page, or the one that it sends on to.

        Raises:
            FetchError: as the getter does, of any of them.
        """
        got = await self._getter.get(address, etag=etag, last_modified=last_modified, named=named)
        seen = {address}
        while isinstance(got, Fetched) and len(seen) <= _MOST and (target := _sent_on_to(got)) and target not in seen:
            seen.add(target)
            inner = await self._getter.get(target)
            if isinstance(inner, Fetched):
                # The first page stays the same while what it leads to changes: neither's ETag is kept.
                got = replace(inner, address=got.address, moved=False, etag=None, last_modified=None)
        return got

    async def addresses(self, address: str) -> list[str]:
        """Return the IP addresses of an address's host, which may all be connected to.

        Raises:
            FetchError: as the getter does.
        """
        return await self._getter.addresses(address)


def _sent_on_to(page: Fetched) -> str | None:
    """Return the address that a page sends its readers on to by itself."""
    if page.media_type not in {"", "text/html", "application/xhtml+xml"}:
        return None
    for meta in _META.findall(_UNREAD.sub(b"", page.content[:_HEAD])):
        found = _CONTENT.search(meta) if _REFRESH.search(meta) else None
        if found and int(found["wait"][:6]) <= _LONGEST_WAIT:
            target = found["url"].decode("utf-8", "replace").strip().replace("&amp;", "&")
            address = str(parse_address(page.final).joined(target))
            return None if address == page.final else address
    return None
