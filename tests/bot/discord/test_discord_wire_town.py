"""One bot as its own process, for two servers, over real sockets that break, with the real embedding model."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.support.discord_scene import Room, make_room, words_in
from tests.support.loopback_discord import Fault, LoopbackDiscord, running_bot, until
from tests.support.wire import (
    PATIENCE,
    QUESTION,
    answer_to,
    answered,
    choices,
    discord_on_loopback,
    replies_to,
    settings_for,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="module")

RATE_LIMIT = {"message": "You are being rate limited.", "retry_after": 0.3, "global": False, "code": 0}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town(corpora: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Run one bot for several tests; the two servers have corpora of their own."""
    folder = tmp_path_factory.mktemp("town")
    async with discord_on_loopback() as world:
        first, second = make_room(world.env, "First"), make_room(world.env, "Second")
        shutil.copytree(corpora["articles"], folder / "data" / "corpus")
        shutil.copytree(corpora["harbour"], folder / "data" / "servers" / str(second.guild.id))
        settings = settings_for(folder / "data") | {"FOOTNOTE_DISCORD_CORPORA": f"{first.guild.id}=main"}
        async with running_bot(world, settings, folder / "log.txt") as bot:
            await bot.ready()
            yield Town(world, first, second)
            assert await bot.stop() == 0


@dataclass(frozen=True)
class Town:
    world: LoopbackDiscord
    first: Room
    second: Room


async def test_a_lost_connection_is_resumed_and_nothing_that_was_asked_meanwhile_is_lost(town: Town) -> None:
    world, room = town.world, town.first
    identified, resumed = world.identified, world.resumed

    first = await room.alice.slash(room.channel, "ask", question=QUESTION)
    await until(lambda: first.acknowledged, 10)
    await world.drop()  # in the middle of an answer
    second = await room.bob.slash(room.channel, "search", words="Rekognition police")

    assert "one year" in await answered(first)
    assert "[1] **" in await shown(second)
    assert (world.identified, world.resumed) == (identified, resumed + 1)


async def test_rate_limits_and_errors_of_discord_lose_no_answer_and_double_none(town: Town) -> None:
    world, room = town.world, town.first

    world.faults = [
        Fault("PATCH", "/messages/@original", 429, RATE_LIMIT, 2),
        Fault("PATCH", "/messages/@original", 500, {"code": 0, "message": "500: Internal Server Error"}, 2),
    ]
    answer = await answered(await room.alice.slash(room.channel, "ask", question=QUESTION))
    world.faults += [
        Fault("POST", "/channels/.*/messages", 429, RATE_LIMIT, 1),
        Fault("POST", "/channels/.*/messages", 502, {}, 1),
    ]
    mention = await room.alice.send(room.channel, f"<@{world.backend.bot_user.id}> {QUESTION}")
    reply = await answer_to(room, mention.id)

    assert "one year" in answer
    assert "one year" in reply
    assert [fault.times for fault in world.faults] == [0, 0, 0, 0]
    assert len(replies_to(room, mention.id)) == 1


async def test_a_token_that_has_run_out_makes_the_answer_a_message_of_the_bots_own(town: Town) -> None:
    room = town.first
    before = len(room.channel.history())
    gone = {"code": 50027, "message": "Invalid Webhook Token"}
    town.world.faults = [Fault("PATCH", "/messages/@original", 401, gone, 99)]

    await room.alice.slash(room.channel, "ask", question=QUESTION)
    await until(lambda: any("[1]" in words_in(m) for m in room.channel.history()[before:]), PATIENCE)

    town.world.faults = []


async def test_two_servers_are_answered_at_once_each_from_its_own_corpus(town: Town) -> None:
    rooms = (town.first, town.second, town.first, town.second)

    words = "To whom was the harbour of Saint-Malo sold?"
    results = [await room.alice.slash(room.channel, "ask", question=words) for room in rooms]
    answers = await asyncio.gather(*map(answered, results))
    titles = [await choices(town.world, room, "article", "title", "") for room in (town.first, town.second)]

    for other in (answers[0], answers[2]):
        assert "bank" not in other
    for own in (answers[1], answers[3]):
        assert "sold to a bank in March" in own
    assert [len(one) for one in titles] == [12, 1]


async def test_what_comes_as_a_file_comes_with_it(town: Town) -> None:
    room = town.first
    await answered(await room.alice.slash(room.channel, "ask", question=QUESTION))

    exported = await room.alice.slash(room.channel, "export")
    await until(lambda: exported.response and exported.response.message.attachments, PATIENCE)

    assert exported.response is not None
    (file,) = exported.response.message.attachments
    assert file.filename == "footnote.md"
    assert exported.ephemeral
