"""The bot as its own process is stopped or killed with many open questions: after the next start none is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.discord_scene import make_room, words_in
from tests.support.loopback_discord import running_bot, until
from tests.support.wire import PATIENCE, QUESTION, discord_on_loopback, is_whole, replies_to, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.discord_scene import Room
    from tests.support.loopback_discord import BotProcess

ASKED = 20
LIFE_OF_A_TOKEN = 15 * 60
KEPT = "I am being restarted: your question is kept"
CLOSED = "I was restarted before I could answer what you asked in private: please ask again"


@pytest.mark.parametrize("signal", ["SIGTERM", "SIGKILL"])
async def test_each_of_twenty_open_questions_is_answered_once_after_the_next_start(
    corpora: dict[str, Path], tmp_path: Path, signal: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpora["articles"], data / "corpus")
    settings, log = settings_for(data), tmp_path / "log.txt"
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        async with running_bot(world, settings, log) as bot:
            await bot.ready()
            asked: list[int] = []
            for number in range(ASKED):
                person = (room.alice, room.bob)[number % 2]
                words = f"<@{world.backend.bot_user.id}> {QUESTION} ({number})"
                asked.append((await person.send(room.channel, words)).id)
            await until(lambda: taken_up(data) >= ASKED, PATIENCE)
            if signal == "SIGTERM":
                assert await bot.stop() == 0
                told = [words_in(reply) for message in asked for reply in replies_to(room, message)]
                assert len(told) == ASKED
                assert any(text.startswith(KEPT) for text in told)
            else:
                await kill(bot)
            left = open_questions(data)
        async with running_bot(world, settings, log) as bot:
            await bot.ready(2)
            await until(lambda: open_questions(data) == 0, PATIENCE)
            assert await bot.stop() == 0

    assert left > 0
    for message in asked:
        (reply,) = replies_to(room, message)
        assert is_whole(reply)
        assert "Rekognition" in words_in(reply)
    assert "Traceback" not in bot.log


@pytest.mark.parametrize("signal", ["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("tokens", ["living", "run out"])
async def test_each_of_twenty_commands_private_ones_too_is_answered_once_or_closed_after_the_next_start(
    corpora: dict[str, Path], tmp_path: Path, signal: str, tokens: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpora["articles"], data / "corpus")
    settings, log = settings_for(data), tmp_path / "log.txt"
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        carol = room.guild.add_member(world.env.create_user("carol"))
        async with running_bot(world, settings, log) as bot:
            await bot.ready()
            private, public = await commands(room, private=True), await commands(room, private=False)
            await until(lambda: taken_up(data) >= ASKED and all(one.acknowledged for one in private + public), PATIENCE)
            if signal == "SIGTERM":
                assert await bot.stop() == 0
                assert all(is_whole(one) or KEPT in words_in(one) for result in private + public for one in of(result))
            else:
                await kill(bot)
        left, late = open_questions(data), [one for one in private if not any(map(is_whole, of(one)))]
        world.now += LIFE_OF_A_TOKEN + 1 if tokens == "run out" else 0
        async with running_bot(world, settings, log) as bot:
            await bot.ready(2)
            await until(lambda: open_questions(data) == 0, PATIENCE)
            assert await bot.stop() == 0

    closed = len(late) if tokens == "run out" else 0
    assert left > 0
    assert sum(is_whole(one) for result in private for one in of(result)) == len(private) - closed
    assert all(len(of(one)) == 1 and one.ephemeral for one in private)
    assert [CLOSED in one.content for one in told_directly(room)] == [True] * closed
    everyones = room.channel.history(viewer=carol)
    assert sum(is_whole(one) for one in everyones) == len(public)
    # What was shown in the very moment of a kill isn't remembered, and can't be changed once its token has run out.
    if (signal, tokens) != ("SIGKILL", "run out"):
        assert not [one for one in everyones if one.content.startswith("*")]
    assert "Traceback" not in bot.log


async def commands(room: Room, *, private: bool) -> list[Any]:
    """Have the two ask by /ask, in turns, half of all that is asked."""
    people = (room.alice, room.bob) * (ASKED // 4)
    kind = "privately" if private else "openly"
    return [
        await one.slash(room.channel, "ask", question=f"{QUESTION} ({kind}, {number})", private=private)
        for number, one in enumerate(people)
    ]


def of(result: Any) -> list[Any]:
    """Return the messages that answered a command."""
    return list({one.id: one for one in (result.response, *result.followups) if one}.values())


def told_directly(room: Room) -> list[Any]:
    return [one for person in (room.alice, room.bob) if (direct := person.user.dm_channel) for one in direct.history()]


async def kill(bot: BotProcess) -> None:
    bot.process.kill()
    await bot.process.wait()


def taken_up(data: Path) -> int:
    return open_questions(data) + count(data, "answers")


def open_questions(data: Path) -> int:
    return count(data, "questions")


def count(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "discord.sqlite3")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
