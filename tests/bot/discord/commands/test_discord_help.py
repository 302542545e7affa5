from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.support.discord_scene import buttons, fill, make_room, pause, said, speak_french

if TYPE_CHECKING:
    import pytest
    from simcord import Env

    from bot.discord.client import FootnoteBot

QUESTION = "What is “Amazon's pause” about?"


async def test_help_tells_what_is_read_and_offers_questions_that_are_answered(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    fill(simcord_bot, "main", pause("Untold", published=date(2021, 3, 2), origin="https://example.org/untold"))
    fill(simcord_bot, "main", pause("x" * 90, origin="https://example.org/long"))
    room = make_room(simcord_env)

    told = await room.bob.slash(room.channel, "help")
    assert told.response is not None
    tried = await room.bob.click(told.response.message, custom_id=buttons(told.response)[QUESTION])

    assert told.ephemeral
    assert "I read 3 articles (press).\nThe newest is of 2 March 2021." in said(told)[0]
    assert set(buttons(told.response)) == {QUESTION, "What is “Untold” about?"}
    assert tried.ephemeral
    assert "Amazon pauses the sale" in said(tried)[0]


async def test_those_who_manage_the_articles_find_a_feed_and_the_settings_under_help(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)

    told = await room.alice.slash(room.channel, "help")
    assert told.response is not None
    settings = await room.alice.click(told.response.message, custom_id=buttons(told.response)["Settings"])
    form = await room.alice.click(told.response.message, custom_id=buttons(told.response)["Add a feed"])
    added = await room.alice.submit_modal(form, {"address": "file:///etc/passwd"})

    assert settings.ephemeral
    assert "all channels" in said(settings)[0]
    assert said(added) == ["Write an address of the web that begins with https://."]


async def test_help_speaks_french_to_a_french_person(simcord_env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env)

    told = await room.bob.slash(room.channel, "help")
    assert told.response is not None

    assert said(told)[0].startswith("Je réponds aux questions d'après des articles")
    assert "De quoi parle « Amazon's pause » ?" in buttons(told.response)


async def test_where_it_is_new_the_bot_says_so_in_the_channel_of_the_system_and_its_buttons_work(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    guild = simcord_bot.guilds[0]
    guild._system_channel_id = room.channel.id  # pyright: ignore[reportPrivateUsage] -- there is no other way
    await simcord_bot.on_guild_join(guild)

    (greeting,) = room.channel.history()
    refused = await room.bob.click(greeting, custom_id=buttons(greeting)["Add a feed"])
    tried = await room.bob.click(greeting, custom_id=buttons(greeting)[QUESTION])

    assert set(buttons(greeting)) == {QUESTION, "Add a feed", "Settings"}
    assert said(refused)[0].startswith("Only those with Manage Server")
    assert tried.ephemeral
    assert "Amazon pauses the sale" in said(tried)[0]


async def test_where_there_is_no_such_channel_the_owner_is_told(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    owner = simcord_env.create_user("owner")
    simcord_env.create_guild("Press club", owner=owner)
    await simcord_bot.on_guild_join(simcord_bot.guilds[0])

    (greeting,) = owner.dm_channel.history()
    assert greeting.content.startswith("I answer questions from articles")
    assert not greeting.components


async def test_a_server_without_articles_is_told_how_it_gets_some(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    simcord_bot.parts.corpora.open("main").corpus.remove(
        [entry.id for entry in simcord_bot.parts.corpora.open("main").corpus.catalogue.entries()]
    )
    room = make_room(simcord_env)

    told = await room.bob.slash(room.channel, "help")
    assert told.response is not None

    assert said(told)[0].endswith("“Add a feed” or /articles add gives me some.")
    assert buttons(told.response) == {}


async def test_commands_that_change_something_are_shown_only_to_those_who_may(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)

    shown = {person: set(person.available_commands(room.channel)) for person in (room.alice, room.bob)}

    assert {"articles add", "footnote settings"} <= shown[room.alice]
    assert not {"articles add", "footnote settings"} & shown[room.bob]
    assert "ask" in shown[room.bob]
