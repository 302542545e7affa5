"""Questions that aren't answered yet: stored before anything is computed, so that none is lost with the process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import islice
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
        self._own = new_id()  # which process this is
        self._abandoned: set[str] = set()  # processes that were gone at the last look

    def keep(self, question: OpenQuestion) -> None:
        """Remember a question of this process, or what has changed about it."""
        self._db.run(
            "INSERT INTO questions (id, asked, body, owner) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET asked = excluded.asked, body = excluded.body WHERE questions.owner = excluded.owner",
            (question.id, question.asked, _written(question), self._own),
        )

    def close(self, identity: str) -> None:
        """Forget a question: it is answered, or whoever asked was told why not; one that another took stays open."""
        self._db.run("DELETE FROM questions WHERE id = ? AND owner = ?", (identity, self._own))

    def are_held(self) -> None:
        """Tell other processes that this one lives; to be called now and then, or they take its questions."""
        self._db.engine.hold(_process(self._own))

    def is_own(self, identity: str) -> bool:
        """Say whether a question is open and this process is to answer it: another may have thought this one dead."""
        return bool(self._db.rows("SELECT 1 FROM questions WHERE id = ? AND owner = ?", (identity, self._own)))

    def take_over(self, most: int) -> list[OpenQuestion]:
        """Take so many questions, the oldest first, of processes that have ended; no two processes take the same.

        Where several share the store, one has ended that was gone at this look and the one before: after a break of
        the connection all have the time to say that they live.
        """
        engine = self._db.engine
        rows = self._db.rows("SELECT id, owner, body FROM questions WHERE owner <> ? ORDER BY asked, id", (self._own,))
        held = engine.held({_process(str(owner)) for _, owner, _ in rows})
        gone = {str(owner) for _, owner, _ in rows if _process(str(owner)) not in held}
        ended, self._abandoned = gone & self._abandoned if engine.is_shared else gone, gone
        left = ((str(identity), str(owner), str(body)) for identity, owner, body in rows if owner in ended)
        taken = (_question(json.loads(body)) for identity, owner, body in left if self._take(identity, owner))
        return list(islice(taken, most))

    def _take(self, identity: str, owner: str) -> bool:
        self._db.run("UPDATE questions SET owner = ? WHERE id = ? AND owner = ?", (self._own, identity, owner))
        return self.is_own(identity)

    def get(self, identity: str) -> OpenQuestion | None:
        """Return an open question."""
        rows = self._db.rows("SELECT body FROM questions WHERE id = ?", (identity,))
        return _question(json.loads(str(rows[0][0]))) if rows else None

    def shown(self, identity: str, message: int) -> None:
        """Remember which message tells how a question goes on."""
        if question := self.get(identity):
            body = _written(replace(question, shown=message))
            self._db.run("UPDATE questions SET body = ? WHERE id = ? AND owner = ?", (body, identity, self._own))

    def all(self) -> list[OpenQuestion]:
        """Return the open questions, the oldest first."""
        return [
            _question(json.loads(str(row[0]))) for row in self._db.rows("SELECT body FROM questions ORDER BY asked, id")
        ]


def _process(owner: str) -> str:
    """Return the name that a process holds as long as it lives."""
    return f"process {owner}"


def _written(question: OpenQuestion) -> str:
    return json.dumps(asdict(question), default=_plain, ensure_ascii=False)


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
