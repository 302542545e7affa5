"""What nobody should send, and someone does: nothing breaks, nothing leaks, and each is told one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.discord_scene import (
    QUESTION,
    SAID,
    Room,
    buttons,
    fill,
    forged,
    make_room,
    own_id,
    pause,
    said,
    show_commands,
    speak,
)

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.fakes import ScriptedChat

TITLE = "**@everyone** [click](https://evil.example) `code` > # " * 6
STRANGE = "0123456789abcdef"


@pytest.fixture
def plain_text() -> bool:
    return False


@pytest.mark.parametrize(
    "custom_id",
    [
        f"footnote:note999:{STRANGE}",
        f"footnote:more:{STRANGE}",
        f"footnote:offer:{STRANGE}",
        f"footnote:remove:{STRANGE}",
        f"footnote:undo:{STRANGE}",
        f"footnote:unfollow:{STRANGE}",
        "footnote:room:limits:99999999999999999999",
        f"footnote:page:{STRANGE}:99999",
        "footnote:set:form:report",
        "footnote:set:pane:rooms",
        "footnote:feed:0",
    ],
)
async def test_a_forged_button_shows_and_changes_nothing(
    simcord_env: Env, simcord_bot: FootnoteBot, custom_id: str
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, plain_text=True)
    asked = await room.alice.slash(room.channel, "ask", question=QUESTION)
    answer = asked.response
    assert answer is not None
    before = answer.content

    result = await forged(simcord_env, room, answer, custom_id)

    told = [one for one in said(result) if one != before]
    assert "Amazon" not in "".join(told)
    assert answer.content == before
    assert len(simcord_bot.parts.corpora.open("main").corpus.catalogue.articles()) == 1


async def test_anothers_private_answer_is_nobodys_by_the_number_of_a_footnote(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, plain_text=True)
    public = await room.alice.slash(room.channel, "ask", question=QUESTION)
    private = await room.alice.slash(room.channel, "ask", question=QUESTION, private=True)
    assert public.response is not None
    assert private.response is not None
    identity = buttons(private.response)["Footnotes"].rpartition(":")[2]

    stolen = await forged(simcord_env, room, public.response, f"footnote:note1:{identity}")

    assert said(stolen)[-1].startswith("I no longer have that answer")


@pytest.mark.parametrize("what", ["bad", "limits", "feed"])
async def test_a_form_that_is_sent_after_the_bot_has_left_changes_nothing(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    form, values = await opened(room, what)

    monkeypatch.setattr(type(simcord_bot), "guilds", [])
    guild = simcord_bot.get_guild(room.guild.id)
    assert guild is not None
    await simcord_bot.on_guild_remove(guild)
    sent = await room.alice.submit_modal(form, values)

    assert said(sent)
    assert "Amazon" not in said(sent)[-1]
    assert simcord_bot.parts.store.answers.of_server(room.guild.id, since=0) == []
    assert simcord_bot.parts.store.servers.settings(room.guild.id).per_person == 20
    assert simcord_bot.parts.store.servers.sources("main") == []


async def opened(room: Room, what: str) -> tuple[Any, dict[str, Any]]:
    """Have alice open a form; return it with what she writes."""
    if what == "bad":
        answer = await room.alice.slash(room.channel, "ask", question=QUESTION)
        assert answer.response is not None
        form = await room.alice.click(answer.response.message, custom_id=buttons(answer.response)["👎"])
        return form, {"kind": "wrong", "reason": "So."}
    if what == "limits":
        shown = await room.alice.slash(room.channel, "footnote settings")
        assert shown.response is not None
        form = await room.alice.click(shown.response.message, custom_id="footnote:set:form:limits")
        return form, {"per_person": "1", "per_channel": "1", "per_server": "1"}
    shown = await room.alice.slash(room.channel, "help")
    assert shown.response is not None
    form = await room.alice.click(shown.response.message, custom_id=buttons(shown.response)["Add a feed"])
    return form, {"address": "https://example.org/feed"}


@pytest.mark.parametrize("sees_content", [True])
async def test_a_bot_that_replies_to_it_or_speaks_in_a_help_channel_is_never_answered(
    simcord_env: Env, simcord_bot: FootnoteBot, model: ScriptedChat
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change_channel(room.guild.id, room.channel.id, unasked=True)
    robot = room.guild.add_member(simcord_env.create_user("robot", bot=True))
    hook = room.guild.create_webhook(room.channel)
    await room.alice.send(room.channel, f"<@{own_id(simcord_env)}> {QUESTION}")
    answer, prompts, before = room.channel.last_message, len(model.prompts), len(room.channel.history())

    await robot.send(room.channel, QUESTION, reply_to=answer)
    await robot.send(room.channel, QUESTION)
    await hook.send(f"<@{own_id(simcord_env)}> {QUESTION}")

    assert len(room.channel.history()) == before + 3
    assert len(model.prompts) == prompts


async def test_a_message_of_4000_characters_is_refused_in_one_sentence_that_names_the_limit(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch, model: ScriptedChat
) -> None:
    # Discord lets some people write so much, and the simulator nobody.
    def long(*_: object) -> str:
        return "Why does it pause? " * 211

    monkeypatch.setattr("bot.discord.asking.incoming.words_of", long)
    room = make_room(simcord_env)

    await room.alice.send_dm(QUESTION)

    refused = room.alice.user.dm_channel.history()[-1].content
    assert "4,009" in refused
    assert "2,000" in refused
    assert model.prompts == []


async def test_a_file_of_ten_megabytes_is_refused_before_it_is_fetched(simcord_env: Env, model: ScriptedChat) -> None:
    room = make_room(simcord_env)

    words = f"<@{own_id(simcord_env)}> What does this say?"
    await room.alice.send(room.channel, words, attachments=[("minutes.md", b"x" * 10_000_000)])

    refused = room.alice.user.dm_channel.history()[-1].content
    assert refused.startswith("“minutes.md” is larger than 100 KB")
    assert model.prompts == []
    assert not [one for one in simcord_env.http_requests if "cdn" in one.path]


@pytest.mark.parametrize("locale", ["ja", "pt-BR", "zh-TW"])
async def test_whose_discord_is_in_a_language_without_words_is_answered_in_english(
    simcord_env: Env, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    speak(monkeypatch, locale)
    room = make_room(simcord_env, alice_manages=True)

    asked = await room.alice.slash(room.channel, "ask", question=QUESTION)
    settings = await room.alice.slash(room.channel, "footnote settings")

    assert SAID in said(asked)[0]
    assert "Footnotes" in buttons(asked.response)
    assert said(settings)[0].startswith("**Settings of this server**")


async def test_a_title_of_300_characters_of_markdown_is_shown_as_it_stands_everywhere(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    corpus = simcord_bot.parts.corpora.open("main").corpus
    corpus.remove([entry.id for entry in corpus.catalogue.entries()])
    fill(simcord_bot, "main", pause(title=TITLE, source=TITLE[:100]))
    show_commands(simcord_env, room.guild, room.alice)

    told: list[str] = []
    for command, options in (
        ("ask", {"question": QUESTION}),
        ("search", {"words": "Rekognition"}),
        ("sources", {}),
        ("source", {"number": 1}),
        ("help", {}),
        ("footnote report", {}),
        ("articles remove", {"what": TITLE[:100]}),
    ):
        result = await room.alice.slash(room.channel, command, **options)
        told += said(result)
        assert said(result), command
    offered = await room.alice.autocomplete(room.channel, "article", "title", "")

    shown = "\n".join(told)
    assert "**@everyone**" not in shown
    assert "@everyone" not in shown.replace("@\u200b", "")
    assert "[click](" not in shown.replace("\\[", "").replace("\\]", "")
    assert all(len(choice["name"]) <= 100 for choice in offered)
    sent = [one.json for one in simcord_env.http_requests if one.method in {"POST", "PATCH"} and one.json]
    assert not [one for one in sent if (one.get("allowed_mentions") or {}).get("parse")]
