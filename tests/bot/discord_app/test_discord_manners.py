from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tests.discord_scene import (
    QUESTION,
    make_room,
    own_id,
)

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord_app.client import FootnoteBot


def test_the_bot_asks_for_no_privileged_intent_and_mentions_nobody(simcord_bot: FootnoteBot) -> None:
    assert not simcord_bot.intents.message_content
    assert not simcord_bot.intents.members
    assert not simcord_bot.intents.presences
    assert simcord_bot.allowed_mentions is not None
    assert simcord_bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


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
