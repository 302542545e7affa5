from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.discord_scene import (
    FOOTNOTE,
    QUESTION,
    SAID,
    Drafting,
    fill,
    make_room,
    pause,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Machine
    from tests.support.fakes import ScriptedChat


async def test_ask_answers_with_footnotes(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    (answer,) = said(result)
    assert SAID in answer
    assert f"\n\n{FOOTNOTE}" in answer


async def test_ask_is_acknowledged_first_and_shows_what_was_found_before_the_answer(
    simcord_env: Env, machine: Machine
) -> None:
    def shown() -> list[str]:
        return [
            str(r.json["content"])
            for r in simcord_env.http_requests
            if r.method == "PATCH" and "@original" in r.path and r.json
        ]

    class Unhurried(Drafting):
        """Writes when what was found is shown: a quicker answer takes its place, which is as it should be."""

        def stream(self, *prompt: Any, **limits: Any) -> Iterator[str]:
            until = time.monotonic() + 10
            while not any("Amazon's pause" in text for text in shown()) and time.monotonic() < until:
                time.sleep(0.01)
            return super().stream(*prompt, **limits)

    object.__setattr__(machine, "model", Unhurried())
    bot = machine.make_bot()
    await simcord_env.restart_bot(bot)
    fill(bot, "main", pause())
    room = make_room(simcord_env)

    await room.alice.slash(room.channel, "ask", question=QUESTION)

    requests = [(r.method, r.path) for r in simcord_env.http_requests if "/callback" in r.path or "@original" in r.path]
    assert requests[0][1].endswith("/callback")
    assert any("Amazon's pause" in text and SAID not in text for text in shown())
    assert SAID in shown()[-1]


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
