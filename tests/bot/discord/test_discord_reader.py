"""Where footnotes lead when articles can be read on pages: to the very words there, or to the article's own address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.service.reader_links import ReaderLinks
from tests.support.discord_scene import EXACT, QUESTION, Room, buttons, fill, make_room, pause, said

if TYPE_CHECKING:
    from simcord import Env

    from bot.discord.client import FootnoteBot

PAGES = "https://press.example.org"
READER = re.compile(re.escape(PAGES) + r"/read/[^>]+")


@pytest.fixture
def links() -> ReaderLinks:
    return ReaderLinks(url=PAGES, secret=b"s" * 32)


@pytest.fixture
def from_a_file(simcord_bot: FootnoteBot) -> None:
    """The article lies in a folder, and has no address that others could open."""
    corpus = simcord_bot.parts.corpora.open("main").corpus
    corpus.remove([entry.id for entry in corpus.catalogue.entries()])
    fill(simcord_bot, "main", pause(origin="/articles/pause.txt"))


async def ask(room: Room) -> Any:
    result = await room.alice.slash(room.channel, "ask", question=QUESTION)
    return [one for one in (result.response, *result.followups) if one][-1]


@pytest.mark.usefixtures("from_a_file")
async def test_a_footnote_of_an_article_without_an_address_leads_to_the_reader(
    simcord_env: Env, links: ReaderLinks
) -> None:
    room = make_room(simcord_env)

    answer = await ask(room)

    link = urlsplit(READER.findall(answer.content)[0])
    asked_for = parse_qs(link.query)
    assert asked_for["start"] == ["0"]
    assert links.opens("main", link.path.removeprefix("/read/"), asked_for["pass"][0])


@pytest.mark.usefixtures("from_a_file")
async def test_so_do_passages_that_are_found_and_the_article_itself(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    found = await room.alice.slash(room.channel, "search", words="Rekognition police")
    article = await room.alice.slash(room.channel, "article", title="Amazon's pause")

    assert READER.search(said(found)[0])
    assert READER.search(said(article)[0])


async def test_where_the_article_has_an_address_the_reader_is_beside_it(simcord_env: Env) -> None:
    room = make_room(simcord_env)

    answer = await ask(room)
    notes = await room.bob.click(answer.message, custom_id=buttons(answer.message)["Footnotes"])

    assert f"[[1]](<{EXACT}>)" in answer.content
    assert f"<{EXACT}>" in said(notes)[0]
    assert READER.search(said(notes)[0])
