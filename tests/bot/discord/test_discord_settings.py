from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.service.digest import week_of
from bot.service.store.servers import ChannelSettings, ServerSettings
from tests.support.discord_scene import (
    QUESTION,
    SAID,
    Drafting,
    Machine,
    Room,
    buttons,
    make_room,
    said,
    show_commands,
    speak_french,
)

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot


async def opened(room: Room) -> Any:
    result = await room.alice.slash(room.channel, "footnote settings")
    assert result.response is not None
    assert result.ephemeral
    return result.response


@pytest.mark.parametrize("restarted", [False, True])
async def test_the_menus_change_what_is_set_before_and_after_a_restart(
    simcord_env: Env, simcord_bot: FootnoteBot, machine: Machine, *, restarted: bool
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    role = room.guild.create_role("readers")
    forum = room.guild.create_forum_channel("questions")
    shown = await opened(room)
    if restarted:
        await simcord_env.restart_bot(machine.make_bot())

    await room.alice.select(shown.message, [room.channel], custom_id="footnote:set:channels")
    await room.alice.select(shown.message, [role], custom_id="footnote:set:roles")
    await room.alice.select(shown.message, [role], custom_id="footnote:set:managers")
    await room.alice.select(shown.message, [forum], custom_id="footnote:set:forums")
    await room.alice.click(shown.message, custom_id="footnote:set:pane:ways")
    await room.alice.select(shown.message, ["threads_follow"], custom_id="footnote:set:threads")
    await room.alice.select(shown.message, ["fr"], custom_id="footnote:set:language")

    kept = simcord_bot.parts.store.servers.settings(room.guild.id)
    assert kept.channels == (room.channel.id,)
    assert kept.roles == kept.managers == (role.id,)
    assert kept.forums == (forum.id,)
    assert (kept.threads, kept.follow, kept.language) == (True, True, "fr")
    assert shown.content.startswith("**Réglages de ce serveur**")
    assert "FOOTNOTE_DISCORD_MESSAGE_CONTENT=true" in shown.content


async def test_what_needs_an_intent_that_is_missing_is_told_at_start(
    simcord_env: Env, simcord_bot: FootnoteBot, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    simcord_bot.parts.store.servers.change(1, follow=True)

    with caplog.at_level("WARNING"):
        await simcord_env.restart_bot(machine.make_bot())
        await machine.bots[-1].on_ready()

    assert "1 servers want follow-ups" in caplog.text
    assert "tick Message Content Intent" in caplog.text


async def test_a_menu_that_is_emptied_lets_everyone_in_again(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env, alice_manages=True)
    simcord_bot.parts.store.servers.change(room.guild.id, channels=(room.channel.id,))
    shown = await opened(room)
    assert f"Asked in: <#{room.channel.id}>" in shown.content

    await room.alice.select(shown.message, [], custom_id="footnote:set:channels")

    assert simcord_bot.parts.store.servers.settings(room.guild.id).channels == ()
    assert "Asked in: all channels" in shown.content


async def test_the_limits_are_set_by_a_form(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env, alice_manages=True)
    shown = await opened(room)

    form = await room.alice.click(shown.message, custom_id="footnote:set:form:limits")
    done = await room.alice.submit_modal(form, {"per_person": "5", "per_channel": "0", "per_server": "50"})
    form = await room.alice.click(shown.message, custom_id="footnote:set:form:limits")
    wrong = await room.alice.submit_modal(form, {"per_person": "many", "per_channel": "0", "per_server": "50"})

    kept = simcord_bot.parts.store.servers.settings(room.guild.id)
    assert (kept.per_person, kept.per_channel, kept.per_server) == (5, 0, 50)
    assert "Questions an hour: 5 a person, 0 a channel, 50 in all" in shown.content
    assert said(done)[-1] == shown.content
    assert said(wrong) == ["A limit is a whole number from 0 to 100000."]


async def test_the_digest_is_set_by_a_form(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env, alice_manages=True)
    shown = await opened(room)

    form = await room.alice.click(shown.message, custom_id="footnote:set:form:digest")
    wrong = await room.alice.submit_modal(form, {"channel": [room.channel], "hour": "9", "zone": "Paris-sur-Mer"})
    form = await room.alice.click(shown.message, custom_id="footnote:set:form:digest")
    late = await room.alice.submit_modal(form, {"channel": [room.channel], "hour": "24", "zone": "Europe/Paris"})
    form = await room.alice.click(shown.message, custom_id="footnote:set:form:digest")
    done = await room.alice.submit_modal(form, {"channel": [room.channel], "hour": "9", "zone": "Europe/Paris"})

    kept = simcord_bot.parts.store.servers.settings(room.guild.id)
    assert (kept.digest_channel, kept.digest_hour, kept.digest_zone) == (room.channel.id, 9, "Europe/Paris")
    assert said(wrong)[0].startswith("« Paris-sur-Mer » n'est pas un fuseau")
    assert said(late) == ["L'heure est un nombre entier de 0 à 23."]
    assert said(done)[-1] == shown.content
    assert f"Résumé : <#{room.channel.id}> à 9 h (Europe/Paris)" in (await opened(room)).content


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_channel_has_settings_of_its_own_shown_in_one_message_after_each_change(
    simcord_env: Env, machine: Machine, *, restarted: bool
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    shown = await opened(room)
    identity = room.channel.id
    await room.alice.click(shown.message, custom_id="footnote:set:pane:rooms")
    await room.alice.select(shown.message, [room.channel], custom_id="footnote:set:room")
    before = shown.content
    if restarted:
        await simcord_env.restart_bot(machine.make_bot())

    await room.alice.select(shown.message, ["de"], custom_id=f"footnote:room:language:{identity}")
    await room.alice.select(shown.message, ["private", "unasked"], custom_id=f"footnote:room:ways:{identity}")
    form = await room.alice.click(shown.message, custom_id=f"footnote:room:limits:{identity}")
    await room.alice.submit_modal(form, {"per_person": "2", "per_channel": ""})
    after = shown.content
    await room.alice.click(shown.message, custom_id="footnote:set:pane:rooms")

    (kept,) = machine.bots[-1].parts.settings(room.guild.id).by_channel
    assert before.startswith(f"**Settings of <#{identity}> and its threads**\nLanguage: each person's own\n")
    assert kept == ChannelSettings(channel=identity, language="de", per_person=2, private=True, unasked=True)
    assert after.startswith(f"**Einstellungen von <#{identity}> und seinen Threads**\nSprache: Deutsch\n")
    assert "2 je Person, 100 hier" in after
    assert "Fragen an alle werden beantwortet, wo ich sicher bin" in after
    assert "FOOTNOTE_DISCORD_MESSAGE_CONTENT" in after
    assert f"Kanäle mit eigenen Einstellungen: <#{identity}>" in shown.content


async def test_a_channels_limit_counts_there_alone_and_its_language_is_spoken_there(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    other = room.guild.create_text_channel("other")
    servers = simcord_bot.parts.store.servers
    servers.change_channel(room.guild.id, room.channel.id, per_person=1, language="fr", private=True)

    first = await room.alice.slash(room.channel, "ask", question=QUESTION)
    public = await room.bob.slash(room.channel, "ask", question=QUESTION, private=False)
    second = await room.alice.slash(room.channel, "ask", question=QUESTION)
    elsewhere = [await room.alice.slash(other, "ask", question=QUESTION) for _ in range(2)]

    assert first.ephemeral
    assert not public.ephemeral
    assert "Redemander" in buttons(first.response)
    assert said(second)[0].startswith("Cela faisait beaucoup de questions")
    assert [SAID in said(one)[0] for one in elsewhere] == [True, True]
    assert not elsewhere[0].ephemeral


def test_a_channel_that_is_as_its_server_again_is_forgotten(simcord_bot: FootnoteBot) -> None:
    servers = simcord_bot.parts.store.servers
    servers.change_channel(1, 2, private=True)
    servers.change_channel(1, 3, language="de")

    assert servers.change_channel(1, 2, private=False).by_channel == (ChannelSettings(channel=3, language="de"),)


@pytest.mark.parametrize("sees_content", [True])
@pytest.mark.parametrize(
    ("words", "is_answered"),
    [
        ("For how long does Amazon pause?", True),
        ("Amazon pauses the sale of Rekognition.", False),
        ("Who bought Clearview in Peru?", False),
        ("hello, how are you?", False),
    ],
)
async def test_in_a_help_channel_what_asks_all_is_answered_where_the_answer_is_sure_and_else_nothing_is_said(
    simcord_env: Env, simcord_bot: FootnoteBot, model: Drafting, words: str, *, is_answered: bool
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change_channel(room.guild.id, room.channel.id, unasked=True, per_person=1)
    if not is_answered:
        model.draft = "It was sold to Peru [1]."

    await room.alice.send(room.channel, words)
    answers = [one for one in room.channel.history() if one.author.bot]
    asked = await room.alice.slash(room.channel, "ask", question="And the weather?")

    assert [SAID in one.content for one in answers] == [True] * is_answered
    assert simcord_bot.parts.store.questions.all() == []
    assert said(asked)[0].startswith("That was a lot of questions") is is_answered


@pytest.mark.parametrize("sees_content", [True])
async def test_nobody_is_answered_unasked_elsewhere_or_where_they_speak_to_someone(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    other = room.guild.create_text_channel("other")
    simcord_bot.parts.store.servers.change_channel(room.guild.id, room.channel.id, unasked=True)

    first = await room.bob.send(room.channel, "It rains.")
    await room.alice.send(room.channel, QUESTION, reply_to=first)
    await room.alice.send(room.channel, f"<@{room.bob.id}> {QUESTION}")
    await room.alice.send(other, QUESTION)

    assert not [one for one in (*room.channel.history(), *other.history()) if one.author.bot]


async def test_the_report_of_the_week_is_posted_once_where_that_is_set_from_the_next_week_on(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    shown = await opened(room)
    form = await room.alice.click(shown.message, custom_id="footnote:set:form:report")
    await room.alice.submit_modal(form, {"channel": [room.channel]})
    await room.alice.slash(room.channel, "ask", question=QUESTION)
    before = len(room.channel.history())

    await simcord_bot.schedule.send_digests()
    none = room.channel.history()[before:]
    simcord_bot.parts.store.servers.change(room.guild.id, report_week="2025-W52")
    for _ in range(2):
        await simcord_bot.schedule.send_digests()

    posted = [one.content for one in room.channel.history()[before:]]
    assert f"Weekly report: <#{room.channel.id}>" in shown.content
    assert none == []
    assert len(posted) == 1
    assert posted[0].startswith("**The last 7 days**: 1 questions, 1 answered.")


@pytest.mark.parametrize(
    ("moment", "week"),
    [("2026-01-04T22:00", "2026-W01"), ("2026-01-05T06:59", "2026-W01"), ("2026-01-05T07:00", "2026-W02")],
)
def test_a_week_begins_on_monday_at_the_hour_of_the_digest_by_the_servers_clock(moment: str, week: str) -> None:
    settings = ServerSettings(digest_hour=8, digest_zone="Europe/Paris")

    assert week_of(settings, datetime.fromisoformat(f"{moment}+00:00").timestamp()) == week


async def test_those_who_no_longer_may_change_nothing_by_an_open_menu(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, managers=(room.guild.default_role.id,))
    role = room.guild.create_role("editors")
    carol = room.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    show_commands(simcord_env, room.guild, carol)
    simcord_bot.parts.store.servers.change(room.guild.id, managers=(role.id,))
    result = await carol.slash(room.channel, "footnote settings")
    assert result.response is not None
    form = await carol.click(result.response.message, custom_id="footnote:set:form:limits")
    simcord_bot.parts.store.servers.change(room.guild.id, managers=())

    refused = [
        await carol.select(result.response.message, [room.channel], custom_id="footnote:set:channels"),
        await carol.click(result.response.message, custom_id="footnote:set:form:limits"),
        await carol.submit_modal(form, {"per_person": "1", "per_channel": "1", "per_server": "1"}),
    ]

    for one in refused:
        assert said(one)[-1].startswith("Only those with Manage Server")
    kept = simcord_bot.parts.store.servers.settings(room.guild.id)
    assert kept.channels == ()
    assert kept.per_person == 20
