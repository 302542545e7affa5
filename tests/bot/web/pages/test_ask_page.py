from __future__ import annotations

import asyncio
import json
import time
from contextlib import ExitStack, aclosing
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from bot.web.answers.asking import answering
from corpus.article import Filters
from tests.support.fakes import ScriptedChat
from tests.support.hostile_pages import FORMS
from tests.support.samples import make_article
from tests.support.web_scene import QUESTION, QUOTE, make_scene, pause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.web_scene import Scene


def events_in(stream: str) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    for block in stream.replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(": ") for line in block.split("\n") if line and not line.startswith(":")]
        kind = next((value for name, _, value in lines if name == "event"), "")
        if kind:
            told.append((kind, "\n".join(value for name, _, value in lines if name == "data")))
    return told


async def test_an_answer_comes_as_events_with_its_footnotes(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        told = events_in((await client.get("/ask/events", params={"q": QUESTION})).text)

    assert next(kind for kind, _ in told) == "stage"
    kind, html = told[-1]
    assert kind == "done"
    assert f'<q lang="en">{QUOTE}</q>' in html
    assert '<a href="#note-1" class="mark"' in html
    assert f"<mark>{QUOTE}</mark>" in html


async def test_without_javascript_the_page_itself_has_the_answer(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        text = (await client.get("/", params={"q": QUESTION})).text

    assert f"<mark>{QUOTE}</mark>" in text
    assert text.rstrip().endswith("</html>")


async def test_a_footnote_leads_to_the_reader_at_its_words(scene: Scene) -> None:
    article, passages = pause()
    scene.fill((article, passages))

    async with scene.client() as client:
        text = (await client.get("/", params={"q": QUESTION})).text
        link = text.split('<a href="/read/')[1].split("#quote")[0].replace("&amp;", "&")
        read = (await client.get(f"/read/{link}")).text

    assert f'class="at">{QUOTE}</mark>' in read


@pytest.mark.parametrize(("name", "value"), [("since", "yesterday"), ("until", "2020-13"), ("language", "klingon!")])
async def test_a_filter_that_is_none_is_told_in_one_sentence(scene: Scene, name: str, value: str) -> None:
    async with scene.client() as client:
        page = await client.get("/", params={"q": QUESTION, name: value})
        told = events_in((await client.get("/ask/events", params={"q": QUESTION, name: value})).text)

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert [kind for kind, _ in told] == ["failed"]


async def test_a_question_of_spaces_asks_nothing(scene: Scene) -> None:
    async with scene.client() as client:
        response = await client.get("/", params={"q": "  "})

    assert response.status_code == 200


async def test_an_answer_is_taken_along_as_markdown_bibtex_and_csl(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        text = (await client.get("/", params={"q": QUESTION})).text
        identity = text.split('name="after" value="')[1].split('"')[0]
        markdown = (await client.get(f"/answers/{identity}?format=markdown")).text
        bibtex = (await client.get(f"/answers/{identity}?format=bibtex")).text
        csl = json.loads((await client.get(f"/answers/{identity}?format=csl")).text)
        forgotten = await client.get("/answers/unheard-of?format=csl")

    assert f"“{QUOTE}”[^1]" in markdown
    assert "[^1]: " in markdown
    assert "http://127.0.0.1/read/" in markdown
    assert "@online{press2020amazon," in bibtex
    assert csl[0]["issued"] == {"date-parts": [[2020, 6, 10]]}
    assert forgotten.status_code == 404


async def test_a_question_goes_on_from_the_answer_before(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        first = kept_in((await client.get("/", params={"q": QUESTION})).text)
        page = (await client.get("/", params={"q": "And why does Amazon pause?", "after": first})).text
        told = events_in((await client.get("/ask/events", params={"q": QUESTION, "after": kept_in(page)})).text)
        whole = (await client.get(f"/answers/{kept_in(told[-1][1])}?format=markdown")).text

    assert f"Asked before: <q>{QUESTION}</q>" in page
    assert f"<q>{QUESTION}</q> <q>And why does Amazon pause?</q>" in told[-1][1]
    assert "Take this conversation along:" in told[-1][1]
    assert whole.index(f"**{QUESTION}**") < whole.index("**And why does Amazon pause?**") < whole.rindex(QUESTION)


async def test_a_question_that_goes_on_from_what_is_forgotten_is_asked_by_itself(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        page = (await client.get("/", params={"q": QUESTION, "after": "long-forgotten"})).text

    assert f"<mark>{QUOTE}</mark>" in page
    assert "Asked before" not in page


def kept_in(html: str) -> str:
    """Return the id of the answer that a page shows."""
    return html.split('name="after" value="')[1].split('"', maxsplit=1)[0]


class Slow(ScriptedChat):
    """Writes until it is stopped, and says so."""

    def __init__(self) -> None:
        super().__init__()
        self.writing = Event()
        self.stopped = Event()

    def stream(self, prompt: Any, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del prompt, max_tokens, grammar
        try:
            while True:
                self.writing.set()
                yield " and"
                time.sleep(0.001)
        finally:
            self.stopped.set()


async def test_who_leaves_stops_the_model(tmp_path: Path) -> None:
    slow = Slow()
    with ExitStack() as stack:
        scene = make_scene(tmp_path, stack, model=slow, style="draft")
        scene.fill(pause())
        with scene.serving() as address:
            async with (
                httpx.AsyncClient() as client,
                client.stream("GET", f"{address}/ask/events", params={"q": QUESTION}) as response,
            ):
                lines = response.aiter_lines()
                await anext(lines)
                await asyncio.to_thread(slow.writing.wait, 10)
            assert await asyncio.to_thread(slow.stopped.wait, 10)


async def test_who_leaves_the_queue_is_never_answered(tmp_path: Path) -> None:
    slow = Slow()
    with ExitStack() as stack:
        scene = make_scene(tmp_path, stack, model=slow, style="draft")
        scene.fill(pause())
        ask = scene.parts.asked
        async with aclosing(answering(scene.parts, ask(QUESTION, Filters()))) as first:
            await anext(first)
            async with aclosing(answering(scene.parts, ask("What is the weather in Seattle?", Filters()))) as second:
                assert await anext(second)
                assert scene.parts.turns.waiting == 1
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert scene.parts.turns.waiting == 0
        async with scene.parts.turns.turn(lambda _: None):  # which comes once the first has stopped
            pass


async def test_fifty_that_ask_at_once_are_all_answered(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        answers = await asyncio.gather(*(client.get("/ask/events", params={"q": QUESTION}) for _ in range(50)))

    assert all(events_in(answer.text)[-1][0] == "done" for answer in answers)


HOSTILE = [*FORMS, "'-alert(1)-'", "{{ 77777*77777 }}{% raw %}"]


@pytest.mark.parametrize("words", HOSTILE)
async def test_no_words_of_others_become_markup(scene: Scene, words: str) -> None:
    article, passages = make_article(words, f"{QUOTE} {words}", origin=f"https://example.org/{words}", author=words)
    scene.fill((article, passages))

    async with scene.client() as client:
        texts = [
            (await client.get("/", params={"q": f"{QUESTION} {words}", "source": "press"})).text,
            (await client.get("/sources", params={"words": words, "source": "press"})).text,
            (await client.get(f"/read/{article.id}", params={"start": 0, "end": 20, "words": words})).text,
            (await client.get("/key", params={"back": words})).text,
            (await client.get(f"/{quote(words)}")).text,
        ]

    for text in texts:
        bare = text.replace('<script src="/static/ask.js" defer></script>', "")
        assert "<script" not in bare
        assert "<img" not in bare
        assert "<svg" not in bare
        assert 'href="javascript:' not in bare
        assert str(77777 * 77777) not in bare
