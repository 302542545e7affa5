"""Run the bot as its own process against a Discord on loopback, and wait for what it says there."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.support.discord_scene import said, words_in
from tests.support.loopback_discord import PATIENCE, LoopbackDiscord, until
from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator
    from pathlib import Path

    from tests.support.discord_scene import Room

QUESTION = "For how long does Amazon suspend police use of Rekognition?"


@asynccontextmanager
async def discord_on_loopback() -> AsyncGenerator[LoopbackDiscord]:
    world = LoopbackDiscord()
    await world.start()
    try:
        yield world
    finally:
        await world.stop()


def settings_for(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FOOTNOTE_") or k == "FOOTNOTE_CACHE_DIR"}
    own = {"FOOTNOTE_DATA_DIR": str(data), "FOOTNOTE_CHAT_MODEL": "none", "PYTHONPATH": str(ROOT)}
    return kept | own


def is_whole(message: Any) -> bool:
    """Say whether a message has the buttons of an answer: while one is waited for it can only be cancelled."""
    ids = [identity for part in (message.components if message else ()) for identity in _ids(part)]
    return bool(ids) and not any(identity.startswith("footnote:cancel:") for identity in ids)


def _ids(part: Any) -> Iterator[str]:
    """Yield the ids of the buttons of a row, as Discord sends them or as its library reads them."""
    identity = part.get("custom_id") if isinstance(part, dict) else getattr(part, "custom_id", None)
    if identity:
        yield identity
    children = part.get("components", ()) if isinstance(part, dict) else getattr(part, "children", ())
    for child in children:
        yield from _ids(child)


async def answered(result: Any) -> str:
    """Wait for the whole answer to a command or a button; return its messages."""
    await until(lambda: any(is_whole(one) for one in (result.response, *result.followups)), PATIENCE)
    return "\n".join(said(result))


async def answer_to(room: Room, message: int) -> str:
    """Wait for the whole answer to a message; return it."""
    await until(lambda: any(is_whole(reply) for reply in replies_to(room, message)), PATIENCE)
    return "\n".join(words_in(reply) for reply in replies_to(room, message))


async def choices(world: LoopbackDiscord, room: Room, command: str, option: str, value: str) -> list[str]:
    """Return what is offered for an option, which takes its time here."""
    interactions = world.backend.interactions
    known = set(interactions)
    await room.alice.autocomplete(room.channel, command, option, value)
    (record,) = [record for identity, record in interactions.items() if identity not in known]
    await until(lambda: record.autocomplete_choices is not None, PATIENCE)
    return [choice["value"] for choice in record.autocomplete_choices or []]


async def shown(result: Any) -> str:
    await until(lambda: "".join(said(result)), PATIENCE)
    return "\n".join(said(result))


def replies_to(room: Room, message: int) -> list[Any]:
    return [m for m in room.channel.history() if m.reference and m.reference.message_id == message]
