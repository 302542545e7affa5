"""Go through the addresses of web sources, each kind in its own way, and tell what is there."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from ingest.sources.kinds.kind import Visit
from ingest.sources.kinds.registry import KINDS, kind_of_source
from ingest.sources.looking.following import Following
from ingest.sources.looking.items import Failed, Passed, Waiting
from ingest.sources.looking.looker import Getter, Looker, Memory
from ingest.web.fetcher import Fetched

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import date

    from ingest.source_config import SourceConfig
    from ingest.sources.kinds.kind import Archive, Disk
    from ingest.sources.looking.items import Item


class Gatherer:
    """Goes through sources by a getter, as far as what is known of them leaves something to learn."""

    def __init__(  # noqa: PLR0913 -- one parameter a choice that a run has
        self,
        getter: Getter,
        memory: Memory,
        *,
        now: float,
        forced: bool = False,
        since: date | None = None,
        disk: Disk | None = None,
        archive: Archive | None = None,
    ) -> None:
        """Name the parts; `forced` tries also what failed before and isn't due yet.

        What is new and by its list was published before the day `since` isn't fetched.
        """
        self._disk = disk
        self._archive = archive
        self._getter = Following(getter)
        self._looker = Looker(self._getter, memory, now=now, forced=forced, since=since)

    async def items(self, config: SourceConfig) -> AsyncGenerator[Item]:
        """Yield what is at a source's addresses, in the order it is learnt."""
        state = self._looker.state(config.address, config)
        if self._looker.is_waiting(state):
            yield Waiting(state=state)
            return
        visit = Visit(
            config=config,
            state=state,
            getter=self._getter,
            looker=self._looker,
            disk=self._disk,
            archive=self._archive,
        )
        try:
            if config.kind is None:
                fetched = await self._getter.get(state.origin, named=True)
                if not isinstance(fetched, Fetched):
                    return
                visit, kind = visit.with_fetched(fetched), kind_of_source(fetched)
            else:
                kind = KINDS[config.kind]
            if kind.walk is None:
                return
            walk = kind.walk(visit)
            async with aclosing(walk):
                async for item in walk:
                    yield replace(item, source=config.name) if isinstance(item, Passed) else item
        except ArticleError as error:
            yield Failed(state=state, error=error.reason, retry_after=getattr(error, "retry_after", None))
