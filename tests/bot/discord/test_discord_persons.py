"""Someone has installed the bot for themselves: it answers them alone, from the corpus of direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.discord_scene import QUESTION, SAID, buttons, fill, make_room, pause, said, speak

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simcord import Env

    from bot.discord.client import FootnoteBot

DIRECT = {"dm": "press"}


@pytest.fixture
def bot_elsewhere(simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch) -> FootnoteBot:
    """Have the bot be in no server: whoever uses it in one has brought it along."""
    monkeypatch.setattr(type(simcord_bot), "guilds", [])
    return simcord_bot


@pytest.mark.parametrize("named_corpora", [DIRECT])
@pytest.mark.parametrize(("locale", "label"), [("en-US", "Footnotes"), ("fr", "Notes"), ("de", "Fußnoten")])
async def test_where_the_bot_isnt_it_answers_in_private_from_the_corpus_of_direct_messages(
    simcord_env: Env, bot_elsewhere: FootnoteBot, monkeypatch: pytest.MonkeyPatch, locale: str, label: str
) -> None:
    speak(monkeypatch, locale)
    room = make_room(simcord_env, alice_manages=True)
    fill(bot_elsewhere, "press", pause())

    asked = await room.alice.slash(room.channel, "ask", question=QUESTION, private=False)
    found = await room.alice.slash(room.channel, "search", words="Rekognition")
    assert asked.response is not None
    notes = await room.alice.click(asked.response.message, custom_id=buttons(asked.response)[label])
    managed = await room.alice.slash(room.channel, "articles status")

    assert asked.ephemeral
    assert found.ephemeral
    assert SAID in said(asked)[0]
    assert said(notes)[0].startswith("**[1] Amazon's pause**")
    assert "Amazon" not in said(managed)[0]
    assert room.channel.threads == []
    answers = bot_elsewhere.parts.store.answers
    (kept,) = answers.up_to(asked.response.id, guild=None, person=room.alice.id, limit=1)
    assert (kept.guild, kept.private) == (None, True)
    assert answers.get(kept.id, guild=None, channel=room.channel.id, person=room.bob.id) is None


@pytest.mark.parametrize("named_corpora", [{}, {"dm": "press"}])
async def test_it_can_be_installed_for_a_person_only_where_direct_messages_have_a_corpus_and_never_to_manage(
    simcord_env: Env, named_corpora: Mapping[str, str]
) -> None:
    told = {one["name"]: one.get("integration_types") for one in simcord_env.backend.commands[None].values()}

    assert told["ask"] == ([0, 1] if named_corpora else [0])
    assert told["Check this"] == ([0, 1] if named_corpora else [0])
    assert told["articles"] == told["footnote"] == [0]


async def test_where_direct_messages_have_no_corpus_a_stranger_reads_none(
    simcord_env: Env, bot_elsewhere: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    del bot_elsewhere

    asked = await room.alice.slash(room.channel, "ask", question=QUESTION)
    offered = await room.alice.autocomplete(room.channel, "ask", "source", "")

    assert said(asked) == ["I don't answer direct messages here: ask me in the server."]
    assert offered == []
