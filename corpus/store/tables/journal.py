"""What ingestion remembers from run to run: addresses and their failures, copies of articles, and the runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.reason import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corpus.reason import Reason
    from corpus.store.tables.database import Database

FAILURES_TO_GIVE_UP = 6
_STATE = "origin, source, etag, last_modified, changed, failures, error, retry_at, missed, links"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of an address since it was last looked at; times are seconds since 1970.

    `changed` is what its list said of when it changed, `links` where it leads to, where a site is followed.
    """

    origin: str
    source: str
    etag: str | None = None
    last_modified: str | None = None
    changed: str | None = None
    failures: int = 0
    error: Reason | None = None
    retry_at: float | None = None
    missed: int = 0
    links: tuple[str, ...] = ()

    @property
    def is_web(self) -> bool:
        """Say whether it is an address of the web; of files it is only remembered why they can't be read."""
        return self.origin.startswith(("http://", "https://"))

    @property
    def given_up(self) -> bool:
        """Say whether it has failed so often that only naming it makes it tried again."""
        return self.failures >= FAILURES_TO_GIVE_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of ingestion: when it began, how long it took, and how many of what came of it."""

    started: float
    seconds: float
    what: Mapping[str, int]


class Journal:
    """The memory of one corpus's ingestion; nothing in it changes what readers find."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds it."""
        self._db = database

    def state(self, origin: str) -> State | None:
        """Return what is known of an address."""
        rows = self._db.rows(f"SELECT {_STATE} FROM addresses WHERE origin = ?", (origin,))
        return _state(rows[0]) if rows else None

    def save(self, state: State) -> None:
        """Remember what is known of an address."""
        values = {name: getattr(state, name) for name in _STATE.split(", ")}
        values |= {"error": state.error.packed() if state.error else None, "links": "\n".join(state.links)}
        with self._db.writing(quietly=True) as connection:
            connection.execute("DELETE FROM addresses WHERE origin = ?", (state.origin,))
            connection.execute(
                f"INSERT INTO addresses ({_STATE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                tuple(values.values()),
            )

    def forget(self, origins: Iterable[str]) -> None:
        """Forget addresses."""
        with self._db.writing(quietly=True) as connection:
            connection.executemany("DELETE FROM addresses WHERE origin = ?", ((origin,) for origin in origins))

    def forget_source(self, source: str) -> int:
        """Forget all addresses of a source; return how many there were."""
        with self._db.writing(quietly=True) as connection:
            return connection.execute("DELETE FROM addresses WHERE source = ?", (source,)).rowcount

    def forget_failed(self, origin: str) -> bool:
        """Forget an address that failed when last tried; say whether there was one."""
        with self._db.writing(quietly=True) as connection:
            query = "DELETE FROM addresses WHERE origin = ? AND error IS NOT NULL"
            return connection.execute(query, (origin,)).rowcount > 0

    def due(self, source: str, now: float) -> list[str]:
        """Return the addresses of a source that are to be tried again by now."""
        query = (
            "SELECT origin FROM addresses WHERE source = ? AND retry_at <= ? AND failures < ? ORDER BY retry_at, origin"
        )
        return [str(row[0]) for row in self._db.rows(query, (source, now, FAILURES_TO_GIVE_UP))]

    def failing(self) -> list[State]:
        """Return the addresses that failed when last tried, those given up first."""
        query = f"SELECT {_STATE} FROM addresses WHERE error IS NOT NULL ORDER BY failures DESC, origin"
        return [_state(row) for row in self._db.rows(query)]

    def miss(self, source: str, seen: Iterable[str]) -> list[State]:
        """Count a run for each address of a source that its listing no longer has; return all that are missed.

        Those that are seen again count from nothing.
        """
        there = set(seen)
        known = [_state(row) for row in self._db.rows(f"SELECT {_STATE} FROM addresses WHERE source = ?", (source,))]
        missed = [s for s in known if s.origin not in there]
        back = [s.origin for s in known if s.origin in there and s.missed]
        with self._db.writing(quietly=True) as connection:
            connection.executemany(
                "UPDATE addresses SET missed = missed + 1 WHERE origin = ?", ((s.origin,) for s in missed)
            )
            connection.executemany("UPDATE addresses SET missed = 0 WHERE origin = ?", ((origin,) for origin in back))
        return [s for state in missed if (s := self.state(state.origin))]

    def record(self, run: Run) -> None:
        """Remember a run."""
        with self._db.writing(quietly=True) as connection:
            connection.execute(
                "INSERT INTO runs (started, seconds, what) VALUES (?, ?, ?)",
                (run.started, run.seconds, json.dumps(dict(run.what))),
            )

    def runs(self, limit: int) -> list[Run]:
        """Return the last runs, the newest first."""
        query = "SELECT started, seconds, what FROM runs ORDER BY number DESC LIMIT ?"
        return [
            Run(started=float(started), seconds=float(seconds), what=json.loads(str(what)))
            for started, seconds, what in self._db.rows(query, (limit,))
        ]


def _state(row: tuple[object, ...]) -> State:
    origin, source, etag, last_modified, changed, failures, error, retry_at, missed, links = row
    return State(
        origin=str(origin),
        source=str(source),
        etag=_text(etag),
        last_modified=_text(last_modified),
        changed=_text(changed),
        failures=int(str(failures)),
        error=unpacked(str(error)) if error is not None else None,
        retry_at=float(str(retry_at)) if retry_at is not None else None,
        missed=int(str(missed)),
        links=tuple(str(links).split("\n")) if links else (),
    )


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
