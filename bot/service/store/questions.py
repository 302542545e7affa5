"""Questions that aren't answered yet: stored before anything is computed, so that none is lost with the process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.answering.answer import Turn
from bot.service.store.answers import new_id
from bot.service.store.visitor import Visitor
from corpus.article import Filters

if TYPE_CHECKING:
    from bot.service.store.database import StateTables

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question: whose, about what, for whose eyes; `conversation` is what came before it.

    `follows` is the id of the answer that it goes on from. `message` is the one that asks, None for a command, whose
    `token` is good for a quarter of an hour. `attached` says that its material is attached to the message, which alone
    has it: it is never kept. `unasked`: nobody asked the bot, which speaks only where its answer is sure.
    """

    visitor: Visitor
    words: str
    filters: Filters = NO_FILTERS
    private: bool = False
    conversation: tuple[Turn, ...] = ()
    follows: str = ""
    message: int | None = None
    token: str = ""
    attached: bool = False
    unasked: bool = False
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question and what is needed to answer it after a restart.

    `shown` is the message that tells how it goes and that the answer takes the place of. `asked` is in seconds since
    1970.
    """

    request: Request
    asked: float
    shown: int | None

    @property
    def id(self) -> str:
        """Return the id of the question."""
        return self.request.id


class Questions:
    """Remembers the open questions, in the order of asking."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold them."""
        self._db = tables

    def keep(self, question: OpenQuestion) -> None:
        """Remember a question, or what has changed about it."""
        body = json.dumps(asdict(question), default=_plain, ensure_ascii=False)
        self._db.run(
            "INSERT INTO questions (id, asked, body) VALUES (?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET asked = excluded.asked, body = excluded.body",
            (question.id, question.asked, body),
        )

    def close(self, identity: str) -> None:
        """Forget a question: it is answered, or whoever asked was told why not."""
        self._db.run("DELETE FROM questions WHERE id = ?", (identity,))

    def get(self, identity: str) -> OpenQuestion | None:
        """Return an open question."""
        rows = self._db.rows("SELECT body FROM questions WHERE id = ?", (identity,))
        return _question(json.loads(str(rows[0][0]))) if rows else None

    def shown(self, identity: str, message: int) -> None:
        """Remember which message tells how a question goes on."""
        if question := self.get(identity):
            self.keep(replace(question, shown=message))

    def all(self) -> list[OpenQuestion]:
        """Return the open questions, the oldest first."""
        return [
            _question(json.loads(str(row[0]))) for row in self._db.rows("SELECT body FROM questions ORDER BY asked, id")
        ]


def _plain(value: date | frozenset[int]) -> str | list[int]:
    return value.isoformat() if isinstance(value, date) else sorted(value)


def _question(held: dict[str, Any]) -> OpenQuestion:
    request: dict[str, Any] = held["request"]
    filters: dict[str, Any] = request["filters"]
    for name in ("since", "until"):
        filters[name] = date.fromisoformat(filters[name]) if filters[name] else None
    visitor: dict[str, Any] = request["visitor"]
    visitor["roles"] = frozenset(visitor["roles"])
    made: dict[str, Any] = {
        "filters": Filters(**filters),
        "visitor": Visitor(**visitor),
        "conversation": tuple(Turn(**turn) for turn in request["conversation"]),
    }
    return OpenQuestion(request=Request(**request | made), asked=held["asked"], shown=held["shown"])
