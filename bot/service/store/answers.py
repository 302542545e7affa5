"""Answers as they were given, with their footnotes, so that buttons outlive a restart; and what people thought."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from corpus.article import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.service.store.database import StateTables

ID_PATTERN = r"[0-9a-f]{16}"
_ID = re.compile(ID_PATTERN)
_COLUMNS = "id, guild, channel, message, asker, private, asked, question, mark, body"
_OPINION = "person, good, reason, kind"
_SECONDS_A_DAY = 86_400
DAYS_KEPT = 90
"""For so long an answer is remembered, wherever it was given."""
PAGES = 0
"""The channel of what was asked on the pages or over the API, and the server of those who sign in to none there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote, or a passage found, as it was when the answer was given; `around` are the words it stands in.

    `link` leads to its article, `exact` to its very words there, `reader` to them in the article as it was read.
    """

    number: int
    article: str
    title: str
    site: str | None
    author: str | None
    published: date | None
    place: str | None
    quote: str
    around: str
    link: str | None
    exact: str | None
    reader: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer: where, to whom, about what, its text, its footnotes, and the messages that had no room.

    `guild` is None in direct messages, `message` the id of its first message where it is known; `asked` is in seconds
    since 1970; `language` is the one the bot spoke in. `passages` are what was found. `question` is the id of the
    message that asked, `put` its words, which `words` are as they were understood; `follows` is the id of the answer
    that it went on from; `mark` is what was added under it when its articles changed; `markdown` is all of it with its
    footnotes, empty where an older version kept it, as is `corpus`, whose articles it quotes. `everyone` says that all
    of its server could read it where it was given.
    """

    id: str
    guild: int | None
    channel: int
    message: int | None
    asker: int
    private: bool
    asked: float
    words: str
    filters: Filters
    language: str
    text: str
    answered: bool
    notes: tuple[Note, ...]
    passages: tuple[Note, ...]
    rest: tuple[str, ...]
    question: int | None = None
    put: str = ""
    follows: str = ""
    mark: str = ""
    markdown: str = ""
    corpus: str = ""
    everyone: bool = False

    def is_for(self, guild: int | None, person: int) -> bool:
        """Say whether someone in a server may see it: servers are apart, and private answers are their asker's."""
        return self.guild == guild and (self.asker == person or not (self.private or self.guild is None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What someone thought of an answer: of a bad one what `kind` of fault it has, and the reason in their words."""

    person: int
    good: bool
    reason: str
    kind: str = ""


def new_id() -> str:
    """Return an id that nobody guesses."""
    return secrets.token_hex(8)


class Answers:
    """Remembers answers and opinions of them."""

    def __init__(self, tables: StateTables) -> None:
        """Name the tables that hold them."""
        self._db = tables

    def keep(self, answer: StoredAnswer) -> None:
        """Remember an answer."""
        columns = {"id", "guild", "channel", "message", "asker", "private", "asked", "question", "mark"}
        body = {name: value for name, value in asdict(answer).items() if name not in columns}
        self._db.run(
            f"INSERT INTO answers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                answer.id,
                answer.guild,
                answer.channel,
                answer.message,
                answer.asker,
                int(answer.private),
                answer.asked,
                answer.question,
                answer.mark,
                json.dumps(body, default=date.isoformat, ensure_ascii=False),
            ),
        )

    def placed(self, identity: str, message: int) -> None:
        """Remember which message an answer begins in; one that stood there before is forgotten."""
        self._db.run("DELETE FROM answers WHERE message = ? AND id <> ?", (message, identity))
        self._db.run("UPDATE answers SET message = ? WHERE id = ?", (message, identity))

    def get(self, identity: str, *, guild: int | None, channel: int, person: int) -> StoredAnswer | None:
        """Return an answer that was given in a channel, which someone there may see."""
        if not _ID.fullmatch(identity):
            return None
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", (identity,))
        answer = _answer(rows[0]) if rows else None
        return answer if answer and answer.channel == channel and answer.is_for(guild, person) else None

    def last(self, channel: int, *, guild: int | None, person: int) -> StoredAnswer | None:
        """Return the last answer with footnotes in a channel that someone may see."""
        query = f"SELECT {_COLUMNS} FROM answers WHERE channel = ? OR message = ? ORDER BY asked DESC LIMIT 20"
        answers = [_answer(row) for row in self._db.rows(query, (channel, channel))]
        return next((a for a in answers if a.notes and a.is_for(guild, person)), None)

    def to(self, message: int, channel: int) -> StoredAnswer | None:
        """Return the answer to a message of a channel."""
        query = f"SELECT {_COLUMNS} FROM answers WHERE channel = ? AND question = ? ORDER BY asked DESC LIMIT 1"
        rows = self._db.rows(query, (channel, message))
        return _answer(rows[0]) if rows else None

    def up_to(self, message: int, *, guild: int | None, person: int, limit: int) -> list[StoredAnswer]:
        """Return the answer in a message and those it goes on from, the oldest first; none that is another's."""
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM answers WHERE message = ?", (message,))
        found: list[StoredAnswer] = []
        while rows and len(found) < limit:
            answer = _answer(rows[0])
            if not answer.is_for(guild, person):
                break
            found.append(answer)
            rows = self._db.rows(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", (answer.follows,))
        return found[::-1]

    def on_pages(self, identity: str, *, corpus: str, person: int, limit: int) -> list[StoredAnswer]:
        """Return an answer that the pages gave someone from a corpus after those it goes on from, the oldest first."""
        found: list[StoredAnswer] = []
        while _ID.fullmatch(identity) and len(found) < limit:
            rows = self._db.rows(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", (identity,))
            answer = _answer(rows[0]) if rows else None
            if answer is None or (answer.channel, answer.corpus, answer.asker) != (PAGES, corpus, person):
                break
            found.append(answer)
            identity = answer.follows
        return found[::-1]

    def show_to(self, identity: str, guild: int) -> None:
        """Let those who manage a server see an answer that was its asker's alone."""
        self._db.run("UPDATE answers SET guild = ?, private = 0 WHERE id = ?", (guild, identity))

    def quoting(
        self, article: str, corpus: str, *, most: int, seen: Callable[[StoredAnswer], bool]
    ) -> list[StoredAnswer]:
        """Return the last answers that quoted an article of a corpus, of those that may be seen, the newest first."""
        # Few answers have the words of its id in them at all, and looking for these is quicker than reading their JSON.
        query = f"SELECT {_COLUMNS} FROM answers WHERE body LIKE ? ORDER BY asked DESC"
        answers = map(_answer, self._db.rows(query, (f"%{json.dumps(article, ensure_ascii=False)}%",)))
        quoting = (
            one
            for one in answers
            if one.answered
            and one.corpus == corpus
            and seen(one)
            and any(note.article == article for note in one.notes)
        )
        return list(islice(quoting, most))

    def conversation(self, channel: int, *, guild: int | None, limit: int) -> list[StoredAnswer]:
        """Return the last public answers of a thread, the oldest first, with the one that the thread began at.

        Discord gives a thread the id of the message that it begins at.
        """
        query = (
            f"SELECT {_COLUMNS} FROM answers WHERE (channel = ? OR message = ?) AND coalesce(guild, 0) = ?"
            " AND private = 0 ORDER BY asked DESC LIMIT ?"
        )
        return [_answer(row) for row in reversed(self._db.rows(query, (channel, channel, guild or 0, limit)))]

    def mark(self, identity: str, mark: str) -> None:
        """Remember what was added under an answer when its articles changed."""
        self._db.run("UPDATE answers SET mark = ? WHERE id = ?", (mark, identity))

    def judge(self, answer: str, opinion: Opinion, now: float) -> None:
        """Remember what someone thinks of an answer, in place of what they thought before."""
        self._db.run(
            "INSERT INTO opinions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (answer, person) DO UPDATE"
            " SET good = excluded.good, reason = excluded.reason, given = excluded.given, kind = excluded.kind",
            (answer, opinion.person, int(opinion.good), opinion.reason, now, opinion.kind),
        )

    def opinions(self, answer: str) -> list[Opinion]:
        """Return what people think of an answer."""
        rows = self._db.rows(f"SELECT {_OPINION} FROM opinions WHERE answer = ? ORDER BY given", (answer,))
        return [_opinion(row) for row in rows]

    def servers(self) -> list[int]:
        """Return the ids of the servers that answers were given in."""
        query = "SELECT DISTINCT guild FROM answers WHERE guild IS NOT NULL ORDER BY guild"
        return [int(row[0]) for row in self._db.rows(query)]

    def of_server(self, guild: int, *, since: float) -> list[StoredAnswer]:
        """Return the answers of a server from a time on, the oldest first."""
        query = f"SELECT {_COLUMNS} FROM answers WHERE guild = ? AND asked >= ? ORDER BY asked"
        return [_answer(row) for row in self._db.rows(query, (guild, since))]

    def bad_marks(self, guild: int, *, since: float) -> list[tuple[str, Opinion]]:
        """Return what was marked as bad in a server from a time on, with the ids of the answers, the newest first."""
        query = (
            f"SELECT answer, {_OPINION} FROM opinions JOIN answers ON answers.id = answer"
            " WHERE guild = ? AND given >= ? AND good = 0 ORDER BY given DESC"
        )
        return [(str(row[0]), _opinion(row[1:])) for row in self._db.rows(query, (guild, since))]

    def forget(self, identity: str) -> None:
        """Forget an answer, and what people thought of it."""
        self._db.run("DELETE FROM answers WHERE id = ?", (identity,))

    def forget_older(self, days: int, now: float) -> int:
        """Forget answers that are older than so many days; return how many."""
        return self._db.run("DELETE FROM answers WHERE asked < ?", (now - days * _SECONDS_A_DAY,))

    def forget_server(self, guild: int) -> None:
        """Forget all answers of a server."""
        self._db.run("DELETE FROM answers WHERE guild = ?", (guild,))


def _answer(row: tuple[Any, ...]) -> StoredAnswer:
    identity, guild, channel, message, asker, private, asked, question, mark, held = row
    body: dict[str, Any] = json.loads(held)
    filters: dict[str, Any] = body.pop("filters")
    for name in ("since", "until"):
        filters[name] = _date(filters[name])
    for name in ("notes", "passages"):
        body[name] = tuple(_note(one) for one in body[name])
    body["rest"] = tuple(body["rest"])
    return StoredAnswer(
        id=identity,
        guild=guild,
        channel=channel,
        message=message,
        asker=asker,
        private=bool(private),
        asked=asked,
        question=question,
        mark=mark,
        filters=Filters(**filters),
        **body,
    )


def _opinion(row: Sequence[Any]) -> Opinion:
    person, good, reason, kind = row
    return Opinion(person=int(person), good=bool(good), reason=str(reason), kind=str(kind))


def _note(held: dict[str, Any]) -> Note:
    values: dict[str, Any] = {field.name: held.get(field.name) for field in fields(Note)}
    values["published"] = _date(held["published"])
    return Note(**values)


def _date(held: str | None) -> date | None:
    return date.fromisoformat(held) if held else None
