from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from tests.support.discord_scene import QUESTION, buttons, make_room, own_id

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot


async def test_a_message_that_asks_nothing_is_told_so_and_has_no_buttons(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)

    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}> ?")

    answer: Any = room.channel.last_message
    assert answer.content == "There are no words in the question: ask it in words."
    assert buttons(answer) == {}
    assert simcord_bot.parts.store.answers.of_server(room.guild.id, since=0) == []


async def test_it_is_remembered_of_an_answer_which_corpus_it_quotes_and_whether_all_could_read_it(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    shut, let_in = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    overwrites: Any = {room.guild.default_role: shut, room.bob: let_in, room.guild.me: let_in}
    staff = room.guild.create_text_channel("staff", overwrites=overwrites)

    await room.bob.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    await room.bob.slash(room.channel, "ask", question=QUESTION, private=True)
    await room.bob.slash(staff, "ask", question=QUESTION)

    kept = simcord_bot.parts.store.answers.of_server(room.guild.id, since=0)
    assert [(one.corpus, one.everyone) for one in kept] == [("main", True), ("main", False), ("main", False)]
