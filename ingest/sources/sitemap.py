"""A sitemap as a source: its pages and those of the sitemaps it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.lists.sitemap import is_sitemap, read_sitemap
from ingest.sources.items import Found, Noted
from ingest.sources.kind import SourceKind, Visit
from ingest.sources.looking import Target, cleared
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.sources.items import Item

_MOST_SITEMAPS = 200


async def walk_sitemap(visit: Visit) -> AsyncGenerator[Item]:
    """Look at each page that is new or has changed by what the sitemaps say."""
    config, looker = visit.config, visit.looker
    pages: dict[str, str | None] = {}
    waiting = [visit.state.origin]
    for number, address in enumerate(waiting):
        first = number == 0
        got = visit.fetched if visit.fetched and first else await visit.getter.get(address, named=first)
        if isinstance(got, Fetched):
            sitemap = read_sitemap(got.content, address)
            pages |= dict(sitemap.pages)
            room = _MOST_SITEMAPS - len(waiting)
            waiting += [loc for loc, _ in sitemap.sitemaps if loc not in waiting][:room]
    admitted = [Target(address=a, changed=c) for a, c in pages.items() if config.admits(a)][: config.cap]
    targets = [*admitted, *looker.due(config, admitted)]
    yield Found(addresses=len(targets))
    async for item in looker.look_at_all(config, targets):
        yield item
    yield looker.listed(config, admitted)
    yield Noted(state=cleared(visit.state))


SITEMAP = SourceKind(name="sitemap", most=5000, walk=walk_sitemap, is_it=lambda got: is_sitemap(got.content))
