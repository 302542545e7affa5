from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from tests.support.discord_scene import QUESTION, buttons, make_room, own_id, said

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Room

FORMULA = "=SUM(kangaroos) hibernate when?"


async def test_those_who_manage_the_articles_read_what_was_asked_in_vain_marked_and_quoted(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    await room.bob.slash(room.channel, "ask", question=QUESTION)
    for words in ("Where do kangaroos hibernate?", "Do kangaroos hibernate?", FORMULA):
        await room.bob.slash(room.channel, "ask", question=words, source="elsewhere")
    await room.bob.slash(room.channel, "ask", question="What is my secret?", source="elsewhere", private=True)
    await marked_bad(room, simcord_env)

    told = await room.alice.slash(room.channel, "footnote report")

    (text,) = said(told)
    assert told.ephemeral
    assert text.startswith("**The last 30 days**: 6 questions, 2 answered.")
    assert "• Where do kangaroos hibernate? (3)" in text
    assert f"• {QUESTION} — It is wrong: It is two." in text
    assert "**Most quoted:**\n• example.org (2)" in text
    assert "secret" not in text
    assert simcord_bot.guilds


async def test_the_report_comes_as_a_table_that_no_spreadsheet_runs(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)
    await room.bob.slash(room.channel, "ask", question=FORMULA, source="elsewhere")

    told = await room.alice.slash(room.channel, "footnote report", days=1)

    assert told.response is not None
    (file,) = told.response.message.attachments
    table = (await file.read()).decode("utf-8-sig")
    assert ["in vain", f"'{FORMULA}", "1", "", ""] in list(csv.reader(table.splitlines()))


async def test_a_source_is_added_for_what_was_asked_in_vain(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)
    await room.bob.slash(room.channel, "ask", question="Where do kangaroos hibernate?", source="elsewhere")
    told = await room.alice.slash(room.channel, "footnote report")
    assert told.response is not None
    (button,) = buttons(told.response).values()

    form = await room.alice.click(told.response.message, custom_id=button)
    added = await room.alice.submit_modal(form, {"address": "/etc/passwd"})

    assert set(buttons(told.response)) == {"Add a source: Where do kangaroos hibernate?"}
    assert said(added) == ["Write an address of the web that begins with https://."]


async def test_where_nothing_was_asked_the_report_says_so(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)

    told = await room.alice.slash(room.channel, "footnote report")

    assert said(told) == ["Nothing has been asked here in the last 30 days."]


async def marked_bad(room: Room, env: Env) -> None:
    await room.bob.send(room.channel, f"<@{own_id(env)}> {QUESTION}")
    answer: Any = room.channel.last_message
    form = await room.bob.click(answer, custom_id=buttons(answer)["👎"])
    await room.bob.submit_modal(form, {"kind": "wrong", "reason": "It is two."})
