"""Archived threads as a source: the bot as its own process reads them from a Discord on loopback, over real HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from tests.support.archived_threads import Archivist, articles_in
from tests.support.discord_scene import make_room, said, show_commands
from tests.support.loopback_discord import Fault, running_bot, until
from tests.support.wire import answered, discord_on_loopback, settings_for, shown

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import ChannelHandle, InteractionResult

    from tests.support.discord_scene import Room

BOILER = "The boiler in the hall needs a new valve before the frost comes."
CODE = "The door code changes on each first Monday of a month."


def _settings(data: Path) -> dict[str, str]:
    return settings_for(data) | {"FOOTNOTE_DISCORD_MESSAGE_CONTENT": "true"}


async def _told(result: InteractionResult) -> str:
    """Wait for what a run did, which stands in place of how it went on."""
    await until(lambda: any(text and not text.startswith("*") for text in said(result)), 120)
    return await shown(result)


async def _add(room: Room, channel: ChannelHandle, **options: object) -> str:
    return await _told(await room.alice.slash(room.channel, "articles threads", channel=channel, **options))


async def _again(room: Room) -> str:
    return await _told(await room.alice.slash(room.channel, "articles refresh"))


async def test_archived_threads_are_read_quoted_with_their_message_and_gone_once_they_are_deleted(  # noqa: PLR0915 -- one bot for all, since it takes ten seconds to start
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "data" / "corpus"
    async with discord_on_loopback() as world:
        room = make_room(world.env, alice_manages=True)
        people = Archivist(world.env, room.guild)
        forum = room.guild.create_forum_channel("repairs")
        own = world.backend.bot_user.id
        robot = world.env.create_user("robot", bot=True)
        boiler = people.thread(
            forum,
            "The boiler",
            (room.alice, f"Hello <@{room.bob.id}>! **{BOILER}**"),
            (robot.id, "Beep: the boiler is a machine of mine."),
            (
                room.bob,
                "> The boiler is a teapot.\nThe valve costs ||ninety|| 40 euros, says <#" + str(room.channel.id) + ">.",
            ),
            (own, "The boiler is what a bot said of it."),
            (room.bob, f"<@{own}> what does the boiler cost?"),
        )
        people.thread(forum, "The gate", (room.bob, "The gate squeaks since the storm of last week."), archived=False)
        secret = people.thread(forum, "The code", (room.bob, CODE))
        people.thread(room.channel, "Not for all", (room.bob, "The secret lies under the third stone."), private=True)
        people.thread(forum, "Mine", (room.bob, "A question that led to a thread of the bot's."), owner=own)
        async with running_bot(world, _settings(tmp_path / "data"), tmp_path / "log.txt") as bot:
            await bot.ready()
            show_commands(world.env, room.guild, room.bob)
            refused = await shown(await room.bob.slash(room.channel, "articles threads", channel=forum))
            added = await _add(room, forum)
            first = articles_in(corpus)
            answer = await answered(await room.bob.slash(room.channel, "ask", question="What does the boiler need?"))

            people.delete(secret)
            people.archive(boiler, archived=False)
            valve = people.write(boiler, room.bob, "The valve was put in on the second of March.")
            await _again(room)
            second = articles_in(corpus)

            world.backend.delete_message(boiler.id, valve)
            world.faults = [
                Fault("GET", f"/channels/{boiler.id}/messages", 403, {"message": "Missing Access", "code": 50001}, 1)
            ]
            failed = await _again(room)
            kept = articles_in(corpus)
            world.faults = []
            await _again(room)
            third = articles_in(corpus)

            people.hide(forum)
            hidden = await _again(room)
            assert articles_in(corpus) == {}
            assert await bot.stop() == 0

    assert refused.startswith("Only those with Manage Server")
    assert "Two articles" in added or "2" in added
    assert set(first) == {"The boiler", "The code"}
    text = first["The boiler"].text
    assert text == f"Hello @…! {BOILER}\n\nThe valve costs 40 euros, says #general."
    assert first["The boiler"].author is None
    assert first["The boiler"].source == "#repairs"
    assert first["The boiler"].address == f"https://discord.com/channels/{room.guild.id}/{boiler.id}"
    (message,) = [m.id for m in boiler.history() if BOILER in m.content]
    link = f"https://discord.com/channels/{room.guild.id}/{boiler.id}/{message}"
    assert first["The boiler"].address_at(text.index("boiler")) == link
    assert link in answer
    assert set(second) == {"The boiler"}
    assert "second of March" in second["The boiler"].text
    assert "Its article is kept" in failed
    assert kept == second
    assert "second of March" not in third["The boiler"].text
    assert "Not everyone in the server may read this channel" in hidden
    assert "Traceback" not in bot.log


async def test_threads_stay_within_their_server_and_channels_that_not_all_may_read_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    settings = _settings(data)
    async with discord_on_loopback() as world:
        room, other = (
            make_room(world.env, "First", alice_manages=True),
            make_room(world.env, "Second", alice_manages=True),
        )
        people = Archivist(world.env, room.guild)
        seen = discord.PermissionOverwrite(view_channel=True)
        rights: dict[Any, discord.PermissionOverwrite] = {
            room.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            room.alice: seen,
        }
        board = room.guild.create_text_channel("board", overwrites=rights)
        question = people.write(room.channel, room.bob, "Where does the ladder stand when nobody needs it?")
        people.thread(
            room.channel, "The ladder", (room.alice, "It stands behind the shed, chained to the wall."), about=question
        )
        people.thread(board, "Salaries", (room.alice, "The salaries of all lie in the blue folder."))
        one = settings | {"FOOTNOTE_DISCORD_CORPORA": f"{room.guild.id}=press"}
        async with running_bot(world, one, tmp_path / "log.txt") as bot:
            await bot.ready()
            private = await _add(room, board)
            abroad = await _told(
                await other.alice.slash(
                    other.channel,
                    "articles add",
                    address=f"https://discord.com/channels/{room.guild.id}/{room.channel.id}",
                )
            )
            added = await _add(room, room.channel, authors=True)
            first = articles_in(data / "shared" / "press")
            found = await shown(await other.bob.slash(other.channel, "search", words="ladder shed wall"))
            assert await bot.stop() == 0
        shared = settings | {"FOOTNOTE_DISCORD_CORPORA": f"{room.guild.id}=press,{other.guild.id}=press"}
        async with running_bot(world, shared, tmp_path / "log.txt") as bot:
            await bot.ready(2)
            await until(lambda: "were taken out of press: others read it by now" in bot.log, 60)
            assert not articles_in(data / "shared" / "press")
            also = await _add(room, room.channel)
            assert await bot.stop() == 0

    assert "Not everyone in the server may read this channel: its threads stay there." in private
    assert "It is a channel of another server" in abroad
    assert "The ladder" in added
    assert set(first) == {"The ladder"}
    assert first["The ladder"].author == "bob"
    assert first["The ladder"].text.startswith("Where does the ladder stand when nobody needs it?")
    assert str(first["The ladder"].place_at(0)).startswith("bob, 20")
    assert "shed" not in found.replace("ladder shed wall", "")
    assert "Others than its server read these articles too" in also
    assert not articles_in(data / "shared" / "press")


async def test_without_the_words_of_messages_one_sentence_says_what_is_missing(tmp_path: Path) -> None:
    async with discord_on_loopback() as world:
        room = make_room(world.env, alice_manages=True)
        Archivist(world.env, room.guild).thread(room.channel, "The ladder", (room.bob, "It stands behind the shed."))
        async with running_bot(world, settings_for(tmp_path / "data"), tmp_path / "log.txt") as bot:
            await bot.ready()
            told = await _add(room, room.channel)
            assert await bot.stop() == 0

    assert "Discord doesn't show me the words of messages." in told
