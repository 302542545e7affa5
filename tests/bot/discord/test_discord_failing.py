from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from corpus.errors import ModelError, StoreError
from tests.support.discord_scene import (
    QUESTION,
    SAID,
    Drafting,
    Machine,
    fill,
    make_room,
    own_id,
    pause,
    said,
    speak_french,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from bot.models.prompt import Prompt


class BrokenChat(Drafting):
    """Fails each time it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del prompt, max_tokens, grammar
        raise self._error


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
    await simcord_env.restart_bot(broken(machine, StoreError("The disk is gone: put it back.")))
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    (text,) = said(result)
    assert number_in(text) in caplog.text
    assert "The disk is gone" not in text
    assert "The disk is gone" in caplog.text


async def test_where_the_chat_model_is_down_the_best_quotes_are_given_and_called_that(
    simcord_env: Env, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    bot = broken(machine, ModelError("The model at 10.0.0.7 is gone: choose another."))
    await simcord_env.restart_bot(bot)
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    text = "\n".join(said(result))
    assert text.startswith("The language model can't be used just now: this is made without it.")
    assert "10.0.0.7" not in text
    assert "10.0.0.7 is gone" in caplog.text
    assert bot.parts.counts["without_model"] == 1


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


def broken(machine: Machine, error: Exception) -> FootnoteBot:
    object.__setattr__(machine, "model", BrokenChat(error))
    bot = machine.make_bot()
    fill(bot, "main", pause())
    return bot


def number_in(text: str) -> str:
    return text.rstrip(".)").split()[-1]
