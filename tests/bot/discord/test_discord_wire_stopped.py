"""The bot as its own process is stopped or killed with many open questions: after the next start none is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.discord_scene import make_room, words_in
from tests.support.loopback_discord import running_bot, until
from tests.support.wire import PATIENCE, QUESTION, discord_on_loopback, is_whole, replies_to, settings_for

if TYPE_CHECKING:
    from pathlib import Path

ASKED = 20


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
                assert any(text.startswith("I am being restarted: your question is kept") for text in told)
            else:
                bot.process.kill()
                await bot.process.wait()
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


def taken_up(data: Path) -> int:
    return open_questions(data) + count(data, "answers")


def open_questions(data: Path) -> int:
    return count(data, "questions")


def count(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / "discord.sqlite3")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
