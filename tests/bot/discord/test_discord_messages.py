from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.discord_scene import (
    QUESTION,
    SAID,
    Room,
    make_room,
    own_id,
)

if TYPE_CHECKING:
    from simcord import ChannelHandle, Env

    from bot.discord.client import FootnoteBot
    from tests.support.fakes import ScriptedChat


async def test_a_mention_is_answered_by_a_reply(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    asked = await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")

    answer = room.channel.last_message
    assert answer is not None
    assert SAID in answer.content
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id


async def test_a_reply_to_the_bot_asks_too(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)
    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    answer = room.channel.last_message
    assert answer is not None

    await room.alice.send(room.channel, QUESTION, reply_to=answer)

    assert len(room.channel.history()) == 4
    assert len(model.prompts) == 2


async def test_a_direct_message_needs_no_mention_where_there_is_one_server(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await room.alice.send_dm(QUESTION)

    answer = room.alice.user.dm_channel.last_message
    assert answer is not None
    assert SAID in answer.content


async def test_a_mention_without_a_question_is_told_how_to_ask(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)

    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}>")

    assert room.channel.last_message is not None
    assert "/ask" in room.channel.last_message.content
    assert model.prompts == []


async def test_bots_and_talk_among_people_are_left_alone(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)
    robot = room.guild.add_member(simcord_env.create_user("robot", bot=True))
    hook = room.guild.create_webhook(room.channel)

    await robot.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    await hook.send(f"<@{own_id(simcord_env)}> {QUESTION}")
    await room.alice.send(room.channel, QUESTION)

    assert len(room.channel.history()) == 3
    assert model.prompts == []


@pytest.mark.parametrize("sees_content", [True])
@pytest.mark.parametrize("is_set", [True, False])
async def test_a_post_of_a_forum_is_answered_where_that_is_set(
    simcord_env: Env, simcord_bot: FootnoteBot, model: ScriptedChat, *, is_set: bool
) -> None:
    room = make_room(simcord_env)
    forum = room.guild.create_forum_channel("questions")
    simcord_bot.parts.store.servers.change(room.guild.id, forums=(forum.id,) if is_set else ())

    post = await start_post(simcord_env, room, forum, QUESTION, "I read something about the police.")
    await room.bob.send(post, "Who knows?")

    texts = [message.content for message in post.history()]
    assert sum(SAID in text for text in texts) == len(model.prompts) == int(is_set)


async def start_post(env: Env, room: Room, forum: ChannelHandle, title: str, words: str) -> ChannelHandle:
    """Have alice begin a post: a thread whose first message has its id, as Discord makes it."""
    thread = env.backend.create_thread(forum.id, title, room.alice.id)
    handle = next(one for one in forum.threads if one.id == thread.id)
    original = env.backend.snowflake

    def same_once() -> int:
        env.backend.snowflake = original
        return thread.id

    env.backend.snowflake = same_once
    await room.alice.send(handle, words)
    return handle
