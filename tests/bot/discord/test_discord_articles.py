from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.service.store.removals import Removal
from corpus.errors import BusyError
from corpus.reason import Reason
from corpus.store.tables.journal import State
from tests.support import blog
from tests.support.discord_scene import buttons, fill, make_room, pause, said, show_commands, speak, speak_french
from tests.support.website import Reply, Website

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from simcord import Env

    from bot.discord.client import FootnoteBot
    from tests.support.discord_scene import Machine, Room

LOOPBACK = ("127.0.0.0/8",)
HARBOUR = "The harbour of Brest is to be enlarged by a second basin, the town council has decided on Monday evening."


def page(title: str, text: str) -> Reply:
    paragraphs = "".join(f"<p>{text} That is paragraph {n} of the report on it.</p>" for n in range(5))
    body = f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article>"
    return Reply(headers={"Content-Type": "text/html; charset=utf-8"}, body=body.encode())


FRONT = (
    "<html><head><title>The Quay</title><link rel=alternate type=application/atom+xml href=/atom.xml></head>"
    "<body><p>Hello.</p></body></html>"
)


def menus(message: Any) -> list[dict[str, Any]]:
    """Return the menus under a message, as Discord sends them."""
    rows: list[Any] = [row.to_dict() if isinstance(row, discord.Component) else row for row in message.components]
    return [one for row in rows for one in row["components"] if "options" in one]


async def removed(room: Room, what: str) -> Any:
    """Have alice remove something, and say that she means it; return what she is told."""
    asked = await room.alice.slash(room.channel, "articles remove", what=what)
    assert asked.response is not None
    await room.alice.click(asked.response.message, custom_id=buttons(asked.response)["Remove"])
    return asked


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with Website() as site:
        site.pages["/harbour"] = [page("A second basin", HARBOUR)]
        yield site


@pytest.mark.parametrize("allow", [LOOPBACK])
async def test_a_page_is_added_and_found_and_looked_at_again(
    simcord_env: Env, simcord_bot: FootnoteBot, site: Website
) -> None:
    room = make_room(simcord_env, alice_manages=True)

    added = await room.alice.slash(room.channel, "articles add", address=site.url("/harbour"), kind="page")
    found = await room.bob.slash(room.channel, "search", words="harbour Brest basin")
    site.pages["/harbour"] = [page("A third basin", HARBOUR.replace("second", "third"))]
    again = await room.alice.slash(room.channel, "articles refresh")
    status = await room.alice.slash(room.channel, "articles status")

    assert said(added) == ["Added 1 article:\n• A second basin"]
    assert added.ephemeral
    assert added.response is not None
    assert list(buttons(added.response)) == ["Show everyone"]
    assert "**A second basin**" in said(found)[0]
    assert said(again)[0].startswith("Done: 0 added, 1 changed")
    (told,) = said(status)
    assert told.startswith("Articles: 2, passages: ")
    assert f"<{site.url('/harbour')}> — next look <t:" in told
    assert "1 added, 0 changed, 0 failed" in told
    assert status.ephemeral
    assert [one.kind for one in simcord_bot.parts.store.servers.sources("main")] == ["page"]


async def test_no_path_on_the_hosts_disk_is_told_of(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env, alice_manages=True)
    journal = simcord_bot.parts.corpora.open("main").corpus.journal
    for origin in ("/home/carol/press/a.pdf", "https://a.org/x"):
        journal.save(State(origin=origin, source="press", failures=1, error=Reason("It was raining.")))

    (status,) = said(await room.alice.slash(room.channel, "articles status"))

    assert "<https://a.org/x>: It was raining." in status
    assert "carol" not in status


@pytest.mark.parametrize("allow", [LOOPBACK])
async def test_adding_shows_how_it_goes_on(simcord_env: Env, site: Website) -> None:
    room = make_room(simcord_env, alice_manages=True)

    await room.alice.slash(room.channel, "articles add", address=site.url("/harbour"), kind="page")

    edits = [str(r.json["content"]) for r in simcord_env.http_requests if r.method == "PATCH" and r.json]
    assert any("addresses looked at" in text or "Reading" in text for text in edits[:-1])


@pytest.mark.parametrize("allow", [LOOPBACK])
async def test_what_fails_is_told_and_not_looked_at_again(
    simcord_env: Env, simcord_bot: FootnoteBot, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_french(monkeypatch)
    room = make_room(simcord_env, alice_manages=True)

    added = await room.alice.slash(room.channel, "articles add", address=site.url("/x"), kind="page")
    status = await room.alice.slash(room.channel, "articles status")

    (told,) = said(added)
    assert told.startswith("Fini : 0 ajoutés")
    assert "Échec :" in told
    assert "Ce qui a échoué :" in said(status)[0]
    assert simcord_bot.parts.store.servers.sources("main") == []


async def test_an_address_that_failed_is_taken_off_the_list_and_no_other(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    journal = simcord_bot.parts.corpora.open("main").corpus.journal
    journal.save(State(origin="https://a.org/x", source="a.org", failures=6, error=Reason("It was raining.")))
    journal.save(State(origin="https://a.org/read", source="a.org", etag="1"))

    for address in ("https://A.org/x", "https://a.org/read", "\0"):
        await room.alice.slash(room.channel, "articles remove", what=address)

    assert journal.failing() == []
    assert journal.state("https://a.org/read")


async def test_nothing_within_the_network_is_fetched(simcord_env: Env, site: Website) -> None:
    room = make_room(simcord_env, alice_manages=True)

    result = await room.alice.slash(room.channel, "articles add", address=site.url("/harbour"))

    why = "127.0.0.1 lies in a private network, which isn't fetched from."
    assert said(result) == [f"Failed: <{site.url('/harbour')}>: {why}"]
    assert result.ephemeral
    assert site.asked == []


async def test_nothing_on_the_disk_is_read(simcord_env: Env, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret\n\nA secret of the machine.")
    room = make_room(simcord_env, alice_manages=True)

    for address in (str(tmp_path), f"file://{tmp_path}/secret.txt", "articles", "ftp://example.org/"):
        result = await room.alice.slash(room.channel, "articles add", address=address)
        assert said(result) == ["Write an address of the web that begins with https://."]
        assert result.ephemeral
    broken = await room.alice.slash(room.channel, "articles add", address="https://@everyone:99999/")
    assert said(broken)[0].startswith("“")
    assert "@everyone" not in said(broken)[0]


async def test_a_source_or_an_article_is_removed(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    fill(
        simcord_bot,
        "main",
        pause("One", "First text.", "https://a.org/1", source="Blog"),
        pause("Two", "Second text.", "https://a.org/2", source="Blog"),
    )
    room = make_room(simcord_env, alice_manages=True)

    offered = await room.alice.autocomplete(room.channel, "articles remove", "what", "")
    (article,) = await room.alice.autocomplete(room.channel, "articles remove", "what", "amazon")
    one = await removed(room, article["value"])
    source = await removed(room, "blog")
    none = await room.alice.slash(room.channel, "articles remove", what="Blog")

    assert [choice["name"] for choice in offered][:2] == ["Blog", "press"]
    assert said(one) == ["Articles removed: 1.\n• Amazon's pause"]
    assert said(source) == ["Articles removed: 2.\n• One\n• Two"]
    assert said(none)[0].startswith("There is no such source or article here")
    assert simcord_bot.parts.corpora.open("main").corpus.catalogue.articles() == []


@pytest.mark.parametrize("name", ["AMAZON'S pause", "https://Example.org/pause", "press"])
async def test_what_was_removed_by_any_of_its_names_is_put_back_within_a_day(
    simcord_env: Env, simcord_bot: FootnoteBot, name: str
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    corpus = simcord_bot.parts.corpora.open("main").corpus
    before = [(article, corpus.catalogue.passages_of(article.id)) for article in corpus.catalogue.articles()]

    asked = await room.alice.slash(room.channel, "articles remove", what=name)
    assert asked.response is not None
    still = corpus.catalogue.articles()
    await room.alice.click(asked.response.message, custom_id=buttons(asked.response)["Remove"])
    gone = corpus.catalogue.articles()
    button = buttons(asked.response)["Undo"]
    back = await room.alice.click(asked.response.message, custom_id=button)

    assert len(still) == 1
    assert gone == []
    assert said(back)[-1] == "Put back: 1."
    assert simcord_bot.parts.store.removals.take(button.rpartition(":")[2], "main", 0) is None
    assert [(article, corpus.catalogue.passages_of(article.id)) for article in corpus.catalogue.articles()] == before


async def test_what_would_go_is_told_and_nothing_goes_where_that_is_a_day_ago(
    simcord_env: Env, simcord_bot: FootnoteBot
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    asked = await room.alice.slash(room.channel, "articles remove", what="press")
    assert asked.response is not None
    shown, button = said(asked), buttons(asked.response)["Remove"]

    await simcord_env.advance_time(90_000)
    late = await room.alice.click(asked.response.message, custom_id=button)

    assert shown == ["1 article would go; it can be put back for a day:\n• Amazon's pause"]
    assert said(late)[-1].startswith("That was asked more than a day ago")
    assert len(simcord_bot.parts.corpora.open("main").corpus.catalogue.articles()) == 1


@pytest.mark.parametrize("allow", [LOOPBACK])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_front_page_leads_to_its_feed_which_is_chosen_and_bears_its_own_name(
    simcord_env: Env, machine: Machine, site: Website, *, restarted: bool
) -> None:
    site.pages["/"] = [blog.html(FRONT.encode())]
    site.pages["/atom.xml"] = [blog.feed([(site.url("/harbour"), "A second basin")])]
    room = make_room(simcord_env, alice_manages=True)

    asked = await room.alice.slash(room.channel, "articles add", address=site.url("/"))
    assert asked.response is not None
    if restarted:
        await simcord_env.restart_bot(machine.make_bot())
    (menu,) = menus(asked.response)
    await room.alice.select(asked.response.message, ["0"], custom_id=menu["custom_id"])

    offered = [option["label"] for option in menu["options"]]
    assert asked.ephemeral
    assert offered == ["Feed: Le Quai", "The pages it links to: The Quay", "This page alone: The Quay"]
    assert said(asked)[-1] == "Added 1 article:\n• A second basin"
    bot = machine.bots[-1]
    assert "Le Quai" in [source.name for source in bot.parts.corpora.open("main").corpus.catalogue.sources()]
    assert [one.kind for one in bot.parts.store.servers.sources("main")] == ["feed"]


@pytest.mark.parametrize("allow", [LOOPBACK])
@pytest.mark.parametrize(("locale", "label"), [("fr", "Cette page seule"), ("de", "Nur diese Seite")])
async def test_what_an_address_offers_is_asked_in_the_persons_language_whatever_its_title(
    simcord_env: Env, site: Website, monkeypatch: pytest.MonkeyPatch, locale: str, label: str
) -> None:
    speak(monkeypatch, locale)
    site.pages["/"] = [blog.html(FRONT.replace("The Quay", "**@everyone** " * 30).encode())]
    site.pages["/atom.xml"] = [Reply(status=500)]
    room = make_room(simcord_env, alice_manages=True)

    asked = await room.alice.slash(room.channel, "articles add", address=site.url("/"))

    assert asked.response is not None
    (menu,) = menus(asked.response)
    assert menu["options"][-1]["label"].startswith(f"{label}: **@everyone**")


def test_what_was_removed_is_forgotten_after_a_day(simcord_bot: FootnoteBot) -> None:
    removals = simcord_bot.parts.store.removals
    kept = [removals.keep("main", Removal(articles=(), sources=(("https://a.org/", "feed"),)), 0) for _ in range(2)]

    assert removals.take(kept[0], "other", 0) is None
    assert removals.take(kept[0], "main", 86_401) is None
    assert removals.take(kept[1], "main", 86_399) == Removal(articles=(), sources=(("https://a.org/", "feed"),))


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("articles add", {"address": "https://example.org/"}),
        ("articles remove", {"what": "press"}),
        ("articles refresh", {}),
        ("articles status", {}),
        ("footnote settings", {}),
    ],
)
async def test_only_managers_run_the_bot(
    simcord_env: Env, simcord_bot: FootnoteBot, command: str, options: dict[str, str]
) -> None:
    room = make_room(simcord_env)
    show_commands(simcord_env, room.guild, room.bob)

    refused = await room.bob.slash(room.channel, command, **options)

    assert said(refused)[0].startswith("Only those with Manage Server")
    assert refused.ephemeral
    assert len(simcord_bot.parts.corpora.open("main").corpus.catalogue.articles()) == 1


async def test_a_role_that_is_set_may_run_the_bot(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env)
    role = room.guild.create_role("editors")
    simcord_bot.parts.store.servers.change(room.guild.id, managers=(role.id,))
    carol = room.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    show_commands(simcord_env, room.guild, carol)

    result = await carol.slash(room.channel, "articles refresh")

    assert said(result) == ["No source has been added from Discord: /articles add does."]


async def test_those_who_may_not_remove_are_offered_nothing(simcord_env: Env) -> None:
    room = make_room(simcord_env)
    show_commands(simcord_env, room.guild, room.bob)

    assert await room.bob.autocomplete(room.channel, "articles remove", "what", "") == []


async def test_a_corpus_is_filled_once_at_a_time(simcord_env: Env, simcord_bot: FootnoteBot) -> None:
    room = make_room(simcord_env, alice_manages=True)
    simcord_bot.parts.ingesting.add("main")

    result = await room.alice.slash(room.channel, "articles add", address="https://example.org/")

    told = said(result)[-1]
    assert told.startswith("Articles are already being read for this server")


async def test_a_run_that_fails_is_told_in_place_of_how_it_went_on(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BusyError("Another process is ingesting into /secret/folder.")

    monkeypatch.setattr(simcord_bot.parts.corpora.open("main").pipeline, "run", fail)
    room = make_room(simcord_env, alice_manages=True)

    (told,) = said(await room.alice.slash(room.channel, "articles add", address="https://example.org/", kind="page"))

    assert told.startswith("Articles are being added by another program")
    assert simcord_bot.parts.ingesting == set()


@pytest.mark.parametrize("allow", [LOOPBACK])
async def test_what_was_added_is_looked_at_by_itself_after_some_hours(
    simcord_env: Env, simcord_bot: FootnoteBot, site: Website
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    await room.alice.slash(room.channel, "articles add", address=site.url("/harbour"), kind="page")
    before = len(site.asked)

    await simcord_bot.schedule.read_sources()
    assert len(site.asked) == before
    await simcord_env.advance_time(7 * 3600)
    await simcord_env.settle()

    assert len(site.asked) > before
