"""Discord's three seconds: whatever takes long is acknowledged before it is begun, for each command and for buttons."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from simcord import interactions

from bot.service.admission.workers import Workers
from tests.support.discord_scene import QUESTION, buttons, make_room, own_id
from tests.support.loopback_discord import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Room

# What the options of commands are given, by their names.
GIVEN: dict[str, Any] = {
    "question": QUESTION,
    "words": "police",
    "number": 1,
    "title": "Amazon's pause",
    "address": "https://127.0.0.1/feed",
    "what": "press",
}


class Slow:
    """Threads that take for ever, from when they are stuck until they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.going = asyncio.Event()
        self.going.set()
        run, going = Workers.run, self.going

        async def held(*given: Any, **named: Any) -> Any:
            await going.wait()
            return await run(*given, **named)

        monkeypatch.setattr(Workers, "run", held)

    async def acknowledged(self, env: Env, use: Callable[[], Coroutine[Any, Any, Any]]) -> bool:
        """Say whether what someone does is acknowledged while nothing that takes long is done."""
        known = set(env.backend.interactions)
        self.going.clear()
        task = asyncio.create_task(use())
        until = time.perf_counter() + PATIENCE
        try:
            while not (self._told(env, known) or task.done() or time.perf_counter() > until):  # noqa: ASYNC110 -- nobody tells
                await asyncio.sleep(0)
            return self._told(env, known)
        finally:
            self.going.set()
            await task

    def _told(self, env: Env, known: set[int]) -> bool:
        new = [record for identity, record in env.backend.interactions.items() if identity not in known]
        return any(record.responded for record in new)


@pytest.mark.simcord(settle_timeout=PATIENCE)
async def test_each_command_is_acknowledged_before_what_takes_long(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, slow = make_room(simcord_env, alice_manages=True), Slow(monkeypatch)
    message = await room.bob.send(room.channel, "Amazon pauses the sale of Rekognition to the police for one year.")
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    late: list[str] = []

    for command in simcord_env.backend.commands[None].values():
        if command["type"] == 3:
            uses = {command["name"]: lambda name=command["name"]: room.alice.context_menu(room.channel, name, message)}
        else:
            uses = {" ".join(path): called(room, path, leaf) for path, leaf in interactions.command_leaves(command)}
        late += [name for name, use in uses.items() if not await slow.acknowledged(simcord_env, use)]

    assert late == []


@pytest.mark.simcord(settle_timeout=PATIENCE)
async def test_each_button_is_acknowledged_before_what_takes_long(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, slow = make_room(simcord_env, alice_manages=True), Slow(monkeypatch)
    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    answer: Any = room.channel.last_message
    helped = await room.alice.slash(room.channel, "help")
    assert helped.response is not None
    late: list[str] = []

    for shown in (answer, helped.response.message):
        for label, identity in buttons(shown).items():
            press = pressed(room, shown, identity)
            if not await slow.acknowledged(simcord_env, press):
                late.append(label)

    assert late == []
    assert simcord_bot.parts.counts["failures"] == 0


def called(room: Room, path: list[str], leaf: dict[str, Any]) -> Callable[[], Coroutine[Any, Any, Any]]:
    """Return what uses a command with all that it needs."""
    given = {**GIVEN, "channel": room.channel}
    needed = [option["name"] for option in leaf.get("options", []) if option.get("required")]
    return lambda: room.alice.slash(room.channel, " ".join(path), **{name: given[name] for name in needed})


def pressed(room: Room, shown: Any, identity: str) -> Callable[[], Coroutine[Any, Any, Any]]:
    return lambda: room.alice.click(shown, custom_id=identity)
