"""Open questions of a process that has ended are taken by another, each by one."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.service.admission.limits import Asker, Limits
from bot.service.store.questions import OpenQuestion, Request
from bot.service.store.servers import ServerSettings
from bot.service.store.store import Store
from bot.service.store.visitor import Visitor
from corpus.database.postgres import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def process(postgres_url: str, tmp_path: Path) -> Callable[[], Store]:
    """Open what the bot remembers as another process of it does."""
    server = PostgresServer(url=postgres_url, schema=f"test_{uuid.uuid4().hex}")

    def begun() -> Store:
        store = Store(tmp_path / "none", server)
        store.questions.are_held()
        return store

    return begun


def asked(store: Store, count: int) -> list[str]:
    visitor = Visitor(
        person=5, guild=1, channel=10, parent=None, roles=frozenset(), manages_server=False, language="en"
    )
    questions = [
        OpenQuestion(request=Request(visitor=visitor, words="Why?"), asked=float(number), shown=None)
        for number in range(count)
    ]
    for question in questions:
        store.questions.keep(question)
    return [question.id for question in questions]


def end(dead: Store, other: Store) -> None:
    """End a process, and wait until the server has noticed."""
    dead.close()
    name = f"process {dead.questions._own}"  # pyright: ignore[reportPrivateUsage] -- what it was called
    deadline = time.monotonic() + 60
    while other.held({name}) and time.monotonic() < deadline:
        time.sleep(0.01)


def taken(store: Store, most: int = 100) -> list[str]:
    return [question.id for question in store.questions.take_over(most)]


def few_taken(store: Store) -> list[str]:
    return taken(store, 3)


def test_what_a_process_left_is_taken_once_it_was_gone_at_two_looks(process: Callable[[], Store]) -> None:
    dead = process()
    left = asked(dead, 2)
    with closing(process()) as other:
        alive = [taken(other), taken(other)]
        end(dead, other)
        looks = [taken(other), taken(other), taken(other)]

    assert alive == [[], []]
    assert looks == [[], left, []]


def test_a_process_that_lost_its_connection_for_a_moment_keeps_its_questions(process: Callable[[], Store]) -> None:
    with closing(process()) as shaken, closing(process()) as other:
        asked(shaken, 1)
        shaken._db.engine._names._connection.close()  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue] -- as a network breaks it
        first = taken(other)
        shaken.questions.are_held()

        assert (first, taken(other), taken(other)) == ([], [], [])


def test_several_that_look_at_once_take_each_question_once(process: Callable[[], Store]) -> None:
    dead = process()
    left = asked(dead, 40)
    others = [process() for _ in range(4)]
    end(dead, others[0])
    for other in others:
        taken(other)
    with ThreadPoolExecutor(4) as pool:
        found = [one for _ in range(4) for part in pool.map(few_taken, others) for one in part]
    for other in others:
        other.close()

    assert len(found) == len(set(found)) == 40
    assert set(found) == set(left)


def test_whoever_was_thought_dead_neither_answers_nor_closes_what_another_took(process: Callable[[], Store]) -> None:
    with closing(process()) as slow, closing(process()) as quick:
        (question,) = asked(slow, 1)
        slow.let_go(f"process {slow.questions._own}")  # pyright: ignore[reportPrivateUsage] -- as if its connection broke
        taken(quick)
        assert taken(quick) == [question]

        slow.questions.close(question)
        slow.questions.shown(question, 77)

        assert not slow.questions.is_own(question)
        assert quick.questions.is_own(question)
        kept = quick.questions.get(question)
        assert kept
        assert kept.shown is None


def test_in_a_file_the_next_process_takes_what_is_left_at_once(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "discord.sqlite3")) as store:
        left = asked(store, 2)
    with closing(Store(tmp_path / "discord.sqlite3")) as store:
        assert (taken(store), taken(store)) == (left, [])


def test_limits_are_counted_for_all_processes(process: Callable[[], Store]) -> None:
    now = [1000.0]
    asker, settings = Asker(person=5, channel=10, guild=1), ServerSettings(per_person=2)
    with closing(process()) as first, closing(process()) as second:
        limits = [Limits(lambda: now[0], store.asked) for store in (first, second)]
        counted = [one.count(asker, settings) for one in (*limits, limits[0])]
        limits[1].uncount(asker, settings)
        after = [one.count(asker, settings) for one in limits]
        now[0] += 3600

        assert counted == [None, None, 4600.0]
        assert after == [None, 4600.0]
        assert limits[1].count(asker, settings) is None
