from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord.backend.models.message import AllowedMentions

from bot.answering.answer import Turn
from bot.answering.engine.engine import Engine
from tests.support.discord_scene import (
    QUESTION,
    SAID,
    Room,
    make_room,
    own_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord import ChannelHandle, Env, MemberActor

    from bot.answering.events import Event
    from bot.discord.client import FootnoteBot
    from corpus.article import Filters
    from tests.support.fakes import ScriptedChat


HIDDEN = {
    "en-US": "To follow up without a mention I need the message content intent: mention me instead.",
    "fr": "Pour suivre sans mention il me faut l'accès au contenu des messages : mentionnez-moi plutôt.",
}


@pytest.mark.parametrize("sees_content", [True])
@pytest.mark.parametrize("follow", [True, False])
async def test_in_a_thread_no_mention_is_needed_where_that_is_set(
    simcord_env: Env, simcord_bot: FootnoteBot, *, follow: bool
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, follow=follow)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    (thread,) = room.channel.threads

    await room.alice.send(thread, "And why does Amazon pause?")
    await room.alice.send(room.channel, "And the weather?")

    assert sum(SAID in message.content for message in thread.history()) == int(follow)
    assert len(room.channel.history()) == 3


async def test_a_follow_up_comes_with_the_conversation_of_its_thread(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations: list[tuple[Turn, ...]] = []
    original = Engine.ask

    def ask(engine: Engine, words: str, filters: Filters, **named: Any) -> Iterator[Event]:
        conversations.append(named["conversation"])
        return original(engine, words, filters, **named)

    monkeypatch.setattr(Engine, "ask", ask)
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    (thread,) = room.channel.threads

    await room.bob.send(thread, f"<@{own_id(simcord_env)}> Who pauses?")
    await room.bob.slash(thread, "ask", question="Since when?")
    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}> Who?")

    first = Turn(question=QUESTION, answer="Amazon pauses the sale of Rekognition to the police for one year.")
    assert [len(one) for one in conversations] == [0, 1, 2, 0]
    assert conversations[1] == (first,)


@pytest.mark.parametrize("sees_content", [True])
async def test_a_reply_without_a_ping_is_answered_where_the_bot_sees_its_words(
    simcord_env: Env, model: ScriptedChat
) -> None:
    room, answer = await answered_in_a_channel(simcord_env)

    reply = await reply_quietly(simcord_env, room.bob, QUESTION, answer)

    last = room.channel.last_message
    assert last is not None
    assert SAID in last.content
    assert last.reference is not None
    assert last.reference.message_id == reply
    assert len(model.prompts) == 2


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_a_reply_without_a_ping_is_told_to_mention_where_its_words_are_hidden(
    simcord_env: Env, model: ScriptedChat, locale: str
) -> None:
    room, answer = await answered_in_a_channel(simcord_env)
    speak(simcord_env, room, locale)

    for _ in range(2):
        await reply_quietly(simcord_env, room.bob, QUESTION, answer)

    told = [message.content for message in room.channel.history() if message.author.bot][1:]
    assert told == [HIDDEN[locale]] * 2
    assert len(model.prompts) == 1


async def test_a_reply_without_a_ping_to_someone_else_is_left_alone(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, "Who knows about the police?")

    await reply_quietly(simcord_env, room.bob, QUESTION, message)

    assert len(room.channel.history()) == 2
    assert model.prompts == []


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_in_a_thread_whose_words_are_hidden_people_are_told_once_to_mention(
    simcord_env: Env, simcord_bot: FootnoteBot, model: ScriptedChat, locale: str
) -> None:
    room, thread = await answered_in_a_thread(simcord_env, simcord_bot)
    speak(simcord_env, room, locale)

    for member in (room.alice, room.bob, room.alice):
        await member.send(thread, "And why does Amazon pause?")
    await room.bob.send(thread, f"<@{own_id(simcord_env)}> {QUESTION}")

    told = [message.content for message in thread.history() if message.author.bot]
    assert told[:-1] == [HIDDEN[locale]]
    assert SAID in told[-1]
    assert len(model.prompts) == 2


async def test_in_a_thread_that_is_not_followed_hidden_words_are_left_alone(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room, thread = await answered_in_a_thread(simcord_env, simcord_bot)
    simcord_bot.parts.store.servers.change(room.guild.id, follow=False)

    await room.bob.send(thread, "And why does Amazon pause?")

    assert [message for message in thread.history() if message.author.bot] == []


async def test_those_who_may_not_ask_are_told_nothing_of_hidden_words(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room, thread = await answered_in_a_thread(simcord_env, simcord_bot)
    role = room.guild.create_role("readers")
    simcord_bot.parts.store.servers.change(room.guild.id, roles=(role.id,))
    carol = room.guild.add_member(simcord_env.create_user("carol"), roles=[role])

    await room.bob.send(thread, "And why does Amazon pause?")
    assert [message for message in thread.history() if message.author.bot] == []
    await carol.send(thread, "And why does Amazon pause?")

    assert [message.content for message in thread.history() if message.author.bot] == [HIDDEN["en-US"]]


async def answered_in_a_channel(env: Env) -> tuple[Room, discord.Message]:
    """Have alice ask in a channel; return where, and the bot's answer."""
    room = make_room(env)
    await room.alice.send(room.channel, f"<@{own_id(env)}> {QUESTION}")
    answer = room.channel.last_message
    assert answer is not None
    return room, answer


async def answered_in_a_thread(env: Env, bot: FootnoteBot) -> tuple[Room, ChannelHandle]:
    """Have alice ask in a server whose threads are followed; return where, and the thread that goes on from there."""
    room = make_room(env)
    bot.parts.store.servers.change(room.guild.id, follow=True)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    (thread,) = room.channel.threads
    return room, thread


async def reply_quietly(env: Env, member: MemberActor, words: str, message: discord.Message) -> int:
    """Have someone reply with the ping turned off, as the simulator's own replies can't; return its id."""
    where = message.channel.id
    reference = {"channel_id": str(where), "message_id": str(message.id)}
    made = env.backend.create_message(
        where,
        member.id,
        words,
        reference=env.backend.normalize_message_reference(where, reference),
        allowed_mentions=AllowedMentions(replied_user=False),
    )
    await env.settle()
    return made.id


def speak(env: Env, room: Room, locale: str) -> None:
    """Have a server speak a language: of words that it can't see the bot knows none."""
    server = env.bot.get_guild(room.guild.id)
    assert server is not None
    server.preferred_locale = discord.Locale(locale)
