"""Questions that aren't answered yet: stored before anything is computed, so that none is lost with the process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.answering.answer import Turn
from corpus.article import Filters

if TYPE_CHECKING:
    from bot.service.store.database import StateFile


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question: whose, where, in which words, and what is needed to answer it after a restart.

    `message` is the one that asks, None for a command, whose `token` is good for a quarter of an hour. `shown` is the
    message that tells how it goes and that the answer takes the place of. `asked` is in seconds since 1970.
    """

    id: str
    asked: float
    person: int
    guild: int | None
    channel: int
    parent: int | None
    roles: tuple[int, ...]
    manages_server: bool
    language: str
    words: str
    filters: Filters
    private: bool
    conversation: tuple[Turn, ...]
    message: int | None
    token: str
    shown: int | None


class Questions:
    """Remembers the open questions, in the order of asking."""

    def __init__(self, file: StateFile) -> None:
        """Name the file that holds them."""
        self._file = file

    def keep(self, question: OpenQuestion) -> None:
        """Remember a question, or what has changed about it."""
        body = json.dumps(asdict(question), default=date.isoformat, ensure_ascii=False)
        self._file.write("INSERT OR REPLACE INTO questions VALUES (?, ?, ?)", (question.id, question.asked, body))

    def close(self, identity: str) -> None:
        """Forget a question: it is answered, or whoever asked was told why not."""
        self._file.write("DELETE FROM questions WHERE id = ?", (identity,))

    def get(self, identity: str) -> OpenQuestion | None:
        """Return an open question."""
        rows = self._file.rows("SELECT body FROM questions WHERE id = ?", (identity,))
        return _question(json.loads(str(rows[0][0]))) if rows else None

    def shown(self, identity: str, message: int) -> None:
        """Remember which message tells how a question goes on."""
        if question := self.get(identity):
            self.keep(replace(question, shown=message))

    def all(self) -> list[OpenQuestion]:
        """Return the open questions, the oldest first."""
        return [
            _question(json.loads(str(row[0])))
            for row in self._file.rows("SELECT body FROM questions ORDER BY asked, id")
        ]


def _question(held: dict[str, Any]) -> OpenQuestion:
    filters: dict[str, Any] = held["filters"]
    for name in ("since", "until"):
        filters[name] = date.fromisoformat(filters[name]) if filters[name] else None
    known: dict[str, Any] = {field.name: held[field.name] for field in fields(OpenQuestion)}
    known["filters"] = Filters(**filters)
    known["roles"] = tuple(held["roles"])
    known["conversation"] = tuple(Turn(**turn) for turn in held["conversation"])
    return OpenQuestion(**known)
