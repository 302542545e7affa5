"""Which shards of the bot a process runs, and that no other runs them meanwhile."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import AwayError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service.store.store import Store

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_BETWEEN_IDENTIFIES = 5.0
_SECONDS_BETWEEN_TRIES = 0.5
_IDENTIFYING = "identifying"
_SHARDS = re.compile(r"(?P<first>[0-9]{1,5})(-(?P<last>[0-9]{1,5}))?/(?P<count>[0-9]{1,5})", re.ASCII)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """The shards from `first` to `last` of so many, numbered from 0 as Discord does."""

    first: int
    last: int
    count: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}/{self.count}"

    @property
    def ids(self) -> list[int]:
        """Return their numbers."""
        return list(range(self.first, self.last + 1))

    @property
    def are_all(self) -> bool:
        """Say whether there are no others."""
        return len(self.ids) == self.count


def read_shards(words: str) -> Shards:
    """Read which shards a process runs, as 0-3/16 or 5/16.

    Raises:
        UsageError: it isn't that.
    """
    found = _SHARDS.fullmatch(words.strip())
    first, count = (int(found["first"]), int(found["count"])) if found else (0, 0)
    last = int(found["last"] or first) if found else 0
    if not first <= last < count:
        raise UsageError(
            "--shards takes the first and the last shard of how many, as 0-3/16: numbers from 0, the last below how"
            " many there are."
        )
    return Shards(first=first, last=last, count=count)


class Claim:
    """What a process holds while it runs: its questions, and its shards, None for all there are."""

    def __init__(self, store: Store, shards: Shards | None) -> None:
        """Name where it is held."""
        self._store = store
        self._names = [f"shard {one}/{shards.count}" for one in shards.ids] if shards else ["all shards"]
        self._has_others = bool(shards and not shards.are_all)
        self._has_begun = asyncio.Event()
        self.is_lost = False

    async def taken(self, closed: Callable[[], bool]) -> None:
        """Hold the shards; where another process runs one of them, wait for its end, to take its place.

        It has ended once it was gone at two looks: after a break of the connection it has time to say that it lives.
        """
        free_before, told = True, False
        while not closed():
            try:
                free = not await asyncio.to_thread(self._store.held, self._names)
                if free and free_before and await asyncio.to_thread(self._hold):
                    self._has_begun.set()
                    return
            except AwayError as error:
                free = False
                _log.warning("%s", error)
            if not told:
                _log.info("Another process runs these shards: this one takes its place when it ends")
            free_before, told = free, True
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def lost(self) -> None:
        """Go on holding them; return once another process has taken them, which ends this one."""
        await self._has_begun.wait()
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                if not await asyncio.to_thread(self._hold):
                    self.is_lost = True
                    return
            except AwayError as error:
                _log.warning("%s", error)

    async def may_identify(self) -> bool:
        """Wait for this process's turn to introduce a shard; say whether there are others to take turns with.

        Discord takes one a few seconds, of all processes together.
        """
        if self._has_others:
            while not await asyncio.to_thread(self._store.hold, _IDENTIFYING):  # noqa: ASYNC110 -- of other processes
                await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
            await asyncio.sleep(SECONDS_BETWEEN_IDENTIFIES)
            await asyncio.to_thread(self._store.let_go, _IDENTIFYING)
        return self._has_others

    def _hold(self) -> bool:
        self._store.questions.are_held()
        has_all = all(self._store.hold(name) for name in self._names)
        for name in () if has_all else self._names:
            self._store.let_go(name)
        return has_all
