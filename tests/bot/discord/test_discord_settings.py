from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.discord_scene import Machine, Room, make_room, said, show_commands, speak_french

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
    assert said(done) == ["Saved: /footnote settings shows it."]
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
    assert said(done) == ["C'est noté : /footnote réglages le montre."]
    assert f"Résumé : <#{room.channel.id}> à 9 h (Europe/Paris)" in (await opened(room)).content


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
