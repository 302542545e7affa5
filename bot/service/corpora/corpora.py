"""A corpus for each server, or a named one that several share: which is whose, opened when first needed.

The first server, where it is the only one, has `main`, the corpus that `footnote ingest` fills; every further one has
its own. Only whoever runs the bot gives a server another, so that nobody reads what isn't theirs.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from bot.service.corpora.names import DIRECT, OWN, directory_of, own_name, set_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from bot.answering.engine.engine import Engine
    from bot.service.store.store import Store
    from corpus.store.corpus import Corpus
    from ingest.pipeline.pipeline import Pipeline

# An open corpus takes some 20 file descriptors, of which a process has 1,024 on many systems, and 7 MB even if small;
# to open it again takes 50 ms.
MOST_OPEN = 16
HOME = "home"
"""The fact under which the store remembers the server that has `main`."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Library:
    """A corpus with what answers from it and what fills it."""

    name: str
    corpus: Corpus
    engine: Engine
    pipeline: Pipeline


class Corpora:
    """Tells which corpus is whose, and opens it."""

    def __init__(  # noqa: PLR0913 -- one parameter a part or a limit
        self,
        data_dir: Path,
        store: Store,
        named: Mapping[str, str],
        build: Callable[[str, Path], Library],
        *,
        most_open: int = MOST_OPEN,
        sees_all: bool = True,
    ) -> None:
        """Name the data folder, what remembers the first server, what the settings say, and what opens a corpus.

        `named` gives names of corpora to ids of servers, to "dm" (direct messages) and to "*" (all others). Of those
        that nobody works with, the longest unasked are closed where more than `most_open` are open. `sees_all`: the
        servers that it is told of are all that the bot is in, so that one of them may be the only one.
        """
        self.data_dir = data_dir
        self._store = store
        self._named = named
        self.build = build
        self._most_open = most_open
        self._sees_all = sees_all
        self._open: dict[str, Library] = {}  # the longest unasked first
        self._held: Counter[str] = Counter()
        self._changing = Lock()  # of these two
        self._opening = Lock()

    def only_one(self, servers: Collection[int]) -> int | None:
        """Return the bot's only server, None where it is in several."""
        (only,) = servers if len(servers) == 1 and self._sees_all else (None,)
        return only

    def name_of(self, guild: int | None, servers: Collection[int]) -> str | None:
        """Return the name of the corpus of one of all servers; of direct messages, None where they have none.

        Whoever writes to the bot directly is in a server with it: where there is only one, its corpus is theirs.
        """
        if guild is None and DIRECT not in self._named:
            guild = self.only_one(servers)
            if guild is None:
                return None
        said = set_name(str(guild) if guild is not None else DIRECT, self._named)
        if guild is None:
            return said if said != OWN else None
        if said is None and self._store.fact(HOME) is None and self.only_one(servers) == guild:
            self._store.remember(HOME, str(guild))
        return own_name(str(guild), said, self._store.fact(HOME))

    def reader(self, name: str, servers: Collection[int]) -> int | None:
        """Return the one of all servers that reads a corpus; None where others read it too, or none of them does."""
        if DIRECT in self._named and self.name_of(None, servers) == name:
            return None
        if not self._sees_all and name not in map(str, servers):
            return None  # servers of other processes may read it
        readers = [guild for guild in servers if self.name_of(guild, servers) == name]
        return readers[0] if len(readers) == 1 else None

    def hold(self, name: str) -> None:
        """Keep a corpus open from when it is opened, however long it isn't asked for, until it is released."""
        with self._changing:
            self._held[name] += 1

    def release(self, name: str) -> None:
        """End a hold."""
        with self._changing:
            self._held[name] -= 1
            if not self._held[name]:
                del self._held[name]

    def open(self, name: str) -> Library:
        """Open a corpus by its name, and close others where too many are; takes a moment the first time.

        Whoever works with it holds it, or it may be closed meanwhile.

        Raises:
            FootnoteError: it can't be used.
        """
        library = self._asked(name)
        if library and len(self._open) <= self._most_open:
            return library
        # One after the other, since a corpus that is being closed mustn't be opened again meanwhile.
        with self._opening:
            library = self._asked(name) or self._built(name)
            for other in self._surplus(name):
                _close(other)
            return library

    def opened(self, name: str) -> Library | None:
        """Return a corpus that is open already."""
        return self._open.get(name)

    def close(self) -> None:
        """Close all corpora."""
        with self._opening, self._changing:
            for library in self._open.values():
                _close(library)
            self._open.clear()

    def _asked(self, name: str) -> Library | None:
        """Return a corpus that is open, and note that it was the last to be asked for."""
        with self._changing:
            library = self._open.pop(name, None)
            if library:
                self._open[name] = library
            return library

    def _built(self, name: str) -> Library:
        library = self.build(name, directory_of(self.data_dir, name))
        with self._changing:
            self._open[name] = library
        return library

    def _surplus(self, kept: str) -> list[Library]:
        """Take out those that are open beyond the limit, the longest unasked first, and return them."""
        with self._changing:
            idle = [name for name in self._open if name != kept and name not in self._held]
            surplus = max(len(self._open) - self._most_open, 0)
            return [self._open.pop(name) for name in idle[:surplus]]


def _close(library: Library) -> None:
    try:
        library.corpus.close()
    except Exception:  # noqa: BLE001 -- whoever opens another has nothing to do with it, and the log has why
        _log.exception("The corpus %s couldn't be closed", library.name)
