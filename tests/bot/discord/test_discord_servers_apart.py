from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
import pytest

from corpus.errors import StoreError
from tests.support.discord_scene import (
    HIT,
    QUESTION,
    SAID,
    Drafting,
    Machine,
    Room,
    buttons,
    fill,
    forged,
    make_room,
    own_id,
    pause,
    said,
    show_commands,
)

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import Env

    from bot.discord.client import FootnoteBot

HARBOUR = "The harbour of Saint-Malo is sold to a bank."
HARBOUR_LINK = "https://secret.example.org/harbour"


@dataclass(frozen=True)
class Two:
    """Two servers: the first has the articles about the pause, the second those about the harbour."""

    first: Room
    second: Room


@pytest.fixture
def two(simcord_env: Env, simcord_bot: FootnoteBot) -> Two:
    first = make_room(simcord_env, "First")
    simcord_bot.parts.corpora.name_of(first.guild.id, simcord_bot.parts.servers())
    second = make_room(simcord_env, "Second")
    secret = pause("The harbour of Saint-Malo", HARBOUR, HARBOUR_LINK, source="Secret gazette", language="en")
    fill(simcord_bot, str(second.guild.id), secret)
    return Two(first, second)


async def test_no_command_reads_another_servers_corpus(two: Two) -> None:
    for name, options in (
        ("ask", {"question": "To whom is the harbour of Saint-Malo sold?"}),
        ("search", {"words": "harbour Saint-Malo bank"}),
        ("sources", {}),
        ("article", {"title": "The harbour of Saint-Malo"}),
    ):
        texts = " ".join(said(await two.first.alice.slash(two.first.channel, name, **options)))
        assert texts
        assert "Malo" not in texts.replace("To whom", "")
        assert "secret" not in texts.lower()


async def test_each_server_reads_its_own(two: Two) -> None:
    own = await two.second.alice.slash(two.second.channel, "search", words="harbour")
    other = await two.second.alice.slash(two.second.channel, "search", words="Rekognition police pause")

    assert HARBOUR_LINK in said(own)[0]
    assert "example.org/pause" not in said(other)[0]


async def test_no_autocompletion_offers_what_is_another_servers(two: Two) -> None:
    alice, channel = two.first.alice, two.first.channel

    assert await alice.autocomplete(channel, "article", "title", "harbour") == []
    assert await alice.autocomplete(channel, "ask", "source", "secret") == []
    assert await alice.autocomplete(channel, "search", "source", "secret") == []
    assert [c["value"] for c in await alice.autocomplete(channel, "ask", "source", "")] == ["press"]


async def test_no_article_is_read_by_the_id_it_has_elsewhere(two: Two, simcord_bot: FootnoteBot) -> None:
    corpus = simcord_bot.parts.corpora.open(str(two.second.guild.id)).corpus
    (article,) = corpus.catalogue.articles()

    result = await two.first.alice.slash(two.first.channel, "article", title=article.id)

    assert said(result) == ["There is no such article here: pick one of those that are offered."]


async def test_no_button_id_of_another_server_works(simcord_env: Env, two: Two, simcord_bot: FootnoteBot) -> None:
    theirs = await two.second.alice.slash(two.second.channel, "ask", question="Who buys the harbour of Saint-Malo?")
    own = await two.first.alice.slash(two.first.channel, "ask", question=QUESTION)
    assert theirs.response is not None
    assert own.response is not None
    identity = buttons(theirs.response)["Footnotes"].split(":")[-1]
    (article,) = simcord_bot.parts.corpora.open(str(two.second.guild.id)).corpus.catalogue.articles()

    for action in ("notes", "passages", "again", "good", "bad", "more"):
        result = await forged(simcord_env, two.first, own.response, f"footnote:{action}:{identity}")
        assert said(result) == ["I no longer have that answer: ask again."]
    page = await forged(simcord_env, two.first, own.response, f"footnote:page:{article.id}:1")
    assert page.response is not None
    assert "Malo" not in page.response.content


async def test_the_last_answer_of_another_server_is_not_shown_by_its_number(two: Two) -> None:
    await two.second.alice.slash(two.second.channel, "ask", question="Who buys the harbour of Saint-Malo?")

    result = await two.first.alice.slash(two.first.channel, "source", number=1)

    assert said(result) == ["There is no answer with footnotes in this channel yet."]


async def test_no_direct_message_is_answered_where_there_are_two_servers(two: Two) -> None:
    await two.second.alice.send_dm(QUESTION)

    answer = two.second.alice.user.dm_channel.last_message
    assert answer is not None
    assert answer.content == "I don't answer direct messages here: ask me in the server."


async def test_a_direct_message_passes_by_no_limit_of_the_only_server(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env)
    simcord_bot.parts.store.servers.change(room.guild.id, channels=(room.channel.id,))

    await room.alice.send_dm(QUESTION)

    answer = room.alice.user.dm_channel.last_message
    assert answer is not None
    assert answer.content == "I don't answer direct messages here: ask me in the server."


async def test_no_error_names_what_is_another_servers(simcord_env: Env, two: Two, machine: Machine) -> None:
    class Broken(Drafting):
        def stream(self, *_: Any, **__: Any) -> Any:
            raise StoreError(f"The folder {machine.folder}/servers/{two.second.guild.id} is broken.")

    object.__setattr__(machine, "model", Broken())
    await simcord_env.restart_bot(machine.make_bot())

    (text,) = said(await two.first.alice.slash(two.first.channel, "ask", question=QUESTION))

    assert str(two.second.guild.id) not in text
    assert str(machine.folder) not in text


async def test_settings_and_managers_are_each_servers_own(simcord_env: Env, two: Two, simcord_bot: FootnoteBot) -> None:
    simcord_bot.parts.store.servers.change(two.first.guild.id, managers=(two.second.guild.default_role.id,))
    show_commands(simcord_env, two.second.guild, two.second.alice)

    result = await two.second.alice.slash(two.second.channel, "articles status")

    assert said(result)[0].startswith("Only those with Manage Server")


async def test_nothing_of_another_server_is_removed(simcord_env: Env, two: Two, simcord_bot: FootnoteBot) -> None:
    corpus = simcord_bot.parts.corpora.open(str(two.second.guild.id)).corpus
    (article,) = corpus.catalogue.articles()
    admin = two.first.guild.create_role("admin", permissions=discord.Permissions(manage_guild=True))
    carol = two.first.guild.add_member(simcord_env.create_user("carol"), roles=[admin])

    for what in (article.id, article.source, article.address):
        result = await carol.slash(two.first.channel, "articles remove", what=what)
        assert said(result)[0].startswith("There is no such source or article here")
    assert await carol.autocomplete(two.first.channel, "articles remove", "what", "secret") == []
    assert corpus.catalogue.articles() == [article]


async def test_what_one_server_asked_limits_no_other(two: Two, simcord_bot: FootnoteBot) -> None:
    for room in (two.first, two.second):
        simcord_bot.parts.store.servers.change(room.guild.id, per_server=1)

    await two.first.alice.slash(two.first.channel, "search", words="police")
    refused = await two.first.bob.slash(two.first.channel, "search", words="police")
    allowed = await two.second.alice.slash(two.second.channel, "search", words="harbour")

    assert said(refused)[0].startswith("That was a lot of questions")
    assert HARBOUR_LINK in said(allowed)[0]


@pytest.mark.parametrize("named_corpora", [{"*": "main"}])
async def test_servers_share_a_corpus_only_where_the_settings_say_so(two: Two) -> None:
    result = await two.second.alice.slash(two.second.channel, "search", words="Rekognition police")

    assert said(result)[0].startswith(HIT)


async def test_the_first_server_keeps_its_corpus_after_a_restart(simcord_env: Env, two: Two, machine: Machine) -> None:
    await simcord_env.restart_bot(machine.make_bot())

    await two.first.alice.send(two.first.channel, f"<@{own_id(simcord_env)}> {QUESTION}")

    assert two.first.channel.last_message is not None
    assert SAID in two.first.channel.last_message.content


async def test_several_servers_at_the_first_start_have_each_their_own(machine: Machine, tmp_path: Path) -> None:
    del tmp_path
    corpora = machine.make_bot().parts.corpora

    assert corpora.name_of(1, [1, 2]) == "1"
    assert corpora.name_of(2, [1, 2]) == "2"
    assert corpora.name_of(None, [1, 2]) is None


@pytest.mark.parametrize("named_corpora", [{"1": "press", "*": "own", "dm": "press"}])
def test_the_settings_say_which_corpus_is_whose(machine: Machine) -> None:
    corpora = machine.make_bot().parts.corpora

    assert corpora.name_of(1, [1]) == "press"
    assert corpora.name_of(2, [2]) == "2"
    assert corpora.name_of(None, [1, 2]) == "press"
