"""The parts that pages, API and MCP work with."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from bot.web.kept import Kept

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

    from bot.service.admission.queue import Turns
    from bot.service.admission.workers import Workers
    from bot.service.article_list import Listings
    from bot.service.corpora import Corpora, Library
    from bot.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the face is made of; `corpus` is the name of the corpus that it shows.

    `answers` are those in the making, `kept` the last that were given, by their ids.
    """

    site: Site
    corpus: str
    corpora: Corpora
    turns: Turns
    workers: Workers
    listings: Listings
    answers: set[asyncio.Task[None]] = field(default_factory=set[Any])
    kept: Kept = field(default_factory=Kept)

    @asynccontextmanager
    async def library(self, name: str = "") -> AsyncGenerator[Library]:
        """Open a corpus, the one that is shown where none is named, and keep it open meanwhile.

        Raises:
            FootnoteError: it can't be used.
        """
        name = name or self.corpus
        self.corpora.hold(name)
        try:
            yield await self.workers.run("look_up", self.corpora.open, name)
        except asyncio.CancelledError:
            self.corpora.hold(name)  # for good: what was being done with it may go on in its thread
            raise
        finally:
            self.corpora.release(name)


def parts_of(request: Request) -> Parts:
    """Return the parts that a request is answered with."""
    return cast("Parts", request.app.state.parts)
