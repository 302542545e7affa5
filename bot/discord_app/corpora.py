"""A corpus for each server, or a named one that several share: which is whose, opened when first needed.

The first server, where it is the only one, has `main`, the corpus that `footnote ingest` fills; every further one has
its own. Only whoever runs the bot gives a server another, so that nobody reads what isn't theirs.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from bot.corpus_names import DIRECT, OWN, directory_of, own_name, set_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from bot.answering.engine import Engine
    from bot.discord_app.store.store import Store
    from corpus.corpus import Corpus
    from ingest.pipeline import Pipeline

HOME = "home"
"""The fact under which the store remembers the server that has `main`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Library:
    """A corpus with what answers from it and what fills it."""

    name: str
    corpus: Corpus
    engine: Engine
    pipeline: Pipeline


class Corpora:
    """Tells which corpus is whose, and opens it."""

    def __init__(
        self, data_dir: Path, store: Store, named: Mapping[str, str], build: Callable[[str, Path], Library]
    ) -> None:
        """Name the data folder, what remembers the first server, what the settings say, and what opens a corpus.

        `named` gives names of corpora to ids of servers, to "dm" (direct messages) and to "*" (all others).
        """
        self._data_dir = data_dir
        self._store = store
        self._named = named
        self._build = build
        self._open: dict[str, Library] = {}
        self._opening = Lock()
        self._stack = ExitStack()

    def name_of(self, guild: int | None, servers: Collection[int]) -> str | None:
        """Return the name of the corpus of one of all servers; of direct messages, None where they have none.

        Whoever writes to the bot directly is in a server with it: where there is only one, its corpus is theirs.
        """
        if guild is None and DIRECT not in self._named:
            (guild,) = servers if len(servers) == 1 else (None,)
            if guild is None:
                return None
        said = set_name(str(guild) if guild is not None else DIRECT, self._named)
        if guild is None:
            return said if said != OWN else None
        if said is None and self._store.fact(HOME) is None and set(servers) == {guild}:
            self._store.remember(HOME, str(guild))
        return own_name(str(guild), said, self._store.fact(HOME))

    def open(self, name: str) -> Library:
        """Open a corpus by its name; takes a moment the first time.

        Raises:
            FootnoteError: it can't be used.
        """
        with self._opening:
            if name not in self._open:
                self._open[name] = library = self._build(name, directory_of(self._data_dir, name))
                self._stack.callback(library.corpus.close)
            return self._open[name]

    def opened(self, name: str) -> Library | None:
        """Return a corpus that is open already."""
        return self._open.get(name)

    def close(self) -> None:
        """Close all corpora."""
        self._stack.close()
        self._open.clear()
