"""What those who manage a server do on the pages: sources in and out, and what was asked in vain; nobody else does."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.service.store.answers import Opinion, StoredAnswer
from corpus.article import Filters
from corpus.reason import Reason
from corpus.store.tables.journal import State
from tests.support import blog
from tests.support.signing import CHESS, ELSEWHERE, PRESS
from tests.support.web_scene import KEY, QUESTION
from tests.support.website import Website

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from bot.web.request.parts import Parts
    from tests.support.signing import Signing
    from tests.support.web_scene import Scene


@pytest.fixture
async def alice(signing: Signing) -> AsyncIterator[httpx.AsyncClient]:
    """Alice, who manages the press club, on the pages."""
    async with signing.scene.client() as client:
        await signing.enter(client)
        yield client


async def test_a_source_that_is_added_is_read_and_listed_and_looked_at_again(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    async with Website() as site:
        site.pages["/feed"] = [blog.feed([(site.url("/bridge"), "The bridge")])]
        site.pages["/bridge"] = [blog.html(blog.page("bridge"))]
        added = await alice.post("/sources/add", data={"address": site.url("/feed")})
        sources = (await alice.get("/sources")).text

    assert (added.status_code, added.headers["location"]) == (303, "/sources")
    assert "Bridge" in sources
    assert [one.address for one in signing.scene.parts.store.servers.sources(str(PRESS))] == [site.url("/feed")]
    assert signing.scene.parts.store.servers.sources(str(CHESS)) == []


async def test_while_articles_are_read_the_page_says_so_and_no_more_are_begun(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    signing.scene.parts.ingesting.add(str(PRESS))

    meanwhile = (await alice.get("/sources")).text
    again = await alice.post("/sources/add", data={"address": "https://example.org/"})

    assert "Articles are being read" in meanwhile
    assert again.status_code == 422
    assert "Articles are already being read" in again.text


@pytest.mark.parametrize("address", ["/etc/passwd", "file:///etc/passwd", "ftp://example.org/", "articles", "https://"])
async def test_nothing_but_the_web_is_a_source(alice: httpx.AsyncClient, address: str) -> None:
    response = await alice.post("/sources/add", data={"address": address})

    assert response.status_code == 422
    assert 'role="alert"' in response.text


async def test_what_could_not_be_read_is_told_with_its_reason(alice: httpx.AsyncClient) -> None:
    async with Website() as site:
        missing = await alice.post("/sources/add", data={"address": site.url("/missing")})
        await alice.post("/sources/add", data={"address": site.url("/missing"), "kind": "page"})
        sources = (await alice.get("/sources")).text

    assert missing.status_code == 422
    assert "check the address." in missing.text
    assert "Not read" in sources
    assert site.url("/missing") in sources


async def test_of_a_front_page_that_leads_to_several_sources_one_is_chosen(alice: httpx.AsyncClient) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{n}" href="/{n}">' for n in ("All", "Art")
    )
    async with Website() as site:
        site.pages["/"] = [blog.html(f"<!doctype html><html><head><title>Front</title>{links}</head></html>".encode())]
        site.pages["/All"] = site.pages["/Art"] = [blog.feed([(site.url("/bridge"), "The bridge")])]
        site.pages["/bridge"] = [blog.html(blog.page("bridge"))]
        offered = (await alice.post("/sources/add", data={"address": site.url("/")})).text
        await alice.post("/sources/add", data={"address": site.url("/Art"), "kind": "feed", "name": "Art"})
        sources = (await alice.get("/sources")).text

    assert "Which of these is to be read?" in offered
    assert f'value="{site.url("/Art")}"' in offered
    assert ">Art</a>" in sources


async def test_where_files_lie_on_the_machine_is_told_to_nobody_who_signs_in(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    locked = State(origin="/home/somebody/secret.pdf", source="press", error=Reason("It is locked."))
    away = State(origin="https://example.org/away", source="press", error=Reason("It is away."))
    for state in (locked, away):
        signing.scene.parts.corpora.open(str(PRESS)).corpus.journal.save(state)

    page = (await alice.get("/sources")).text

    assert "https://example.org/away" in page
    assert "/home/somebody" not in page


async def test_a_source_is_taken_out_and_put_back(alice: httpx.AsyncClient) -> None:
    removed = await alice.post("/sources/remove", data={"source": "press"})
    without = (await alice.get(removed.headers["location"])).text
    (undo,) = parse_qs(urlsplit(removed.headers["location"]).query)["undo"]
    back = await alice.post("/sources/put-back", data={"removal": undo})
    twice = await alice.post("/sources/put-back", data={"removal": undo})

    assert "Articles removed: 1." in without
    assert "There are no articles yet" in without
    assert back.status_code == 303
    assert "Amazon&#39;s pause" in (await alice.get("/sources")).text
    assert twice.status_code == 422


async def test_who_does_not_manage_a_server_changes_nothing_of_it(signing: Signing, alice: httpx.AsyncClient) -> None:
    removed = await alice.post("/sources/remove", data={"source": "press"})
    (undo,) = parse_qs(urlsplit(removed.headers["location"]).query)["undo"]
    await alice.post("/corpus", data={"corpus": str(CHESS)})
    page = (await alice.get("/sources")).text
    responses = [
        await alice.post("/sources/add", data={"address": "https://example.org/"}),
        await alice.post("/sources/remove", data={"source": "press"}),
        await alice.post("/sources/put-back", data={"removal": undo}),
        await alice.get("/questions"),
    ]

    assert [one.status_code for one in responses] == [403] * 4
    assert "Only those who manage the server may do this." in responses[0].text
    assert "/sources/add" not in page
    assert signing.scene.parts.corpora.open(str(CHESS)).corpus.selection.counts()[0] == 1


async def test_what_was_asked_in_vain_and_marked_is_told_to_those_who_manage_the_server(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    keep(signing.scene.parts, PRESS, "Where do kangaroos hibernate?", answered=False)
    keep(signing.scene.parts, PRESS, "<b>Who</b> pauses?", fault=Opinion(person=2, good=False, reason="It is two."))
    keep(signing.scene.parts, ELSEWHERE, "A secret of theirs?", answered=False)

    page = (await alice.get("/questions")).text
    table = (await alice.get("/questions", params={"format": "csv"})).content.decode("utf-8-sig")
    others = await alice.get("/questions", params={"server": ELSEWHERE})

    assert "2 questions, 1 of them answered" in page
    assert "Where do kangaroos hibernate?" in page
    assert "&lt;b&gt;Who&lt;/b&gt; pauses?" in page
    assert "It is two." in page
    assert "A secret" not in page + table
    assert ["in vain", "Where do kangaroos hibernate?", "1", "", ""] in list(csv.reader(table.splitlines()))
    assert others.status_code == 404


async def test_what_is_marked_on_the_pages_is_told_and_nothing_else_of_what_is_asked_there(
    signing: Signing, alice: httpx.AsyncClient
) -> None:
    marked = kept_in((await alice.get("/", params={"q": QUESTION})).text)
    await alice.get("/", params={"q": "What is nobody's business?"})
    first = await alice.post(f"/answers/{marked}/opinion", data={"good": "true"})
    changed = {"good": "false", "kind": "long", "reason": "Two <b>words</b>."}
    await alice.post(f"/answers/{marked}/opinion", data=changed)
    page = (await alice.get("/questions")).text
    unknown = await alice.post("/answers/unheard-of/opinion", data={"good": "true"})

    assert "Thank you" in first.text
    assert "1 questions, 1 of them answered" in page
    assert "It is too long: Two &lt;b&gt;words&lt;/b&gt;." in page
    assert "business" not in page
    assert unknown.status_code == 404
    assert signing.scene.parts.store.answers.servers() == [PRESS]


async def test_with_the_key_each_servers_questions_are_told(locked: Scene) -> None:
    keep(locked.parts, PRESS, "Where do kangaroos hibernate?", answered=False)
    keep(locked.parts, CHESS, "Which pawn opens?", answered=False)

    async with locked.client(Authorization=f"Bearer {KEY}") as client:
        first = (await client.get("/questions")).text
        second = (await client.get("/questions", params={"server": CHESS})).text

    assert "kangaroos" in first
    assert "Which pawn opens?" in second


def kept_in(html: str) -> str:
    """Return the id of the answer that a page shows."""
    return html.split('name="after" value="')[1].split('"', maxsplit=1)[0]


def keep(parts: Parts, server: int, words: str, *, answered: bool = True, fault: Opinion | None = None) -> None:
    """Keep an answer that was given in a server, and what someone thought of it."""
    identity = f"{abs(hash((server, words))):016x}"[:16]
    answer = StoredAnswer(
        id=identity,
        guild=server,
        channel=1,
        message=None,
        asker=2,
        private=False,
        asked=parts.clock(),
        words=words,
        filters=Filters(),
        language="en",
        text="",
        answered=answered,
        notes=(),
        passages=(),
        rest=(),
    )
    parts.store.answers.keep(answer)
    if fault:
        parts.store.answers.judge(identity, fault, parts.clock())
