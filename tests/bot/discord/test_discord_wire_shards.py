"""Four bot processes over one store in PostgreSQL, a shard each: one is killed, and nothing that was asked is lost."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.support.discord_scene import QUESTION, Room, make_room, pause, words_in
from tests.support.loopback_discord import BotProcess, running_bot, until
from tests.support.postgres_server import new_database
from tests.support.shard_bot import open_corpus
from tests.support.wire import PATIENCE, discord_on_loopback, is_whole, replies_to, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROCESSES = 4
SERVERS = 8
QUESTIONS = int(os.environ.get("QUESTIONS_A_SERVER", "5"))
# A number of a shard lies in a server's id, above its 22 lowest bits.
_FIRST_SERVER = 347155200000 << 22
_OWN_IDS = 1_000_000  # beyond those that the simulator gives


@pytest.fixture
def data(tmp_path: Path, postgres_url: str) -> Iterator[dict[str, str]]:
    """Have an article in PostgreSQL, its vectors in the data folder; yield the settings that say so."""
    with new_database(postgres_url) as url:
        with closing(open_corpus(url, tmp_path / "data" / "corpus")) as corpus:
            corpus.replace([pause()])
        own = {"FOOTNOTE_DATABASE_URL": url, "FOOTNOTE_DISCORD_CORPORA": "*=main", "FOLDER": str(tmp_path)}
        yield settings_for(tmp_path / "data") | own


async def test_a_killed_process_is_taken_over_with_its_questions_and_none_is_lost_or_answered_twice(
    data: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "asked").touch()
    (tmp_path / "closed").touch()
    program = [sys.executable, "-m", "tests.support.shard_bot"]
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(discord_on_loopback())
        rooms = [
            make_room(world.env, f"Server {n}", identity=_FIRST_SERVER + (n << 22) + _OWN_IDS + n)
            for n in range(SERVERS)
        ]

        async def begin(shard: int, name: str) -> BotProcess:
            running = running_bot(world, data, tmp_path / f"{name}.txt", program, ("--shards", f"{shard}/{PROCESSES}"))
            return await stack.enter_async_context(running)

        bots = [await begin(shard, f"bot-{shard}") for shard in range(PROCESSES)]
        for bot in bots:
            await bot.ready()
        successor = await begin(2, "successor")
        await until(lambda: "Another process runs these shards" in successor.log, PATIENCE)

        asked = [(room, await put(world, room, number)) for number in range(QUESTIONS) for room in rooms]
        killed = str(bots[2].process.pid)
        await until(lambda: killed in (tmp_path / "asked").read_text(), PATIENCE)
        await until(lambda: open_questions(data) == len(asked), PATIENCE)
        bots[2].process.kill()
        (tmp_path / "closed").unlink()
        await until(lambda: all(answers(*one) for one in asked), PATIENCE)
        await successor.ready()
        later = [(room, await put(world, room, QUESTIONS)) for room in rooms]
        await until(lambda: all(answers(*one) for one in later), PATIENCE)
        await until(lambda: open_questions(data) == 0, PATIENCE)
        await asyncio.sleep(1)

        assert [len(replies_to(room, message)) for room, message in (*asked, *later)] == [1] * (len(asked) + SERVERS)
        assert all("Traceback" not in bot.log for bot in (*bots, successor))
        for bot in (*bots[:2], bots[3], successor):
            assert await bot.stop() == 0


async def put(world: Any, room: Room, number: int) -> int:
    """Ask in a server what was asked there in no other words; return the message."""
    person = (room.alice, room.bob)[number % 2]
    asked = await person.send(room.channel, f"<@{world.backend.bot_user.id}> {'Please: ' * number}{QUESTION}")
    return int(asked.id)


def answers(room: Room, message: int) -> str:
    return next((words_in(reply) for reply in replies_to(room, message) if is_whole(reply)), "")


def open_questions(settings: dict[str, str]) -> int:
    with psycopg.connect(settings["FOOTNOTE_DATABASE_URL"]) as connection:
        found = connection.execute("SELECT count(*) FROM footnote_bot.questions").fetchone()
        return int(found[0]) if found else 0
