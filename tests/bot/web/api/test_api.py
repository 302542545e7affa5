from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.web_scene import QUESTION, QUOTE, pause

if TYPE_CHECKING:
    from tests.support.web_scene import Scene


async def test_an_answer_is_one_document_with_a_reader_for_each_footnote(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        response = await client.post("/api/v1/ask", json={"question": QUESTION})
        document = response.json()
        citation = document["citations"][0]
        assert citation["deep_link"] == citation["link"]
        page = await client.get(citation["reader"].removeprefix("http://127.0.0.1"))
        article = (await client.get(f"/api/v1/articles/{citation['article_id']}")).json()

    assert document["abstained"] is False
    assert citation["quote"] == article["text"][citation["start"] : citation["end"]] == QUOTE
    assert f'class="at">{QUOTE}</mark>' in page.text


async def test_an_answer_comes_as_events_that_end_with_the_document(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        text = (await client.post("/api/v1/ask", json={"question": QUESTION, "stream": True})).text

    blocks = [block.split("\r\n") for block in text.strip().split("\r\n\r\n")]
    told = {lines[0].removeprefix("event: "): json.loads(lines[1].removeprefix("data: ")) for lines in blocks}
    assert next(iter(told)) == "stage"
    assert list(told)[-1] == "done"
    assert told["done"]["citations"][0]["quote"] == QUOTE
    assert told["found"]["hits"][0]["article_id"] == pause()[0].id


async def test_passages_articles_and_sources_are_given(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        found = (await client.get("/api/v1/search", params={"query": "Rekognition", "limit": 1})).json()
        listed = (await client.get("/api/v1/articles", params={"words": "amaz"})).json()
        sources = (await client.get("/api/v1/sources")).json()
        cited = await client.get(f"/api/v1/articles/{pause()[0].id}", params={"format": "bibtex"})

    assert found["hits"][0]["text"] == QUOTE
    assert (listed["total"], listed["articles"][0]["article_id"]) == (1, pause()[0].id)
    assert sources["sources"][0]["name"] == "press"
    assert cited.text.startswith("@online{")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"question": ""}, 422),
        ({"question": "x" * 2001}, 422),
        ({"question": " "}, 400),
        ({"question": QUESTION, "since": "yesterday"}, 422),
        ({"question": QUESTION, "unheard": 1}, 422),
        ([], 422),
        ("text", 422),
    ],
)
async def test_a_wrong_request_is_told_in_one_sentence(scene: Scene, body: Any, status: int) -> None:
    async with scene.client() as client:
        response = await client.post("/api/v1/ask", json=body)

    assert response.status_code == status
    assert response.json()["error"]["message"].endswith((".", ")"))


async def test_an_answer_is_marked_by_its_id(scene: Scene) -> None:
    scene.fill(pause())

    async with scene.client() as client:
        answer = (await client.post("/api/v1/ask", json={"question": QUESTION})).json()["answer_id"]
        fault = {"good": False, "kind": "source", "reason": "It says two."}
        marked = await client.post(f"/api/v1/answers/{answer}/feedback", json=fault)
        unknown = await client.post("/api/v1/answers/unheard-of/feedback", json=fault)
        told = (await client.get("/questions")).text

    assert (marked.status_code, unknown.status_code) == (204, 404)
    assert "It says two." in told


async def test_an_article_that_is_none_is_not_found(scene: Scene) -> None:
    async with scene.client() as client:
        assert (await client.get("/api/v1/articles/unheard-of")).status_code == 404


async def test_the_api_describes_itself(scene: Scene) -> None:
    async with scene.client() as client:
        described = (await client.get("/api/openapi.json")).json()
        page = (await client.get("/api")).text

    assert {"/api/v1/ask", "/api/v1/search", "/v1/chat/completions"} <= described["paths"].keys()
    assert "/api/v1/search" in page
    assert "/" not in described["paths"]
