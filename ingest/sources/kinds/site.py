"""A site as a source: the pages that its links lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Failed, Found, Noted, Passed, Read, Same
from ingest.sources.looking.looker import Target

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.source_config import SourceConfig
    from ingest.sources.looking.items import Item


async def walk_site(visit: Visit) -> AsyncGenerator[Item]:
    """Follow links from the address, a level after the other; the address itself is where they begin."""
    config, origin, looker = visit.config, visit.state.origin, visit.looker
    seen = {origin}
    level = [origin]
    found: list[Target] = []
    for depth in range(config.depth + 1):
        links: dict[str, None] = {}
        targets = [Target(address=a, optional=True) for a in level if a == origin or config.admits(a)]
        found += [t for t in targets if t.address != origin]
        yield Found(addresses=len(targets) if depth else 0)
        async for item in looker.look_at_all(config, targets, named=depth == 0, crawl=True):
            if isinstance(item, (Read, Same)):
                links |= dict.fromkeys(item.state.links)
            elif isinstance(item, Failed) and item.state.origin == origin:
                yield item
                return
            if isinstance(item, Passed) or item.state.origin != origin:
                yield item
            elif isinstance(item, Read):
                yield Noted(state=item.state)
        level = [a for a in links if a not in seen and not _excluded(config, a)]
        level = level[: max(config.cap - len(found), 0)]
        seen.update(level)
        if not level:
            break
    yield looker.listed(config, found)


def _excluded(config: SourceConfig, address: str) -> bool:
    return not replace(config, include=()).admits(address)


SITE = SourceKind(name="site", most=500, walk=walk_site)
