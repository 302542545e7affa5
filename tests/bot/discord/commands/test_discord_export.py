from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support.discord_scene import QUESTION, make_room, said, speak_french

if TYPE_CHECKING:
    import pytest
    from simcord import Env, InteractionResult

    from bot.discord.client import FootnoteBot

QUOTE = "“Amazon pauses the sale of Rekognition to the police for one year.”"


async def exported(result: InteractionResult) -> tuple[str, str]:
    """Return the name and the words of the one file, which only whoever asked for it sees."""
    assert result.ephemeral
    assert result.response is not None
    (file,) = result.response.message.attachments
    return file.filename, (await file.read()).decode()


async def test_a_threads_answers_come_as_one_file_with_their_footnotes(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    (thread,) = room.channel.threads
    await room.alice.slash(thread, "ask", question="How long is Amazon's pause?")

    name, words = await exported(await room.bob.slash(thread, "export"))

    assert name == "footnote.md"
    assert words.index(f"**{QUESTION}**") < words.index(f"{QUOTE}[^1]") < words.index("[^1]: ")
    assert words.index("[^1]: ") < words.index(f"{QUOTE}[^2]") < words.index("[^2]: ")


async def test_in_a_channel_it_is_the_last_answer(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    await simcord_env.advance_time(1)
    await room.alice.slash(room.channel, "ask", question="How long is Amazon's pause?")

    _, words = await exported(await room.bob.slash(room.channel, "export"))

    assert "How long is Amazon's pause?" in words
    assert QUESTION not in words


async def test_the_articles_come_for_a_bibliography(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)

    bibtex = await exported(await room.bob.slash(room.channel, "export", format="bibtex"))
    csl = await exported(await room.bob.slash(room.channel, "export", format="csl"))

    assert bibtex[0] == "footnote.bib"
    assert bibtex[1].count("@online{") == 1
    assert csl[0] == "footnote.json"
    assert json.loads(csl[1])[0]["title"] == "Amazon's pause"


async def test_a_private_answer_is_nobody_elses_to_take_along(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION, private=True)

    refused = await room.bob.slash(room.channel, "export")
    _, own = await exported(await room.alice.slash(room.channel, "export"))

    assert said(refused) == ["Il n'y a pas encore de réponse avec des notes dans ce salon."]
    assert QUESTION in own


async def test_an_answer_that_an_older_version_kept_comes_as_it_was_said(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    kept = simcord_bot.parts.store.answers
    last = kept.last(room.channel.id, guild=room.guild.id, person=room.bob.id)
    assert last is not None
    kept.keep(replace(last, id="0" * 16, message=None, asked=last.asked + 1, markdown="", text="*So* it was."))

    _, words = await exported(await room.bob.slash(room.channel, "export"))

    assert words == f"**{QUESTION}**\n\n\\*So\\* it was.\n"
