from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.service.store.answers import Opinion
from tests.support.discord_scene import (
    LINK,
    QUESTION,
    SAID,
    Drafting,
    Machine,
    Room,
    buttons,
    fill,
    forged,
    make_room,
    pause,
    said,
    speak_french,
)

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.fakes import ScriptedChat

SENTENCE = "Amazon pauses the sale of Rekognition to the police for one year."
QUOTE = f"**{SENTENCE}**"


async def asked(room: Room, **options: Any) -> Any:
    """Have alice ask; return the message with the answer."""
    result = await room.alice.slash(room.channel, "ask", question=QUESTION, **options)
    return [one for one in (result.response, *result.followups) if one][-1]


@pytest.mark.parametrize("restarted", [False, True])
async def test_every_button_works_before_and_after_a_restart(
    simcord_env: Env, machine: Machine, *, restarted: bool
) -> None:
    room = make_room(simcord_env)
    answer = await asked(room)
    if restarted:
        await simcord_env.restart_bot(machine.make_bot())

    notes = await press(room, answer, "Footnotes")
    passages = await press(room, notes.response, "Passages")
    again = await press(room, answer, "Ask again")
    good = await press(room, answer, "👍")
    bad = await press(room, answer, "👎")
    reason = await room.bob.submit_modal(bad, {"kind": "other", "reason": "Too short."})

    assert notes.ephemeral
    assert QUOTE in said(notes)[0]
    assert (
        f"<{LINK}#:~:text=Amazon%20pauses%20the%20sale%20of%20Rekognition%20to%20the%20police%20for%20one%20year.>"
        in said(notes)[0]
    )
    assert f"[[1]](<{LINK}>) **Amazon's pause**" in said(passages)[0]
    assert SAID in said(again)[0]
    assert said(good) == said(reason) == ["Thank you, that is noted."]


async def test_an_opinion_is_kept_with_its_reason_one_a_person(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    answer = await asked(room)
    identity = buttons(answer)["👍"].split(":")[-1]

    await press(room, answer, "👍")
    shown = await press(room, answer, "👎")
    await room.bob.submit_modal(shown, {"kind": "wrong", "reason": "  It is\nwrong. "})

    expected = [Opinion(person=room.bob.id, good=False, reason="It is wrong.", kind="wrong")]
    assert simcord_bot.parts.store.answers.opinions(identity) == expected


async def test_the_buttons_speak_french_to_a_french_person(simcord_env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env)
    answer = await asked(room)

    shown = await press(room, answer, "👎")

    assert set(buttons(answer)) == {"Notes", "Redemander", "Suivre", "👍", "👎"}
    assert shown.modal is not None
    assert shown.modal["title"] == "Qu'est-ce qui n'allait pas ?"
    assert said(await press(room, answer, "👍")) == ["Merci, c'est noté."]


async def test_a_private_answer_is_nobody_elses_by_its_buttons(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    private = await asked(room, private=True)
    public = await asked(room)
    identity = buttons(private)["Footnotes"].split(":")[-1]

    for action in ("notes", "passages", "again", "good", "bad", "more"):
        result = await forged(simcord_env, room, public, f"footnote:{action}:{identity}")
        assert said(result) == ["I no longer have that answer: ask again."]
        assert result.ephemeral
        assert result.modal is None
    assert simcord_bot.parts.store.answers.opinions(identity) == []


async def test_asking_again_in_private_stays_private(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    private = await asked(room, private=True)

    result = await room.alice.click(private.message, custom_id=buttons(private)["Ask again"])

    assert result.ephemeral
    assert SAID in said(result)[0]
    assert room.channel.history(viewer=room.bob) == []


async def test_an_answer_that_is_no_longer_kept_is_told_so(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    answer = await asked(room)
    simcord_bot.parts.store.answers.forget_older(0, simcord_bot.parts.clock() + 1)

    assert said(await press(room, answer, "Footnotes")) == ["I no longer have that answer: ask again."]


CASES = [
    f"Amazon pauses Rekognition for {' '.join(f'{letter}{other}' for other in 'abcdefghijklmnopqrstuvwxyz' * 2)}."
    for letter in "bcdfghjklmnpqr"
]


@pytest.mark.parametrize("model", [Drafting(" ".join(CASES))])
async def test_what_has_no_room_is_behind_a_button(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    many = [pause(f"Case {n}", case, f"https://example.org/{n}/" + "x" * 380) for n, case in enumerate(CASES)]
    fill(simcord_bot, "main", *many)
    simcord_bot.parts.store.servers.change(room.guild.id, threads=False)

    answer = await asked(room)
    kept = simcord_bot.parts.store.answers.last(room.channel.id, guild=room.guild.id, person=room.alice.id)
    shown = [message.content for message in room.channel.history()]
    result = await press(room, answer, "The rest")

    assert kept is not None
    assert len(shown) == 1  # one message a question: its edit is one step, whenever the bot is killed
    assert len(kept.rest) >= 1
    assert said(result) == list(kept.rest)
    assert result.ephemeral
    everything = "\n".join([*reversed(shown), *kept.rest])
    shown = [re.search(rf"\[{note.number}\]\S* \*\*{note.title}\*\*", everything) for note in kept.notes]
    assert None not in shown


async def test_a_button_is_refused_where_the_bot_may_not_be_asked(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    answer = await asked(room)
    other = room.guild.create_text_channel("elsewhere")
    simcord_bot.parts.store.servers.change(room.guild.id, channels=(other.id,))

    result = await press(room, answer, "Footnotes")

    assert said(result) == [f"I answer in <#{other.id}> only."]


async def test_an_answer_has_no_button_that_would_show_nothing(simcord_env: Env, model: ScriptedChat) -> None:
    del model
    room = make_room(simcord_env)
    answer = await asked(room, source="elsewhere")

    assert set(buttons(answer)) == {"Ask again", "Follow", "👍", "👎"}


async def press(room: Room, answer: Any, label: str) -> Any:
    """Have bob press a button under an answer."""
    return await room.bob.click(answer.message, custom_id=buttons(answer)[label])
