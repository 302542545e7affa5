"""What the pages remember: conversations over a restart for their asker alone, and which answers quoted an article."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.reply import Citation
from bot.service.notes import note_of
from bot.service.store.answers import StoredAnswer, new_id
from bot.web.answers.kept import forgetting
from corpus.article import Filters
from tests.support.fakes import Repeating
from tests.support.signing import CHESS, OPENING, PRESS
from tests.support.web_scene import DRAFT, QUESTION, make_scene, pause

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.article import Article
    from tests.support.signing import Signing
    from tests.support.web_scene import Scene

DAY = 86_400
QUOTED = "White opens with the pawn of the king."


async def test_a_conversation_goes_on_and_is_taken_along_after_a_restart(tmp_path: Path) -> None:
    with ExitStack() as stack:
        before = make_scene(tmp_path, stack, model=Repeating(DRAFT), style="draft")
        before.fill(pause())
        async with before.client() as client:
            first = kept_in((await client.get("/", params={"q": QUESTION})).text)
    with ExitStack() as stack:
        after = make_scene(tmp_path, stack, model=Repeating(DRAFT), style="draft")
        async with after.client() as client:
            page = (await client.get("/", params={"q": "And why does Amazon pause?", "after": first})).text
            whole = (await client.get(f"/answers/{kept_in(page)}?format=markdown")).text
            cited = (await client.get(f"/answers/{first}?format=csl")).json()

    assert f"Asked before: <q>{QUESTION}</q>" in page
    assert whole.index(f"**{QUESTION}**") < whole.index("**And why does Amazon pause?**")
    assert [one["title"] for one in cited] == ["Amazon's pause"]


async def test_what_was_asked_is_forgotten_after_ninety_days(scene: Scene) -> None:
    scene.fill(pause())
    parts = scene.parts

    async with scene.client() as client:
        kept = kept_in((await client.get("/", params={"q": QUESTION})).text)
        async with forgetting(replace(parts, clock=lambda: parts.clock() + 89 * DAY)):
            still = await client.get(f"/answers/{kept}?format=markdown")
        async with forgetting(replace(parts, clock=lambda: parts.clock() + 91 * DAY)):
            gone = await client.get(f"/answers/{kept}?format=markdown")

    assert (still.status_code, gone.status_code) == (200, 404)


async def test_what_someone_asked_is_nobody_elses_to_go_on_from_mark_or_take_along(signing: Signing) -> None:
    async with signing.scene.client() as alice:
        await signing.enter(alice)
        kept = kept_in((await alice.get("/", params={"q": QUESTION})).text)
    signing.accounts.person, signing.accounts.name = 2, "bob"
    async with signing.scene.client() as bob:
        await signing.enter(bob)
        taken = await bob.get(f"/answers/{kept}?format=markdown")
        marked = await bob.post(f"/answers/{kept}/opinion", data={"good": "true"})
        page = (await bob.get("/", params={"q": QUESTION, "after": kept})).text

    assert (taken.status_code, marked.status_code) == (404, 404)
    assert "Asked before" not in page


async def test_earlier_answers_that_quoted_an_article_are_told_to_those_who_may_see_them(signing: Signing) -> None:
    given = {
        "What opens?": answer(CHESS, everyone=True, message=77),
        "What opens among us?": answer(CHESS),
        "What opens in secret?": answer(CHESS, private=True),
        "What do I open?": replace(answer(CHESS, private=True), asker=1),
        "What opens elsewhere?": answer(PRESS, everyone=True),
        "What opens in vain?": replace(answer(CHESS, everyone=True), answered=False),
        "What opens nothing?": replace(answer(CHESS, everyone=True), notes=()),
        "What opens for other articles?": replace(answer(CHESS, everyone=True), corpus=str(PRESS)),
    }
    for words, one in given.items():
        signing.scene.parts.store.answers.keep(replace(one, put=words))

    member = await told(signing)
    signing.accounts.servers[CHESS] = ("Chess club", 0x20)
    manager = await told(signing)
    signing.accounts.person = 2
    signing.accounts.servers[CHESS] = ("Chess club", 0)
    other = await told(signing)

    def named(page: str) -> set[str]:
        return {words for words in given if f">{words}</a>" in page}

    assert named(other) == {"What opens?"}
    assert named(member) == {"What opens?", "What do I open?"}
    assert named(manager) == {"What opens?", "What do I open?", "What opens among us?"}
    assert f'<q lang="en">{QUOTED}</q>' in other
    assert f'href="https://discord.com/channels/{CHESS}/5/77"' in other
    assert 'href="/?q=What+do+I+open%3F"' in member


async def test_an_article_that_nothing_quoted_is_shown_without_a_list(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        page = (await client.get(f"/read/{pause()[0].id}")).text

    assert "Earlier answers" not in page


async def test_of_what_a_server_asked_whoever_came_by_a_link_alone_is_told_nothing(signing: Signing) -> None:
    signing.scene.parts.store.answers.keep(replace(answer(CHESS, everyone=True), put="What opens?"))
    link = signing.scene.parts.site.links.page(str(CHESS), OPENING[0].id)

    async with signing.scene.client() as client:
        page = await client.get(link)

    assert page.status_code == 200
    assert "What opens?" not in page.text


def answer(server: int, *, everyone: bool = False, private: bool = False, message: int | None = None) -> StoredAnswer:
    """Return an answer that quotes the opening, given in a server."""
    article = OPENING[0]
    return StoredAnswer(
        id=new_id(),
        guild=server,
        channel=5,
        message=message,
        asker=9,
        private=private,
        asked=1_790_000_000.0,
        words="?",
        filters=Filters(),
        language="en",
        text="",
        answered=True,
        notes=(note_of(quote_of(article)),),
        passages=(),
        rest=(),
        corpus=str(CHESS),
        everyone=everyone,
    )


def quote_of(article: Article) -> Citation:
    return Citation(number=1, article=article, passage_id="p", quote=QUOTED, start=0, end=len(QUOTED))


async def told(signing: Signing) -> str:
    """Return the reader's page of the opening as whoever is at Discord's sees it."""
    async with signing.scene.client() as client:
        await signing.enter(client)
        response = await client.get(f"/read/{OPENING[0].id}", params={"corpus": CHESS})
    assert response.status_code == 200
    return response.text


def kept_in(html: str) -> str:
    """Return the id of the answer that a page shows."""
    return html.split('name="after" value="')[1].split('"', maxsplit=1)[0]
