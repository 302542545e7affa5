"""Answers on cards: their colour, sections and buttons; what changes them later; and where a text stands instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.discord.rendering.card import render_card
from tests.support.discord_scene import (
    EXACT,
    PAUSE,
    QUESTION,
    SAID,
    Drafting,
    Machine,
    Room,
    buttons,
    fill,
    make_room,
    own_id,
    pause,
    said,
    speak,
    words_in,
)

if TYPE_CHECKING:
    from simcord import Env

    from bot.answering.answer import Outcome
    from bot.discord.client import FootnoteBot
    from bot.discord.rendering.card import Card
    from bot.service.reader_links import CorpusLinks

GREEN, GREY = 0x3BA55D, 0x80848E
CARD = f"{SAID}\n[1] **Amazon's pause**\n{EXACT}"


@pytest.fixture
def plain_text() -> bool:
    return False


async def test_an_answer_is_a_card_whose_article_has_a_button_that_opens_it_at_the_passage(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    message = await asked(simcord_env, room)

    assert words_in(message) == CARD
    assert message.content == ""
    (card,) = message.components
    assert card.accent_color.value == GREEN
    assert list(buttons(message)) == ["Footnotes", "Follow", "👍", "👎", "Ask again"]


@pytest.mark.parametrize(("locale", "label"), [("en-US", "Footnotes"), ("fr", "Notes"), ("de", "Fußnoten")])
async def test_a_card_speaks_the_persons_language(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch, locale: str, label: str
) -> None:
    room = make_room(simcord_env)
    speak(monkeypatch, locale)

    answered = await room.alice.slash(room.channel, "ask", question=QUESTION)

    assert label in buttons(answered.response)


@pytest.mark.parametrize("model", [Drafting("It was sold to Peru [1].")])
async def test_a_refusal_is_grey_and_private_where_that_was_asked_for(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    refused = await room.alice.slash(room.channel, "ask", question="Who bought Clearview in Peru?", private=True)

    assert refused.ephemeral
    assert refused.response is not None
    (card,) = refused.response.components
    assert card["accent_color"] == GREY
    assert said(refused)[0].startswith("The articles don't say")


async def test_an_article_that_isnt_on_the_web_is_read_in_private(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    fill(simcord_bot, "main", pause(origin="/srv/articles/pause.txt"))
    corpus = simcord_bot.parts.corpora.open("main").corpus
    corpus.remove([entry.id for entry in corpus.catalogue.entries() if entry.address.startswith("https")])

    message = await asked(simcord_env, room)
    read = await room.bob.click(message, custom_id=buttons(message)["Read"])

    assert read.ephemeral
    assert said(read)[0].startswith("**[1] Amazon's pause**")


@pytest.mark.parametrize("private", [True, False])
async def test_every_button_of_a_card_works_after_a_restart(
    simcord_env: Env, machine: Machine, *, private: bool
) -> None:
    room = make_room(simcord_env)
    result = await room.alice.slash(room.channel, "ask", question=QUESTION, private=private)
    assert result.response is not None
    await simcord_env.restart_bot(machine.make_bot(plain_text=False))

    shown = buttons(result.response)
    pressed = {name: await room.alice.click(result.response.message, custom_id=shown[name]) for name in shown}

    assert said(pressed["Footnotes"])[0].startswith("**[1] Amazon's pause**")
    assert said(pressed["Ask again"])[0] == CARD
    assert pressed["Ask again"].ephemeral is private
    assert said(pressed["👍"]) == ["Thank you, that is noted."]
    assert said(pressed["Follow"])[0].startswith("I'll write to you")


async def test_the_buttons_under_an_old_text_work_where_answers_are_cards_now(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, plain_text=True)
    old = await asked(simcord_env, room)
    simcord_bot.parts.store.servers.change(room.guild.id, plain_text=None)

    notes = await room.bob.click(old, custom_id=buttons(old)["Footnotes"])
    again = await room.bob.click(old, custom_id=buttons(old)["Ask again"])

    assert old.content.startswith(SAID)
    assert said(notes)[0].startswith("**[1] Amazon's pause**")
    assert said(again) == [CARD]


async def test_a_mended_question_takes_the_place_of_its_card_and_so_does_a_text_once_texts_are_wanted(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    question = await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> Who pauses Clearview?")
    first = words_in(room.channel.last_message)

    await room.alice.edit(question, f"<@{own_id(simcord_env)}> {QUESTION}")
    mended = words_in(room.channel.last_message)
    simcord_bot.parts.store.servers.change(room.guild.id, plain_text=True)
    await room.alice.edit(question, f"<@{own_id(simcord_env)}> thanks!")
    thanked = room.channel.last_message
    await room.alice.edit(question, f"<@{own_id(simcord_env)}> For how long does Amazon pause it?")
    text = room.channel.last_message

    assert len(room.channel.history()) == 2
    assert first == mended == CARD
    assert "Amazon" not in words_in(thanked)
    assert words_in(text).startswith(SAID)
    assert "Footnotes" in buttons(text)


async def test_a_card_is_marked_in_place_once_its_article_has_changed_and_unmarked_again(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    answer = await asked(simcord_env, room)
    await simcord_bot.schedule.look_after()

    fill(simcord_bot, "main", pause(text=PAUSE.replace("one year", "ten years")))
    await simcord_bot.schedule.look_after()
    marked = room.channel.last_message
    fill(simcord_bot, "main", pause())
    await simcord_bot.schedule.look_after()

    mark = "-# ⚠ Since then [1] has changed: its article no longer has these words."
    assert words_in(marked) == f"{CARD}\n{mark}"
    assert buttons(marked) == buttons(answer)
    assert words_in(room.channel.last_message) == CARD


async def test_a_direct_message_begins_with_words_that_people_are_notified_of(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    await room.alice.send_dm(QUESTION)

    (answer,) = [one for one in room.alice.user.dm_channel.history() if one.author.bot]
    assert words_in(answer) == CARD
    assert answer.edited_at is not None


async def test_a_servers_menu_turns_cards_into_texts_and_shows_it(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)
    shown = await room.alice.slash(room.channel, "footnote settings")
    assert shown.response is not None

    before = shown.response.content
    await room.alice.click(shown.response.message, custom_id="footnote:set:pane:ways")
    await room.alice.select(shown.response.message, ["plain"], custom_id="footnote:set:look")
    message = await asked(simcord_env, room)

    assert "Answers: on cards" in before
    assert "Answers: plain text" in shown.response.content
    assert message.content.startswith(SAID)


async def test_the_words_of_a_card_are_what_is_checked_and_asked_about(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    answer = await asked(simcord_env, room)

    checked = await room.bob.context_menu(room.channel, "Check this", answer)

    assert "Amazon pauses the sale of Rekognition to the police for one year" in said(checked)[0]


async def test_a_card_that_discord_refuses_is_told_as_a_text(simcord_env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_room(simcord_env)

    def too_long(outcome: Outcome, links: CorpusLinks) -> Card:
        return replace(render_card(outcome, links), body="x" * 4001)

    monkeypatch.setattr("bot.discord.asking.answering.render_card", too_long)

    result = await room.alice.slash(room.channel, "ask", question=QUESTION)

    assert said(result)[0].startswith(SAID)
    assert "Footnotes" in buttons(result.response)


async def test_a_thread_opens_under_a_card_and_goes_on_from_it(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    (thread,) = room.channel.threads

    await room.alice.send(thread, f"<@{own_id(simcord_env)}> And why does Amazon pause?")

    first, second = simcord_bot.parts.store.answers.of_server(room.guild.id, since=0)
    assert second.follows == first.id
    assert words_in(thread.last_message)


async def asked(env: Env, room: Room) -> Any:
    await room.alice.send(room.channel, f"<@{own_id(env)}> {QUESTION}")
    return room.channel.last_message
