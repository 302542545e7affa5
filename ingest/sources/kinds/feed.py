"""A feed as a source: its entries, and what failed of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.store.tables.journal import State
from ingest.entry import Entry, LeftOut
from ingest.lists.feed import is_feed, read_feed
from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Found, Noted, passed
from ingest.sources.looking.links import feed_link
from ingest.sources.looking.looker import Target, beyond, succeeded, whole
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.sources.looking.items import Item


async def walk_feed(visit: Visit) -> AsyncGenerator[Item]:
    """Look at each entry's page; a page at the source's address leads to the feed it names."""
    config, state, looker = visit.config, visit.state, visit.looker
    entries = list[Entry]()
    left_out = list[LeftOut]()
    got = visit.fetched or await visit.getter.get(
        state.origin, etag=state.etag, last_modified=state.last_modified, named=True
    )
    if isinstance(got, Fetched):
        if not is_feed(got.content) and (link := feed_link(got.content, got.charset, got.final)):
            inner = await visit.getter.get(link, named=True)
            got = inner if isinstance(inner, Fetched) else got
        told = read_feed(got.content, got.final, got.charset)
        entries = [e for e in told.entries if config.admits(e.address)]
        left_out = [*told.left_out, *beyond(config, len(entries))]
        del entries[config.cap :]
    targets = [Target(address=e.address, changed=e.changed, entry=e) for e in entries if not e.whole]
    targets += looker.due(config, targets)
    wholes = [whole(entry, State(origin=entry.address, source=config.name)) for entry in entries if entry.whole]
    yield Found(addresses=len(targets) + len(wholes))
    for item in [*passed(left_out), *wholes]:
        yield item
    async for item in looker.look_at_all(config, targets):
        yield item
    yield Noted(state=succeeded(state, got))


FEED = SourceKind(name="feed", most=500, walk=walk_feed, is_it=lambda got: is_feed(got.content))
