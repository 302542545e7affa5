"""A sitemap as a source: its pages and those of the sitemaps it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from ingest.lists.sitemap import Listed, is_sitemap, read_sitemap
from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Failed, Found, Noted, passed
from ingest.sources.looking.looker import Target, beyond, cleared
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.sources.looking.items import Item

_MOST_SITEMAPS = 200


async def walk_sitemap(visit: Visit) -> AsyncGenerator[Item]:
    """Look at each page that is new or has changed by what the sitemaps say."""
    config, looker = visit.config, visit.looker
    pages: dict[str, Listed] = {}
    waiting = [visit.state.origin]
    failed = False
    for number, address in enumerate(waiting):
        first = number == 0
        try:
            got = visit.fetched if visit.fetched and first else await visit.getter.get(address, named=first)
            sitemap = read_sitemap(got.content, address) if isinstance(got, Fetched) else None
        except ArticleError as error:
            if first:
                raise
            # The others go on; but what it lists isn't known now, so nothing has vanished.
            yield Failed(state=looker.state(address, config), error=error.reason)
            failed = True
            continue
        if sitemap:
            pages |= {page.address: page for page in sitemap.pages if page.address not in pages}
            more = [loc for loc in sitemap.sitemaps if loc not in waiting]
            waiting += more[: _MOST_SITEMAPS - len(waiting)]
            for item in passed(sitemap.left_out):
                yield item
    found = [Target(address=p.address, changed=p.changed, entry=p.entry) for p in pages.values()]
    found = [target for target in found if config.admits(target.address)]
    admitted = found[: config.cap]
    due = [target for target in looker.due(config, admitted) if target.address not in waiting]
    for item in passed(beyond(config, len(found))):
        yield item
    yield Found(addresses=len(admitted) + len(due))
    async for item in looker.look_at_all(config, [*admitted, *due]):
        yield item
    if not failed:
        yield looker.listed(config, [*admitted, *(Target(address=address) for address in waiting)])
    yield Noted(state=cleared(visit.state))


SITEMAP = SourceKind(name="sitemap", most=5000, walk=walk_sitemap, is_it=lambda got: is_sitemap(got.content))
