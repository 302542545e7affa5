"""A corpus for each server, or a named one that several share: which is whose, opened when first needed.

The first server, where it is the only one, has `main`, the corpus that `footnote ingest` fills; every further one has
its own. Only whoever runs the bot gives a server another, so that nobody reads what isn't theirs.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from bot.answering.engine import Engine
    from bot.discord_app.store.store import Store
    from corpus.corpus import Corpus
    from ingest.pipeline import Pipeline

MAIN = "main"
OWN = "own"
_HOME = "home"
_DIRECT = "dm"
_ALL = "*"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEY = re.compile(rf"\d{{1,20}}|\{_ALL}|{_DIRECT}")


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
        if guild is None and _DIRECT not in self._named:
            (guild,) = servers if len(servers) == 1 else (None,)
            if guild is None:
                return None
        key = str(guild) if guild is not None else _DIRECT
        name = self._named.get(key) or self._named.get(_ALL)
        if name and name != OWN:
            return name
        if guild is None:
            return None
        if name is None and self._store.fact(_HOME) is None and set(servers) == {guild}:
            self._store.remember(_HOME, str(guild))
        return MAIN if name is None and self._store.fact(_HOME) == str(guild) else str(guild)

    def open(self, name: str) -> Library:
        """Open a corpus by its name; takes a moment the first time.

        Raises:
            FootnoteError: it can't be used.
        """
        with self._opening:
            if name not in self._open:
                self._open[name] = library = self._build(name, self._directory(name))
                self._stack.callback(library.corpus.close)
            return self._open[name]

    def opened(self, name: str) -> Library | None:
        """Return a corpus that is open already."""
        return self._open.get(name)

    def close(self) -> None:
        """Close all corpora."""
        self._stack.close()
        self._open.clear()

    def _directory(self, name: str) -> Path:
        if name == MAIN:
            return self._data_dir / "corpus"
        return self._data_dir / ("servers" if name.isdecimal() else "shared") / name


def read_names(words: str) -> dict[str, str]:
    """Read which corpus is whose: pairs as `123=press`, `dm=main` or `*=main`, separated by commas.

    Raises:
        SettingsError: a pair isn't one.
    """
    named: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in words.split(","))):
        key, _, name = (part.strip() for part in pair.partition("="))
        if not (_KEY.fullmatch(key) and _NAME.fullmatch(name)):
            raise SettingsError(
                "The setting FOOTNOTE_DISCORD_CORPORA is pairs such as 123456789=press or *=main, separated by commas:"
                " a server's id, dm or *, and a name of small letters, digits and hyphens."
            )
        named[key] = name
    return named
