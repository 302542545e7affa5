"""How many questions an hour a person, a channel and a server may ask."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping

    from bot.service.store.servers import ServerSettings

_WINDOW = 3600.0
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where; `guild` is None in direct messages, `parent` the channel of a thread."""

    person: int
    channel: int
    guild: int | None
    parent: int | None = None


class Counting(Protocol):
    """Counts questions for all processes that share a store."""

    def count(self, caps: Mapping[str, int], now: float, window: float) -> float | None:
        """Count a question by each key, and return None; or return when there is room for one, and count nothing."""
        ...

    def uncount(self, keys: Collection[str]) -> None:
        """Take back the last question of each key."""
        ...


class Limits:
    """Counts questions over the last hour."""

    def __init__(self, clock: Callable[[], float], shared: Counting | None = None) -> None:
        """Name the clock, which tells seconds since 1970, and what counts for several processes, if there are."""
        self._clock = clock
        self._shared = shared
        self._asked: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def count(self, asker: Asker, settings: ServerSettings) -> float | None:
        """Count a question, and return None; or return when one may be asked again, and count nothing."""
        now = self._clock()
        if len(self._asked) > _MOST_KEYS:
            self._sweep(now)
        here = settings.within(asker.channel, asker.parent)
        caps = dict(zip(_keys(asker, settings), (here.per_person, here.per_channel, here.per_server), strict=True))
        if not asker.guild:
            caps.pop(("server", None))
        kept = {key: cap for key, cap in caps.items() if cap > 0}
        if self._shared:
            return self._shared.count({repr(key): cap for key, cap in kept.items()}, now, _WINDOW)
        until = [when for key, cap in kept.items() if (when := self._full_until(key, cap, now))]
        if until:
            return max(until)
        for key in kept:
            self._asked[key].append(now)
        return None

    def uncount(self, asker: Asker, settings: ServerSettings) -> None:
        """Take back the last question of someone: it was none."""
        if self._shared:
            self._shared.uncount([repr(key) for key in _keys(asker, settings)])
        for key in _keys(asker, settings):
            if self._asked.get(key):
                self._asked[key].pop()

    def _full_until(self, key: Hashable, cap: int, now: float) -> float | None:
        asked = self._asked[key]
        while asked and asked[0] <= now - _WINDOW:
            asked.popleft()
        # The cap may have been lowered meanwhile: so many must pass that there are fewer than it.
        return asked[len(asked) - cap] + _WINDOW if len(asked) >= cap else None

    def _sweep(self, now: float) -> None:
        for key in [key for key, asked in self._asked.items() if not asked or asked[-1] <= now - _WINDOW]:
            del self._asked[key]


def _keys(asker: Asker, settings: ServerSettings) -> tuple[Hashable, Hashable, Hashable]:
    """Return what a question is counted by: a person, in a channel with a limit of its own for itself, and so on."""
    own = settings.of_channel(asker.channel, asker.parent)
    room = own.channel if own.per_person is not None else None
    return ("person", asker.guild, asker.person, room), ("channel", asker.channel), ("server", asker.guild)
