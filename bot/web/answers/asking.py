"""Have a question answered in its turn, and tell what happens as it happens; who leaves stops it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.answering.events import Done, Event, outcome_of
from bot.failures import RefusedError
from bot.service.admission.limits import Asker
from bot.service.answering import Asked, Waiting
from bot.web.request.templating import say_wait
from corpus.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.answering.answer import Outcome
    from bot.web.request.parts import Parts
    from bot.web.signin.viewer import Viewer

# With the bundled model's 15 seconds an answer, whoever came last would wait for an hour.
_MOST_WAITING = 250

Told = Event | Waiting


def admit(parts: Parts, viewer: Viewer | None, language: str) -> None:
    """Count a question of someone signed in against what their server allows a person and all of it in an hour.

    Raises:
        RefusedError: they have asked so much.
    """
    shelf = next((one for one in viewer.shelves if one.corpus == parts.corpus), None) if viewer else None
    if viewer is None or shelf is None:
        return
    asker = Asker(person=viewer.person_id, channel=viewer.person_id, guild=shelf.server)
    until = parts.limits.count(asker, parts.store.servers.settings(shelf.server))
    if until is not None:
        raise RefusedError("too_many", when=say_wait(until - parts.clock(), language))


async def answering(parts: Parts, asked: Asked) -> AsyncGenerator[Told]:
    """Yield what happens until the outcome, which is the last.

    Raises:
        BusyError: too many wait already.
        FootnoteError: the question can't be answered.
    """
    if parts.turns.waiting >= _MOST_WAITING:
        raise BusyError("Too many questions wait already: ask again in a few minutes.")
    told: asyncio.Queue[Told | None] = asyncio.Queue()
    joined = parts.answering.join(parts, asked, told.put_nowait)
    joined.future.add_done_callback(lambda _: told.put_nowait(None))
    try:
        while (one := await told.get()) is not None:
            yield one
        yield Done(outcome=await joined.outcome())
    finally:
        joined.leave()


async def answered(parts: Parts, asked: Asked) -> Outcome:
    """Return the outcome, for whoever wants only the end.

    Raises:
        FootnoteError: the question can't be answered.
    """
    return outcome_of([told async for told in answering(parts, asked) if isinstance(told, Done)])
