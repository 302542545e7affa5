"""A feed as a source: its entries, and what failed of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.lists.feed import is_feed, read_feed
from ingest.sources.items import Found, Noted
from ingest.sources.kind import SourceKind, Visit
from ingest.sources.links import feed_link
from ingest.sources.looking import Target, succeeded
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.entry import Entry
    from ingest.sources.items import Item


async def walk_feed(visit: Visit) -> AsyncGenerator[Item]:
    """Look at each entry's page; a page at the source's address leads to the feed it names."""
    config, state, looker = visit.config, visit.state, visit.looker
    entries: list[Entry] = []
    got = visit.fetched or await visit.getter.get(
        state.origin, etag=state.etag, last_modified=state.last_modified, named=True
    )
    if isinstance(got, Fetched):
        if got.media_type in {"text/html", "application/xhtml+xml"} and (
            link := feed_link(got.content, got.charset, got.final)
        ):
            inner = await visit.getter.get(link, named=True)
            got = inner if isinstance(inner, Fetched) else got
        entries = [e for e in read_feed(got.content, got.final) if config.admits(e.address)][: config.cap]
    targets = [Target(address=e.address, changed=e.changed, entry=e) for e in entries]
    targets += looker.due(config, targets)
    yield Found(addresses=len(targets))
    async for item in looker.look_at_all(config, targets):
        yield item
    yield Noted(state=succeeded(state, got))


FEED = SourceKind(name="feed", most=500, walk=walk_feed, is_it=lambda got: is_feed(got.content))
