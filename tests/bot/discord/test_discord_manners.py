from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from tests.support.discord_scene import (
    QUESTION,
    make_room,
    own_id,
)

if TYPE_CHECKING:
    import pytest
    from simcord import Env

    from bot.discord.client import FootnoteBot


def test_the_bot_asks_for_no_privileged_intent_and_mentions_nobody(simcord_bot: FootnoteBot) -> None:
    assert not simcord_bot.intents.message_content
    assert not simcord_bot.intents.members
    assert not simcord_bot.intents.presences
    assert simcord_bot.allowed_mentions is not None
    assert simcord_bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_the_words_of_no_message_are_a_command(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    looked_for: list[str] = []

    async def note(context: commands.Context[Any], _error: commands.CommandError) -> None:
        looked_for.append(context.message.content)

    simcord_bot.add_listener(note, "on_command_error")
    room = make_room(simcord_env)
    for words in ("help", "!help", "/help", f"<@{own_id(simcord_env)}> help"):
        await room.alice.send(room.channel, words)
        await room.alice.send_dm(words)

    assert isinstance(simcord_bot, commands.AutoShardedBot)
    assert simcord_bot.commands == set()
    assert looked_for == []


def test_nothing_is_warned_of_at_the_start_since_no_intent_is_missing(
    simcord_env: Env, caplog: pytest.LogCaptureFixture
) -> None:
    assert simcord_env.http_requests
    warned = [record.getMessage() for record in caplog.get_records("setup") if record.levelno >= logging.WARNING]
    assert warned == []


async def test_every_message_that_is_sent_mentions_nobody(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    await room.alice.slash(room.channel, "search", words="Rekognition")
    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")

    bodies = [r.json.get("data") or r.json for r in simcord_env.http_requests if r.method != "PUT" and r.json]
    sent = [body for body in bodies if "content" in body]
    assert sent
    for body in sent:
        assert body["allowed_mentions"] in ({"parse": []}, {"parse": [], "replied_user": False})
