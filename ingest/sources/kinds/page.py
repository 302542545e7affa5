"""A page of the web as a source: one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.sources.kinds.kind import SourceKind, Visit
from ingest.sources.looking.items import Found
from ingest.sources.looking.looker import Target

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ingest.sources.looking.items import Item


async def walk_page(visit: Visit) -> AsyncGenerator[Item]:
    """Look at the page."""
    yield Found(addresses=1)
    target = Target(address=visit.state.origin)
    if visit.fetched:
        yield visit.looker.read(visit.fetched, visit.state, target)
    else:
        yield await visit.looker.look(visit.config, target, named=True)


PAGE = SourceKind(name="page", most=1, walk=walk_page)
