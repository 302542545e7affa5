from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot.answering.engine import Engine
from bot.discord_app.client import FootnoteBot
from bot.discord_app.start import run_bot
from bot.settings import Settings
from corpus.errors import ModelError, SettingsError
from tests.fakes import ScriptedChat, WordEmbedder
from tests.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simcord import Env

    from bot.answering.prompt import Prompt
    from corpus.corpus import Corpus

PAUSE = "Amazon pauses the sale of Rekognition to the police for one year.\nThe weather in Seattle is mild."
QUESTION = "For how long does Amazon pause?"
DRAFT = "Amazon pauses the sale of Rekognition to the police for one year [1]."
SAID = "“Amazon pauses the sale of Rekognition to the police for one year.” [1]"
FOOTNOTE = "[1] **Amazon's pause**: “Amazon pauses the sale of Rekognition to the police for one year.”"


class BrokenChat(ScriptedChat):
    """Fails each time it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del prompt, max_tokens, grammar
        raise self._error


@pytest.fixture
def model() -> ScriptedChat:
    return ScriptedChat(DRAFT)


@pytest.fixture
def simcord_bot(corpus: Corpus, model: ScriptedChat) -> FootnoteBot:
    corpus.replace([make_article("Amazon's pause", PAUSE, origin="https://example.org/pause")])
    return FootnoteBot(Engine(corpus, WordEmbedder(), model, style="draft", context_tokens=500))


async def test_ask_answers_with_footnotes(simcord_env: Env) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    result = await alice.slash(channel, "ask", question=QUESTION)

    (answer,) = [r.content for r in (result.response, *result.followups) if r]
    assert SAID in answer
    assert f"\n\n{FOOTNOTE} <https://example.org/pause>" in answer


async def test_search_lists_passages(simcord_env: Env) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    result = await alice.slash(channel, "search", words="Rekognition police")

    (found,) = [r.content for r in (result.response, *result.followups) if r]
    assert found.startswith(FOOTNOTE)


async def test_a_mention_is_answered_by_a_reply(simcord_env: Env) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    asked = await alice.send(channel, f"<@{own_id(simcord_env)}> {QUESTION}")

    answer = channel.last_message
    assert answer is not None
    assert SAID in answer.content
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id


@pytest.mark.parametrize("model", [ScriptedChat(DRAFT, DRAFT)])
async def test_a_reply_to_the_bot_asks_too(simcord_env: Env, model: ScriptedChat) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))
    await alice.send(channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    answer = channel.last_message
    assert answer is not None

    await alice.send(channel, QUESTION, reply_to=answer)

    assert len(channel.history()) == 4
    assert len(model.prompts) == 2


async def test_a_direct_message_needs_no_mention(simcord_env: Env) -> None:
    alice = simcord_env.create_user("alice")

    await alice.send_dm(QUESTION)

    answer = alice.dm_channel.last_message
    assert answer is not None
    assert SAID in answer.content


async def test_a_mention_without_a_question_is_told_how_to_ask(simcord_env: Env, model: ScriptedChat) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    await alice.send(channel, f"<@{own_id(simcord_env)}>")

    assert channel.last_message is not None
    assert "/ask" in channel.last_message.content
    assert model.prompts == []


async def test_bots_and_talk_among_people_are_left_alone(simcord_env: Env, model: ScriptedChat) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))
    robot = guild.add_member(simcord_env.create_user("robot", bot=True))

    await robot.send(channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    await alice.send(channel, QUESTION)

    assert len(channel.history()) == 2
    assert model.prompts == []


@pytest.mark.parametrize("model", [BrokenChat(ModelError("The model is gone: choose another."))])
async def test_a_known_error_is_its_sentence(simcord_env: Env) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    result = await alice.slash(channel, "ask", question=QUESTION)

    (said,) = [r.content for r in (result.response, *result.followups) if r]
    assert said == "The model is gone: choose another."


@pytest.mark.parametrize("model", [BrokenChat(ValueError("secret"))])
async def test_any_other_error_is_a_sentence_with_a_number_that_the_log_has(
    simcord_env: Env, caplog: pytest.LogCaptureFixture
) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    result = await alice.slash(channel, "ask", question=QUESTION)

    (said,) = [r.content for r in (result.response, *result.followups) if r]
    assert "secret" not in said
    assert said.rstrip(".").split()[-1] in caplog.text
    assert "ValueError: secret" in caplog.text


def test_the_bot_asks_for_no_privileged_intent_and_mentions_nobody(simcord_bot: FootnoteBot) -> None:
    assert not simcord_bot.intents.message_content
    assert not simcord_bot.intents.members
    assert simcord_bot.allowed_mentions is not None
    assert simcord_bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


def test_without_a_token_one_sentence_says_where_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)

    with pytest.raises(SettingsError, match=r"Discord Developer Portal.*under Bot.*\.env.*DISCORD_TOKEN"):
        run_bot(Settings(data_dir=tmp_path))


def own_id(env: Env) -> int:
    assert env.bot.user is not None
    return env.bot.user.id
