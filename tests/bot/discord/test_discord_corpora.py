from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import bot.discord
from bot.service.corpora.corpora import Corpora, Library
from bot.service.store.questions import NO_FILTERS
from bot.service.store.servers import AddedSource
from bot.service.store.store import Store
from corpus.errors import StoreError
from tests.support.discord_scene import QUESTION, SAID, Drafting, Machine, make_room, pause, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord import Env


class Watched:
    """Opens corpora as the bot does, and knows which are open at any moment."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.open: list[str] = []
        self.opened: list[str] = []
        self.most = 0

    def build(self, name: str, directory: Path) -> Library:
        assert name not in self.open
        library = self._machine.build_library(name, directory)
        self.open.append(name)
        self.opened.append(name)
        self.most = max(self.most, len(self.open))
        original = library.corpus.close

        def close() -> None:
            original()
            self.open.remove(name)

        library.corpus.close = close
        return library


@pytest.fixture
def watched(machine: Machine) -> Watched:
    return Watched(machine)


@pytest.fixture
def corpora(machine: Machine, watched: Watched) -> Iterator[Corpora]:
    with (
        closing(Store(machine.folder / "discord.sqlite3")) as store,
        closing(Corpora(machine.folder, store, {}, watched.build, most_open=2)) as corpora,
    ):
        yield corpora


def test_the_corpus_that_was_not_asked_for_longest_is_closed(corpora: Corpora, watched: Watched) -> None:
    for name in ("1", "2", "1", "3"):
        corpora.open(name)

    assert watched.open == ["1", "3"]
    assert watched.opened == ["1", "2", "3"]
    assert corpora.opened("2") is None


def test_a_corpus_that_was_closed_is_opened_again_with_what_it_had(corpora: Corpora, watched: Watched) -> None:
    corpora.open("1").corpus.replace([pause()])
    corpora.open("2")
    corpora.open("3")
    assert "1" not in watched.open

    (hit, *_) = corpora.open("1").engine.find("Rekognition police", NO_FILTERS, 1)

    assert hit.article.title == "Amazon's pause"


def test_a_corpus_that_is_held_is_never_closed(corpora: Corpora, watched: Watched) -> None:
    for name in ("1", "2", "3"):
        corpora.hold(name)
        corpora.open(name)
    corpora.hold("1")
    assert watched.open == ["1", "2", "3"]

    corpora.release("1")
    corpora.release("2")
    corpora.open("4")
    corpora.open("5")

    assert watched.open == ["1", "3", "5"]
    corpora.release("1")
    corpora.open("6")
    assert watched.open == ["3", "6"]


def test_a_corpus_that_can_not_be_closed_keeps_nobody_from_another(
    corpora: Corpora, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise StoreError("It can't be closed.")

    library = corpora.open("1")
    close, library.corpus.close = library.corpus.close, fail
    corpora.open("2")

    assert corpora.open("3").name == "3"
    assert "The corpus 1 couldn't be closed" in caplog.text
    close()


def test_whoever_works_with_a_corpus_holds_it() -> None:
    code = Path(bot.discord.__file__).parents[1]
    texts = {path.name: path.read_text(encoding="utf-8") for path in code.rglob("*.py")}
    opening = {name for name, text in texts.items() if "corpora.open(" in text or "corpora.open," in text}

    assert opening == {"answering.py", "start.py", "serve.py"}  # the last two open one before anyone asks


def test_all_are_closed_at_the_end(corpora: Corpora, watched: Watched) -> None:
    corpora.hold("1")
    for name in ("1", "2"):
        corpora.open(name)

    corpora.close()

    assert watched.open == []


async def test_many_servers_at_once_are_all_served_and_few_corpora_stay_open(
    machine: Machine, watched: Watched
) -> None:
    bot = machine.make_bot(most_open_corpora=3, build_library=watched.build)
    names = [str(number) for number in range(1, 13)]

    async def ask(name: str, together: asyncio.Barrier) -> bool:
        async with bot.parts.library_named(name) as library:
            await together.wait()
            await bot.parts.workers.run("ingest", library.corpus.replace, [pause(f"Of {name}")])
            hits = await bot.parts.workers.run("look_up", library.engine.find, "Rekognition police", NO_FILTERS, 5)
            assert {hit.article.title for hit in hits} == {f"Of {name}"}
            return name in watched.open

    together = asyncio.Barrier(3 * len(names))
    assert all(await asyncio.gather(*(ask(name, together) for name in names * 3)))
    assert sorted(watched.open) == sorted(watched.opened) == sorted(names)
    assert await ask("1", asyncio.Barrier(1))

    assert len(watched.open) == 3
    assert "1" in watched.open
    assert set(watched.opened) == set(names)


async def test_the_corpus_of_an_answer_stays_open_until_it_is_given(
    simcord_env: Env, machine: Machine, watched: Watched
) -> None:
    during: list[str] = []

    class Meanwhile(Drafting):
        """Writes while others ask in two more servers."""

        def stream(self, *prompt: Any, **limits: Any) -> Iterator[str]:
            for name in ("7", "8"):
                bot.parts.corpora.open(name)
            during.extend(watched.open)
            return super().stream(*prompt, **limits)

    object.__setattr__(machine, "model", Meanwhile())
    bot = machine.make_bot(most_open_corpora=1, build_library=watched.build)
    await simcord_env.restart_bot(bot)
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)
    bot.parts.corpora.open("9")

    assert SAID in said(result)[0]
    assert during == ["main", "8"]
    assert watched.open == ["9"]


async def test_a_corpus_stays_open_when_whoever_waited_for_its_work_gave_up(machine: Machine, watched: Watched) -> None:
    bot = machine.make_bot(most_open_corpora=1, build_library=watched.build)
    begun, end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        end.wait(10)

    async def ask() -> None:
        async with bot.parts.library_named("1"):
            await bot.parts.workers.run("look_up", work)

    task = asyncio.create_task(ask())
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    bot.parts.corpora.open("2")
    end.set()

    assert task.cancelled()
    assert watched.open == ["1", "2"]


async def test_sources_that_are_not_due_open_no_corpus(simcord_env: Env, machine: Machine, watched: Watched) -> None:
    bot = machine.make_bot(build_library=watched.build)
    await simcord_env.restart_bot(bot)
    room = make_room(simcord_env)
    added = AddedSource(address="http://127.0.0.1:9/", kind="page", looked_at=bot.parts.clock())
    bot.parts.store.servers.add_source("main", added)
    assert bot.parts.corpora.name_of(room.guild.id, bot.parts.servers()) == "main"

    await bot.schedule.read_sources()
    assert watched.opened == []
    bot.parts.store.servers.add_source("main", replace(added, looked_at=0))
    await bot.schedule.read_sources()

    assert watched.opened == ["main"]
