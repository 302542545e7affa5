from __future__ import annotations

import asyncio
import itertools
import re
from typing import TYPE_CHECKING

from bot.discord.rendering.live_message import Live
from bot.service.admission.limits import Asker, Limits
from bot.service.admission.pace import Pace
from bot.service.admission.queue import Turns
from bot.service.store.servers import ServerSettings
from tests.support.discord_scene import QUESTION, SAID, make_room, own_id, said, speak_french

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    import pytest
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.fakes import ScriptedChat

ALICE = Asker(person=1, channel=10, guild=100)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_person_asks_so_often_an_hour_and_is_told_when_again() -> None:
    clock = Clock()
    limits = Limits(clock)
    settings = ServerSettings(per_person=2, per_channel=0, per_server=0)

    assert limits.count(ALICE, settings) is None
    clock.now += 600
    assert limits.count(ALICE, settings) is None
    assert limits.count(ALICE, settings) == 1000 + 3600
    assert limits.count(Asker(person=2, channel=10, guild=100), settings) is None
    clock.now = 1000 + 3600
    assert limits.count(ALICE, settings) is None
    assert limits.count(ALICE, settings) == 1600 + 3600


def test_channels_and_servers_have_limits_of_their_own() -> None:
    limits = Limits(Clock())
    settings = ServerSettings(per_person=0, per_channel=2, per_server=3)

    assert [limits.count(Asker(person=n, channel=10, guild=100), settings) for n in range(3)][:2] == [None, None]
    assert limits.count(Asker(person=9, channel=10, guild=100), settings) is not None
    assert limits.count(Asker(person=9, channel=11, guild=100), settings) is None
    assert limits.count(Asker(person=9, channel=11, guild=100), settings) is not None
    assert limits.count(Asker(person=9, channel=20, guild=200), settings) is None


def test_a_refused_question_counts_nowhere() -> None:
    limits = Limits(Clock())
    settings = ServerSettings(per_person=1, per_channel=2, per_server=0)

    assert limits.count(ALICE, settings) is None
    for _ in range(5):
        assert limits.count(ALICE, settings) is not None
    assert limits.count(Asker(person=2, channel=10, guild=100), settings) is None


async def test_a_limit_is_told_in_private_with_when(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, per_person=1)
    await room.alice.slash(room.channel, "ask", question=QUESTION)

    refused = await room.alice.slash(room.channel, "ask", question=QUESTION)
    await simcord_env.advance_time(3601)
    again = await room.alice.slash(room.channel, "ask", question=QUESTION)

    assert re.fullmatch(r"That was a lot of questions: please ask again <t:\d+:R>\.", said(refused)[0])
    assert refused.ephemeral
    assert SAID in said(again)[0]


async def test_a_limit_is_told_to_a_mention_in_a_direct_message(
    simcord_env: Env, simcord_bot: FootnoteBot, model: ScriptedChat
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, per_channel=1, language="fr")

    for _ in range(2):
        await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")

    told = room.alice.user.dm_channel.last_message
    assert told is not None
    assert told.content.startswith("Cela faisait beaucoup de questions : redemandez <t:")
    assert len(room.channel.history()) == 3
    assert len(model.prompts) == 1


async def test_a_bot_that_is_being_stopped_takes_no_question(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env)

    assert await simcord_bot.parts.underway.finish(0.1)
    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    assert said(result)[0].startswith("On me redémarre à l'instant")
    assert result.ephemeral


async def test_turns_are_taken_in_order_and_places_are_told() -> None:
    turns = Turns(1)
    places: dict[str, list[int]] = {"b": [], "c": [], "d": []}
    order: list[str] = []
    leave = asyncio.Event()

    async def take(name: str) -> None:
        async with turns.turn(places.get(name, []).append):
            order.append(name)
            await leave.wait()

    tasks = []
    for name in "abcd":
        tasks.append(asyncio.create_task(take(name)))
        await asyncio.sleep(0)
    assert turns.waiting == 3
    tasks[2].cancel()
    await asyncio.sleep(0.01)
    leave.set()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert order == ["a", "b", "d"]
    assert places == {"b": [1], "c": [2], "d": [3, 2, 1]}
    assert turns.waiting == 0
    async with turns.turn(places["b"].append):
        pass
    assert places["b"] == [1]


async def test_a_turn_that_comes_to_whoever_has_just_given_up_goes_on_to_the_next() -> None:
    turns = Turns(1)
    entered: list[str] = []

    async def take(name: str) -> None:
        async with turns.turn(lambda _: None):
            entered.append(name)

    async with turns.turn(lambda _: None):
        first = asyncio.create_task(take("first"))
        second = asyncio.create_task(take("second"))
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)

    assert entered == ["second"]


async def test_only_the_latest_words_are_shown_and_none_after_the_end() -> None:
    shown: list[str] = []

    async def edit(words: str) -> None:
        await asyncio.sleep(0.01)
        shown.append(words)

    live = Live(edit, every=0.05)
    for words in ("one", "two", "three"):
        live.show(words)
    await asyncio.sleep(0.03)
    live.show("four")
    live.show("five")
    await asyncio.sleep(0.1)
    live.show("six")
    await live.close()
    live.show("seven")
    await asyncio.sleep(0.1)

    assert shown[:2] == ["three", "five"]
    assert "four" not in shown
    assert "seven" not in shown


async def test_what_may_wait_is_written_one_at_a_time_and_only_where_no_answer_is_there_to_be_shown() -> None:
    hours = itertools.count(0, 3600)
    pace = Pace(lambda: float(next(hours)))
    written: list[str] = []
    go = asyncio.Event()

    async def write(name: str, held: AbstractAsyncContextManager[None]) -> None:
        async with held:
            await go.wait()
            written.append(name)

    first = asyncio.create_task(write("first place", pace.room("channel")))
    await asyncio.sleep(0)
    second = asyncio.create_task(write("second place", pace.room("channel")))
    elsewhere = asyncio.create_task(write("elsewhere", pace.room("another")))
    await asyncio.sleep(0)
    answers = [asyncio.create_task(write(f"answer {n}", pace.turn("channel"))) for n in (1, 2)]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, second, elsewhere, *answers)

    assert written == ["first place", "elsewhere", "answer 1", "answer 2", "second place"]
