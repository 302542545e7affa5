from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.answering.answer import Turn
from bot.answering.engine import Engine
from corpus.errors import ModelError, StoreError
from tests.discord_scene import (
    FOOTNOTE,
    QUESTION,
    SAID,
    Drafting,
    Machine,
    Room,
    fill,
    make_room,
    own_id,
    pause,
    said,
    speak_french,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord import ChannelHandle, Env

    from bot.answering.answer import Outcome
    from bot.answering.prompt import Prompt
    from bot.discord_app.client import FootnoteBot
    from corpus.article import Filters
    from tests.fakes import ScriptedChat


class BrokenChat(Drafting):
    """Fails each time it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del prompt, max_tokens, grammar
        raise self._error


async def test_ask_answers_with_footnotes(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    (answer,) = said(result)
    assert SAID in answer
    assert f"\n\n{FOOTNOTE}" in answer


async def test_ask_is_acknowledged_first_and_shows_what_was_found_before_the_answer(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await room.alice.slash(room.channel, "ask", question=QUESTION)

    requests = [(r.method, r.path) for r in simcord_env.http_requests if "/callback" in r.path or "@original" in r.path]
    assert requests[0][1].endswith("/callback")
    edits = [
        str(r.json["content"])
        for r in simcord_env.http_requests
        if r.method == "PATCH" and "@original" in r.path and r.json
    ]
    assert any("Amazon's pause" in text and SAID not in text for text in edits)
    assert SAID in edits[-1]


async def test_ask_goes_on_in_a_thread(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await room.alice.slash(room.channel, "ask", question=QUESTION)

    (thread,) = room.channel.threads
    assert thread.name == QUESTION


async def test_a_private_answer_is_seen_by_its_asker_only_and_opens_no_thread(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION, private=True)

    assert result.ephemeral
    assert room.channel.threads == []
    assert room.channel.history(viewer=room.bob) == []


async def test_ask_is_narrowed_by_its_options(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION, source="elsewhere")

    assert SAID not in said(result)[0]
    assert model.prompts == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"since": "soon"}, "“soon” is no date that I can read: write 2020-06-10, 2020-06 or 2020."),
        ({"since": "2021", "until": "2020"}, "The first day is after the last one: swap them."),
        ({"language": "!"}, "“!” is no language code: write fr, en or another of two letters."),
    ],
)
async def test_an_option_that_is_none_is_told_in_private(
    simcord_env: Env, options: dict[str, str], sentence: str
) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION, **options)

    assert said(result) == [sentence]
    assert result.ephemeral


async def test_sources_and_languages_are_offered_from_the_corpus(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    fill(simcord_bot, "main", pause("Éditorial", "Un an.", "https://example.org/e", source="Le Phare", language="fr"))
    room = make_room(simcord_env)

    sources = await room.alice.autocomplete(room.channel, "ask", "source", "pha")
    languages = await room.alice.autocomplete(room.channel, "ask", "language", "")

    assert [choice["value"] for choice in sources] == ["Le Phare"]
    assert {choice["value"] for choice in languages} == {"en", "fr"}


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


async def test_the_words_of_a_message_can_be_asked_about_in_private(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    message = await room.bob.send(room.channel, QUESTION)

    result = await room.alice.context_menu(room.channel, "Ask about this message", message)

    assert SAID in said(result)[0]
    assert result.ephemeral


async def test_a_message_without_words_cannot_be_asked_about(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)
    message = await room.bob.send(room.channel, attachments=[("a.png", b"x")])

    result = await room.alice.context_menu(room.channel, "Ask about this message", message)

    assert said(result) == ["That message has no words that I could ask about."]
    assert model.prompts == []


async def test_attachments_are_left_alone(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}", attachments=[("a.zip", b"PK" * 50)])

    assert room.channel.last_message is not None
    assert SAID in room.channel.last_message.content


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

    def ask(engine: Engine, words: str, filters: Filters, **named: Any) -> Outcome:
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


async def test_where_the_bot_may_not_write_it_says_so_in_the_log_only(
    simcord_env: Env, caplog: pytest.LogCaptureFixture
) -> None:
    room = make_room(simcord_env)
    assert room.guild.me is not None
    silent = discord.PermissionOverwrite(send_messages=False)
    channel = room.guild.create_text_channel("quiet", overwrites={room.guild.me: silent})

    await room.alice.send(channel, f"<@{own_id(simcord_env)}> {QUESTION}")

    assert len(channel.history()) == 1
    assert f"I may not write in channel {channel.id}" in caplog.text
    assert "Traceback" not in caplog.text


async def test_an_answer_that_was_deleted_meanwhile_is_not_given_again(
    simcord_env: Env, caplog: pytest.LogCaptureFixture
) -> None:
    room = make_room(simcord_env)
    edits = "/webhooks/*/messages/@original"
    simcord_env.inject_error("PATCH", edits, status=404, code=10008, message="Unknown Message", times=None)

    await room.alice.slash(room.channel, "ask", question=QUESTION)

    assert all(SAID not in message.content for message in room.channel.history())
    assert room.channel.threads == []
    assert "Traceback" not in caplog.text


async def test_a_known_error_is_a_sentence_with_a_number_that_the_log_has(
    simcord_env: Env, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    await simcord_env.restart_bot(broken(machine, ModelError("The model is gone: choose another.")))
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    (text,) = said(result)
    assert text.startswith("The language model can't be used just now: try again in a while.")
    assert number_in(text) in caplog.text
    assert "The model is gone" in caplog.text


async def test_any_other_error_is_a_sentence_with_a_number_that_the_log_has(
    simcord_env: Env, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    await simcord_env.restart_bot(broken(machine, ValueError("secret")))
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    (text,) = said(result)
    assert "secret" not in text
    assert number_in(text) in caplog.text
    assert "ValueError: secret" in caplog.text


async def test_an_error_is_told_in_french(simcord_env: Env, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_french(monkeypatch)
    await simcord_env.restart_bot(broken(machine, StoreError("It is broken: mend it.")))
    room = make_room(simcord_env)

    (text,) = said(await room.alice.slash(room.channel, "ask", question=QUESTION))

    assert text.startswith("Les articles ne peuvent pas être lus pour l'instant")
    assert "It is broken" not in text


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


def broken(machine: Machine, error: Exception) -> FootnoteBot:
    object.__setattr__(machine, "model", BrokenChat(error))
    bot = machine.make_bot()
    fill(bot, "main", pause())
    return bot


def number_in(text: str) -> str:
    return text.rstrip(".)").split()[-1]


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
