"""The bot as its own process, over real sockets, with the real models."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.support.discord_scene import buttons, make_room
from tests.support.loopback_discord import TOKEN, Fault, running_bot, until
from tests.support.wire import (
    PATIENCE,
    QUESTION,
    answer_to,
    answered,
    choices,
    discord_on_loopback,
    is_whole,
    settings_for,
    shown,
)

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_bot_answers_in_every_way_and_goes_on_after_a_restart(
    corpora: dict[str, Path], tmp_path: Path, unused_tcp_port: int
) -> None:
    shutil.copytree(corpora["articles"], tmp_path / "data" / "corpus")
    settings, log = settings_for(tmp_path / "data"), tmp_path / "log.txt"
    watched = {"FOOTNOTE_HEALTH_PORT": str(unused_tcp_port), "FOOTNOTE_LOG_FORMAT": "json"}
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        async with running_bot(world, settings, log) as bot:
            await bot.ready()
            result = await room.alice.slash(room.channel, "ask", question=QUESTION)
            answer = await answered(result)
            assert result.response is not None
            offered = await choices(world, room, "ask", "source", "")
            attachments = [("evil.zip", b"PK\x03\x04" * 999)]
            words = f"<@{world.backend.bot_user.id}> {QUESTION}"
            mention = await room.alice.send(room.channel, words, attachments=attachments)
            reply = await answer_to(room, mention.id)
            menu = await room.bob.context_menu(room.channel, "Ask about this message", mention)
            about = await answered(menu)
            assert await bot.stop() == 0
        async with running_bot(world, settings | watched, log) as bot:
            await bot.ready(2)
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{unused_tcp_port}/health") as health,
            ):
                assert health.status == 200
                assert (await health.json())["servers"] == 1
            pressed = await room.bob.click(result.response.message, custom_id=buttons(result.response)["Footnotes"])
            notes = await shown(pressed)
            last = await room.bob.click(result.response.message, custom_id=buttons(result.response)["Ask again"])
            await until(lambda: last.acknowledged, 10)
            bot.process.terminate()  # in the middle of an answer
            again = await answered(last)
            assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 0

        assert "one year" in answer
        assert "[1]" in answer
        assert offered == ["articles"]
        assert "one year" in reply
        assert "[1]" in about
        assert menu.ephemeral
        assert "**[1] " in notes
        assert "one year" in again
        assert room.channel.threads[0].name == QUESTION
        assert len(world.calls_to("PUT", "/commands$")) == 1
        assert "Finishing 1 answers" in bot.log
        assert "invite me with https://discord.com/oauth2/authorize" in bot.log
        assert "Traceback" not in bot.log
        assert TOKEN not in bot.log
        assert json.loads(bot.log.splitlines()[-1])["message"] == "Stopped."


@pytest.mark.real_chat
async def test_a_question_is_acknowledged_while_the_local_model_is_busy_with_three_others(
    corpora: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(corpora["articles"], tmp_path / "data" / "corpus")
    settings = settings_for(tmp_path / "data") | {"FOOTNOTE_CHAT_MODEL": "local"}
    async with discord_on_loopback() as world:
        room = make_room(world.env)
        async with running_bot(world, settings, tmp_path / "log.txt") as bot:
            await bot.ready()
            busy = [await room.alice.slash(room.channel, "ask", question=QUESTION) for _ in range(3)]
            await until(lambda: all(one.acknowledged for one in busy), 30)
            fourth = await room.bob.slash(room.channel, "ask", question="Qui dirige IBM ?")
            await until(lambda: fourth.acknowledged, 30)
            waiting = [one for one in busy if not is_whole(one.response)]
            answers = [await answered(one) for one in (*busy, fourth)]
            edits = [str(call.body["content"]) for call in world.calls_to("PATCH", "@original") if call.body]
            assert await bot.stop() == 0

    assert len(waiting) == 3
    assert all("[1]" in answer for answer in answers)
    assert any("In the queue: place" in edit for edit in edits)


async def test_finding_is_loaded_before_anyone_can_ask_and_what_is_wrong_with_it_is_told(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data") | {"FOOTNOTE_EMBEDDING_MODEL": str(tmp_path / "nothing")}
    async with discord_on_loopback() as world, running_bot(world, settings, tmp_path / "log.txt") as bot:
        await bot.ready()
        assert await bot.stop() == 0

    assert 0 < bot.log.find("can't be loaded: set FOOTNOTE_EMBEDDING_MODEL") < bot.log.find("Ready in")


async def test_a_bot_that_is_stopped_while_it_loads_stops_without_a_word_of_error(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    async with discord_on_loopback() as world, running_bot(world, settings, tmp_path / "log.txt") as bot:
        await until(lambda: "Discord was told" in bot.log, 60)
        assert await bot.stop() == 0

    assert "Ready in" not in bot.log
    assert bot.log.splitlines()[-1].endswith("Stopped.")
    assert "Traceback" not in bot.log


async def test_an_intent_that_discord_refuses_is_told_in_one_sentence(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data") | {"FOOTNOTE_DISCORD_MESSAGE_CONTENT": "true"}
    async with discord_on_loopback() as world:
        world.refuse_intents = True
        async with running_bot(world, settings, tmp_path / "log.txt") as bot:
            assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 2

    assert "tick Message Content Intent in the Discord Developer Portal" in bot.log.splitlines()[-1]


async def test_a_connection_that_stays_dead_ends_the_process_so_that_a_supervisor_starts_it_again(
    tmp_path: Path,
) -> None:
    quick = "from bot.discord import start, watchdog; watchdog.SECONDS_DEAD = 3; start._SECONDS_BETWEEN_LOOKS = 0.2"
    program = [sys.executable, "-c", f"{quick}; from bot.cli import main; main()"]
    async with (
        discord_on_loopback() as world,
        running_bot(world, settings_for(tmp_path / "data"), tmp_path / "log.txt", program) as bot,
    ):
        await bot.ready()
        world.is_down = True
        await world.drop()
        assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 1

    assert bot.log.splitlines()[-1].startswith("Discord couldn't be reached for minutes")


async def test_a_token_that_discord_refuses_is_told_in_one_sentence(tmp_path: Path) -> None:
    async with discord_on_loopback() as world:
        world.faults = [Fault("GET", "/users/@me", 401, {"code": 0, "message": "401: Unauthorized"}, 9)]
        async with running_bot(world, settings_for(tmp_path / "data"), tmp_path / "log.txt") as bot:
            assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 2

    assert bot.log.splitlines()[-1].startswith("Discord refuses the token in DISCORD_TOKEN: reset it")
    assert TOKEN not in bot.log
