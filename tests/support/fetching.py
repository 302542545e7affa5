"""Fetch from a website on loopback, with time that passes only by sleeping."""

from __future__ import annotations

from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ingest.web.fetcher import Fetcher
from tests.support.fakes import Hours
from tests.support.website import Reply

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.website import Website

LOOPBACK = [ip_network("127.0.0.0/8")]
MB = 1024 * 1024
PAGE = Reply(headers={"Content-Type": "text/html"}, body=b"<p>Words.")


@asynccontextmanager
async def fetching(site: Website, hours: Hours | None = None, **limits: Any) -> AsyncGenerator[Fetcher]:
    """Fetch from a site on loopback, with time that passes only by sleeping."""
    hours = hours or Hours()
    options: dict[str, Any] = {
        "max_bytes": MB,
        "allow": LOOPBACK,
        "sleep": hours.sleep,
        "clock": hours.clock,
        **limits,
    }
    async with site, Fetcher(**options) as fetcher:
        yield fetcher
