"""Discord's own deadlines, over real sockets: a token that has run out over a restart, a command answered too late."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.discord_scene import make_room, words_in
from tests.support.loopback_discord import Fault, running_bot, until
from tests.support.wire import PATIENCE, QUESTION, answered, discord_on_loopback, is_whole, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.discord_scene import Room

# The engine is asked, and doesn't answer while the bot runs.
STUCK = """
import time
from bot.answering.engine.engine import Engine
def stuck(*_, wanted, **__):
    while wanted():
        time.sleep(0.05)
    yield from ()
Engine.ask = stuck
from bot.cli import main
main()
"""
# The engine answers only once there is a file of this name in the data folder.
HELD = """
import os, pathlib, time
from bot.answering.engine.engine import Engine
ask = Engine.ask
def held(*given, wanted, **named):
    while wanted() and not (pathlib.Path(os.environ["FOOTNOTE_DATA_DIR"]) / "go").exists():
        time.sleep(0.05)
    yield from ask(*given, wanted=wanted, **named)
Engine.ask = held
from bot.cli import main
main()
"""
GONE = {"code": 50027, "message": "Invalid Webhook Token"}
TOO_LATE = {"code": 10062, "message": "Unknown interaction"}


@pytest.mark.parametrize("private", [False, True])
async def test_a_command_whose_token_has_run_out_over_a_restart_is_answered_in_its_channel_if_all_may_see_it(
    corpora: dict[str, Path], tmp_path: Path, *, private: bool
) -> None:
    data, log = tmp_path / "data", tmp_path / "log.txt"
    shutil.copytree(corpora["articles"], data / "corpus")
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        async with running_bot(world, settings_for(data), log, [sys.executable, "-c", STUCK]) as bot:
            await bot.ready()
            asked = await room.alice.slash(room.channel, "ask", question=QUESTION, private=private)
            await until(lambda: asked.acknowledged and open_questions(data) == 1, PATIENCE)
            bot.process.kill()
            await bot.process.wait()
        before = len(room.channel.history())
        world.faults = [Fault(method, "^/webhooks/", 401, GONE, 99) for method in ("POST", "PATCH")]
        async with running_bot(world, settings_for(data), log) as bot:
            await bot.ready(2)
            await until(lambda: open_questions(data) == 0 and len(told_directly(room)) == int(private), PATIENCE)
            assert await bot.stop() == 0

    answers = [one for one in room.channel.history()[before:] if is_whole(one)]
    assert len(answers) == (0 if private else 1)
    assert all("[1]" in words_in(one) for one in answers)
    assert len(told_directly(room)) == int(private)
    assert "Traceback" not in bot.log


@pytest.mark.parametrize("private", [False, True])
async def test_an_answer_that_takes_longer_than_its_token_lives_comes_once_to_the_channel_or_to_its_asker_alone(
    corpora: dict[str, Path], tmp_path: Path, *, private: bool
) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpora["articles"], data / "corpus")
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        async with running_bot(world, settings_for(data), tmp_path / "log.txt", [sys.executable, "-c", HELD]) as bot:
            await bot.ready()
            asked = await room.alice.slash(room.channel, "ask", question=QUESTION, private=private)
            await until(lambda: asked.acknowledged and open_questions(data) == 1, PATIENCE)
            before = len(room.channel.history())
            world.now += 15 * 60 + 1
            (data / "go").touch()
            await until(lambda: open_questions(data) == 0, PATIENCE)
            assert await bot.stop() == 0

    in_channel = [one for one in room.channel.history()[before:] if is_whole(one)]  # the others tell of its thread
    directly = told_directly(room)
    assert (len(in_channel), len(directly)) == ((0, 1) if private else (1, 0))
    assert "[1]" in (directly[0] if private else words_in(in_channel[0]))
    assert "Traceback" not in bot.log


async def test_a_command_that_discord_has_given_up_ends_quietly_and_the_next_is_answered(
    corpora: dict[str, Path], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(corpora["articles"], data / "corpus")
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        async with running_bot(world, settings_for(data), tmp_path / "log.txt") as bot:
            await bot.ready()
            world.faults = [Fault("POST", "/interactions/.*/callback", 404, TOO_LATE, 1)]
            late = await room.alice.slash(room.channel, "ask", question=QUESTION)
            await until(lambda: "couldn't be answered" in bot.log, PATIENCE)
            world.faults = []
            further = await room.bob.slash(room.channel, "ask", question=QUESTION)
            answer = await answered(further)
            await until(lambda: open_questions(data) == 0, PATIENCE)
            assert await bot.stop() == 0

    assert late.response is None
    assert "[1]" in answer
    assert "Traceback" not in bot.log


def told_directly(room: Room) -> list[str]:
    channel = room.alice.user.dm_channel
    return [one.content for one in channel.history()] if channel else []


def open_questions(data: Path) -> int:
    with closing(sqlite3.connect(data / "discord.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM questions").fetchone()[0])
