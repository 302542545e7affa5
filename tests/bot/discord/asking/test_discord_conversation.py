from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.answering.answer import Turn
from bot.answering.engine.engine import Engine
from bot.discord.rendering.message_text import is_own_role, words_of
from tests.support.discord_scene import QUESTION, SAID, make_room, own_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord
    from simcord import Env

    from bot.answering.events import Event
    from bot.discord.client import FootnoteBot
    from corpus.article import Filters
    from tests.support.discord_scene import Room

ANSWER = "Amazon pauses the sale of Rekognition to the police for one year."
Asked = list[tuple[str, tuple[Turn, ...]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Note what the engine is asked, and after which conversation."""
    noted: Asked = []
    original = Engine.ask

    def ask(engine: Engine, words: str, filters: Filters, **named: Any) -> Iterator[Event]:
        noted.append((words, named["conversation"]))
        return original(engine, words, filters, **named)

    monkeypatch.setattr(Engine, "ask", ask)
    return noted


async def test_a_reply_to_an_answer_goes_on_from_it_and_from_those_before_it(simcord_env: Env, asked: Asked) -> None:
    room = make_room(simcord_env)
    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    first = last_of(room)
    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}> What is the weather?")
    await room.bob.send(room.channel, "Who pauses?", reply_to=first)
    await room.alice.send(room.channel, "Why does Amazon pause?", reply_to=last_of(room))

    turns = [tuple(turn.question for turn in conversation) for _, conversation in asked]
    assert turns == [(), (), (QUESTION,), (QUESTION, f"{QUESTION} Who pauses?")]
    assert asked[2][1] == (Turn(question=QUESTION, answer=ANSWER),)


async def test_direct_messages_are_a_conversation_until_an_hour_goes_by(simcord_env: Env, asked: Asked) -> None:
    room = make_room(simcord_env)

    await room.alice.send_dm(QUESTION)
    await room.alice.send_dm("Who pauses?")
    await simcord_env.advance_time(3601)
    await room.alice.send_dm("Why does Amazon pause?")
    await room.bob.send_dm(QUESTION)

    assert [len(conversation) for _, conversation in asked] == [0, 1, 0, 0]


async def test_thanks_are_no_part_of_a_conversation_and_have_nothing_to_press(simcord_env: Env, asked: Asked) -> None:
    room = make_room(simcord_env)

    for words in (QUESTION, "thanks!", "Who pauses?"):
        await room.alice.send_dm(words)

    thanked = room.alice.user.dm_channel.history()[3]
    assert thanked.content == "You're welcome."
    assert thanked.components == []
    assert [len(conversation) for _, conversation in asked] == [0, 1, 1]


@pytest.mark.parametrize("sees_content", [True])
async def test_a_mention_under_someones_message_is_about_that_message(simcord_env: Env, asked: Asked) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, "Amazon pauses for one year.")

    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}> is that true?", reply_to=message)
    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}>", reply_to=message)

    assert asked[0] == ("is that true?", (Turn(question="Amazon pauses for one year.", answer=""),))
    assert asked[1] == ("Amazon pauses for one year.", ())


async def test_a_bare_mention_under_a_message_that_the_bot_cannot_read_tells_how_to_ask(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, "Amazon pauses for one year.")

    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}>", reply_to=message)

    assert last_of(room).content.startswith("I can't read that message: pick “Ask about this message”")


@pytest.mark.parametrize("sees_content", [True])
async def test_what_people_said_in_a_thread_of_their_own_is_what_is_asked_about(simcord_env: Env, asked: Asked) -> None:
    room = make_room(simcord_env)
    thread = simcord_env.backend.create_thread(room.channel.id, "Rekognition", room.alice.id)
    handle = next(one for one in room.channel.threads if one.id == thread.id)
    await room.alice.send(handle, "Amazon pauses the sale.")
    await room.bob.send(handle, "To the police?")

    await room.bob.send(handle, f"<@{own_id(simcord_env)}> Since when?")
    await room.bob.send(handle, f"<@{own_id(simcord_env)}> Who pauses?")

    turns = [tuple(turn.question for turn in conversation) for _, conversation in asked]
    assert turns[0] == ("Amazon pauses the sale.", "To the police?")
    assert len(turns[1]) == 1


async def test_a_question_that_is_mended_soon_is_answered_anew_in_its_place(
    simcord_env: Env, simcord_bot: FootnoteBot, asked: Asked
) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> Who pauses?")
    first = last_of(room)

    await room.alice.edit(message, f"<@{own_id(simcord_env)}> {QUESTION}")

    assert [words for words, _ in asked] == ["Who pauses?", QUESTION]
    assert len(room.channel.history()) == 2
    assert last_of(room).id == first.id
    kept = simcord_bot.parts.store.answers.to(message.id, room.channel.id)
    assert kept is not None
    assert kept.put == QUESTION


async def test_what_was_a_greeting_and_becomes_a_question_is_answered_in_its_place(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    message = await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> hello")

    await room.alice.edit(message, f"<@{own_id(simcord_env)}> {QUESTION}")

    assert len(room.channel.history()) == 2
    assert SAID in last_of(room).content


async def test_a_question_that_is_mended_late_or_not_at_all_stays_answered_as_it_was(
    simcord_env: Env, asked: Asked
) -> None:
    room = make_room(simcord_env)
    words = f"<@{own_id(simcord_env)}> {QUESTION}"
    message = await room.alice.send(room.channel, words)

    await room.alice.edit(message, words)
    await simcord_env.advance_time(timedelta(minutes=11).total_seconds())
    await room.alice.edit(message, f"<@{own_id(simcord_env)}> Who pauses?")

    assert len(asked) == 1
    assert len(room.channel.history()) == 2


def test_the_role_that_bears_the_bots_name_is_known_by_its_tag() -> None:
    own, other = SimpleNamespace(id=1), SimpleNamespace(id=2)
    roles: list[Any] = [SimpleNamespace(tags=SimpleNamespace(bot_id=1)), SimpleNamespace(tags=None)]

    assert [is_own_role(role, cast("Any", who)) for role in roles for who in (own, other)] == [
        True,
        False,
        False,
        False,
    ]


async def test_mentions_are_read_as_names_and_times_as_dates(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    role = room.guild.create_role("readers")
    own = f"<@{own_id(simcord_env)}>"
    mentions = f"<@{room.bob.id}> in <#{room.channel.id}> to <@&{role.id}> on <t:1591747200:D> <:smile:123> <#1>?"

    message = await room.alice.send(room.channel, f"{own} What said {mentions}")

    assert words_of(message, simcord_env.bot.user) == "What said bob in general to readers on 2020-06-10 ?"


def last_of(room: Room) -> discord.Message:
    last = room.channel.last_message
    assert last is not None
    return last
