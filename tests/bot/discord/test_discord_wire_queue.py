"""Many questions at once, over real sockets and with Discord's own limits: who waits, who gives up, what is gone."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
import pytest
import pytest_asyncio

from tests.support.discord_scene import Room, buttons, make_room, said, words_in
from tests.support.loopback_discord import BotProcess, LoopbackDiscord, running_bot, until
from tests.support.wire import PATIENCE, QUESTION, discord_on_loopback, is_whole, replies_to, settings_for, shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="module")

# The engine notes each question, and waits after its first event for as long as there is a file called "closed".
GATED = """
import pathlib, time
from bot.answering.engine.engine import Engine
folder, ask = pathlib.Path({folder!r}), Engine.ask
def gated(engine, words, filters, **named):
    with (folder / "asked").open("a") as noted:
        noted.write(words + chr(10))
    events = ask(engine, words, filters, **named)
    yield next(events)
    while (folder / "closed").exists() and named["wanted"]():
        time.sleep(0.05)
    yield from events
Engine.ask = gated
from bot.cli import main
main()
"""


@dataclass(frozen=True)
class Town:
    world: LoopbackDiscord
    room: Room
    folder: Path
    bot: BotProcess

    def close_gate(self) -> None:
        (self.folder / "asked").write_text("")
        (self.folder / "closed").touch()

    def open_gate(self) -> None:
        (self.folder / "closed").unlink()

    def asked(self) -> list[str]:
        return (self.folder / "asked").read_text().splitlines()

    def answer(self, message: Any) -> str:
        """Return the whole answer to a message, empty where there is none yet."""
        return next((words_in(one) for one in replies_to(self.room, message.id) if is_whole(one)), "")

    def open_questions(self) -> int:
        with closing(sqlite3.connect(self.folder / "data" / "discord.sqlite3")) as connection:
            return int(connection.execute("SELECT count(*) FROM questions").fetchone()[0])


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(corpora: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    folder = tmp_path_factory.mktemp("queue")
    shutil.copytree(corpora["articles"], folder / "data" / "corpus")
    program = [sys.executable, "-c", GATED.format(folder=str(folder))]
    async with discord_on_loopback() as world:
        room = make_room(world.env, alice_manages=True)
        async with running_bot(world, settings_for(folder / "data"), folder / "log.txt", program) as bot:
            await bot.ready()
            yield Town(world, room, folder, bot)
            (folder / "closed").unlink(missing_ok=True)
            assert await bot.stop() == 0
            assert "Traceback" not in bot.log


async def test_equal_questions_that_wait_at_the_same_time_are_computed_once(town: Town) -> None:
    town.close_gate()
    first = await mention(town, town.room.alice, QUESTION)
    await until(town.asked, PATIENCE)
    second = await mention(town, town.room.bob, QUESTION)
    await until(lambda: town.open_questions() == 2, PATIENCE)
    town.open_gate()
    await until(lambda: all(map(town.answer, [first, second])), PATIENCE)

    assert town.answer(first) == town.answer(second)
    assert town.asked() == [QUESTION]


async def test_whoever_cancels_is_answered_no_more_and_the_others_are(town: Town) -> None:
    town.close_gate()
    kept = await mention(town, town.room.alice, QUESTION)
    given_up = await mention(town, town.room.bob, "Who runs IBM?")
    await until(lambda: [one for one in replies_to(town.room, given_up.id) if "Cancel" in buttons(one)], PATIENCE)
    (waiting,) = replies_to(town.room, given_up.id)
    button = buttons(waiting)["Cancel"]
    refused = await town.room.alice.click(waiting, custom_id=button)
    await shown(refused)
    await town.room.bob.click(waiting, custom_id=button)
    await until(lambda: not buttons(replies_to(town.room, given_up.id)[0]), PATIENCE)
    town.open_gate()
    await until(lambda: town.answer(kept), PATIENCE)
    await until(lambda: town.open_questions() == 0, PATIENCE)

    assert said(refused) == ["Only whoever asked can cancel it."]
    assert [one.content for one in replies_to(town.room, given_up.id)] == ["Cancelled."]


async def test_a_channel_that_is_deleted_in_mid_answer_ends_the_work(town: Town) -> None:
    town.close_gate()
    channel = town.room.guild.create_text_channel("short-lived")
    await town.room.alice.send(channel, f"<@{town.world.backend.bot_user.id}> {QUESTION}")
    await until(town.asked, PATIENCE)
    town.world.backend.delete_channel(channel.id)
    await until(lambda: town.open_questions() == 0, PATIENCE)
    town.open_gate()
    further = await mention(town, town.room.bob, QUESTION)
    await until(lambda: town.answer(further), PATIENCE)

    assert "Traceback" not in town.bot.log


async def test_where_it_may_not_write_nothing_is_computed_and_those_who_can_mend_it_are_told(town: Town) -> None:
    (town.folder / "asked").write_text("")
    me = town.room.guild.me
    assert me is not None
    silent = discord.PermissionOverwrite(send_messages=False)
    quiet = town.room.guild.create_text_channel("quiet", overwrites={me: silent})
    await town.room.bob.send(quiet, f"<@{town.world.backend.bot_user.id}> {QUESTION}")
    await until(lambda: town.room.bob.user.dm_channel and town.room.bob.user.dm_channel.history(), PATIENCE)
    status = await shown(await town.room.alice.slash(town.room.channel, "articles status"))

    assert "I may not write" in town.room.bob.user.dm_channel.history()[-1].content
    assert f"<#{quiet.id}>" in status
    assert town.asked() == []


async def mention(town: Town, person: Any, words: str) -> Any:
    return await person.send(town.room.channel, f"<@{town.world.backend.bot_user.id}> {words}")
