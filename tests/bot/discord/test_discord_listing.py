from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.service.corpora.article_list import Listings, list_articles
from corpus.store.corpus import Corpus
from tests.support.discord_scene import Machine, buttons, fill, make_room, pause, said
from tests.support.fakes import WordEmbedder
from tests.support.reads import watch_reads

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot
    from corpus.article import Article


def titled(*titles: str) -> list[Article]:
    return [pause(title, "Text.", f"https://example.org/{at}")[0] for at, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["L'été à Évian", "Evian in summer", "The harbour"]),
        ("l'été", ["L'été à Évian"]),
        ("evian ete", ["L'été à Évian"]),
        ("ÉVI", ["L'été à Évian", "Evian in summer"]),
        ("summer evian", ["Evian in summer"]),
        ("vian", []),
        ("arbour", []),
        ("the  harb", ["The harbour"]),
    ],
)
def test_titles_are_found_by_how_their_words_begin(words: str, found: list[str]) -> None:
    listing = list_articles(titled("L'été à Évian", "Evian in summer", "The harbour"), ["en"])

    assert [entry.title for entry in listing.find(words, 25)] == found
    assert [entry.title for entry in listing.find(words, 1)] == found[:1]


def test_sources_tell_how_many_articles_they_have_and_from_when_to_when() -> None:
    days = [date(2020, 3, 1), None, date(2019, 1, 1)]
    articles = [pause(str(day), "Text.", f"https://a.org/{day}", published=day, source="Blog")[0] for day in days]
    undated = [pause("None", "Text.", "https://a.org/", source="Almanac")[0]]

    almanac, blog = list_articles([*articles, *undated], []).sources

    assert (almanac.name, almanac.count, almanac.oldest, almanac.newest) == ("Almanac", 1, None, None)
    assert (blog.count, blog.oldest, blog.newest) == (3, date(2019, 1, 1), date(2020, 3, 1))


async def test_lists_and_what_is_offered_read_no_text(
    simcord_env: Env, simcord_bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_room(simcord_env, alice_manages=True)
    simcord_bot.parts.corpora.open("main")
    read = watch_reads(monkeypatch)

    await room.alice.slash(room.channel, "sources")
    assert await room.alice.autocomplete(room.channel, "article", "title", "amazon") != []
    assert await room.alice.autocomplete(room.channel, "ask", "source", "press") != []
    assert await room.alice.autocomplete(room.channel, "articles remove", "what", "") != []

    assert "articles.title" in read
    assert "articles.text" not in read


def test_the_articles_are_listed_once_as_long_as_they_stay_what_they_are(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = machine.make_bot()
    fill(bot, "main", pause())
    library, listings = bot.parts.corpora.open("main"), Listings()
    first = listings.of(library)
    read = watch_reads(monkeypatch)

    assert listings.of(library) is first
    assert "articles.title" not in read


def test_what_another_process_adds_is_listed_at_once(machine: Machine) -> None:
    bot = machine.make_bot()
    fill(bot, "main", pause())
    library, listings = bot.parts.corpora.open("main"), Listings()
    listings.of(library)

    other = Corpus(machine.folder / "corpus", WordEmbedder())
    other.replace([pause("The harbour", "The harbour is shut.", "https://example.org/harbour")])
    other.close()

    assert [entry.title for entry in listings.of(library).find("harb", 25)] == ["The harbour"]


async def test_what_was_removed_is_no_longer_offered(simcord_env: Env) -> None:
    room = make_room(simcord_env, alice_manages=True)
    assert len(await room.alice.autocomplete(room.channel, "article", "title", "")) == 1

    removed = await room.alice.slash(room.channel, "articles remove", what="press")
    assert removed.response is not None
    await room.alice.click(removed.response.message, custom_id=buttons(removed.response)["Remove"])

    assert said(removed) == ["Articles removed: 1.\n• Amazon's pause"]
    assert await room.alice.autocomplete(room.channel, "article", "title", "") == []
