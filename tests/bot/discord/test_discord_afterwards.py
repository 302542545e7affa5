"""After the articles have changed: news for those who follow a question, marks under answers that quoted them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.discord_scene import PAUSE, QUESTION, buttons, fill, make_room, own_id, pause, said

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Room

LATER = "Amazon says its pause lasts long, until a law on faces is made."


async def test_whoever_follows_a_question_is_told_once_of_what_is_new_with_its_words(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    answer = await asked(simcord_env, room)
    followed = await room.bob.click(answer, custom_id=buttons(answer)["Follow"])

    await simcord_bot.schedule.look_after()
    before = len(told(room))
    fill(simcord_bot, "main", pause("For ever", LATER, "https://example.org/ever"))
    await simcord_bot.schedule.look_after()
    await simcord_bot.schedule.look_after()

    assert said(followed)[0].startswith("I'll write to you when the articles say something new")
    assert before == 0
    (news,) = told(room)
    assert news.startswith(f"**New on “{QUESTION}”**\n“{LATER}” [1]")
    assert "**For ever**" in news


async def test_following_lists_what_is_followed_and_ends_it(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    answer = await asked(simcord_env, room)
    for person in (room.alice, room.bob):
        await person.click(answer, custom_id=buttons(answer)["Follow"])

    listed = await room.bob.slash(room.channel, "following")
    assert listed.response is not None
    offered = buttons(listed.response)
    (button,) = offered.values()
    await room.bob.click(listed.response.message, custom_id=button)
    again = await room.bob.slash(room.channel, "following")

    assert set(offered) == {f"✖ {QUESTION}"}
    assert said(again)[0].startswith("You follow no question")
    assert [one.person for one in simcord_bot.parts.store.following.all()] == [room.alice.id]


async def test_whoever_has_left_the_server_is_told_nothing_more(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    answer = await asked(simcord_env, room)
    await room.bob.click(answer, custom_id=buttons(answer)["Follow"])
    simcord_env.backend.remove_member(room.guild.id, room.bob.id)

    fill(simcord_bot, "main", pause("For ever", LATER, "https://example.org/ever"))
    await simcord_bot.schedule.look_after()

    assert told(room) == []
    assert simcord_bot.parts.store.following.all() == []


async def test_an_answer_is_marked_once_where_its_article_no_longer_has_the_words_and_unmarked_where_it_has_them(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    answer = await asked(simcord_env, room)
    await simcord_bot.schedule.look_after()

    fill(simcord_bot, "main", pause(text=PAUSE.replace("one year", "ten years")))
    await simcord_bot.schedule.look_after()
    await simcord_bot.schedule.look_after()
    marked = last(room)
    fill(simcord_bot, "main", pause())
    await simcord_bot.schedule.look_after()

    assert marked == f"{answer.content}\n-# ⚠ Since then [1] has changed: its article no longer has these words."
    assert last(room) == answer.content


async def test_an_answer_whose_article_was_taken_out_says_so(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    await asked(simcord_env, room)
    corpus = simcord_bot.parts.corpora.open("main").corpus

    corpus.remove([entry.id for entry in corpus.catalogue.entries()])
    await simcord_bot.schedule.look_after()

    assert last(room).endswith("-# ⚠ Since then [1] was taken out of the articles.")


async def asked(env: Env, room: Room) -> Any:
    await room.alice.send(room.channel, f"<@{own_id(env)}> {QUESTION}")
    return room.channel.last_message


def last(room: Room) -> str:
    message = room.channel.last_message
    assert message is not None
    return message.content


def told(room: Room) -> list[str]:
    channel = room.bob.user.dm_channel
    return [message.content for message in channel.history()] if channel else []
