from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
from mcp import StdioServerParameters
from mcp.client import Client

from tests.support.program import PROGRAM
from tests.support.web_scene import QUESTION, QUOTE, pause

if TYPE_CHECKING:
    from tests.support.web_scene import Scene


async def test_tools_are_found_and_change_nothing(scene: Scene) -> None:
    with scene.serving() as address:
        async with Client(f"{address}/mcp") as client:
            tools = (await client.list_tools()).tools
            server = client.server_info

    assert server is not None
    assert (server.title, server.version) == ("Footnote", version("footnote"))
    assert {tool.name for tool in tools} == {"ask", "search", "article", "sources"}
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    assert all(tool.description for tool in tools)


async def test_tools_answer_over_http(scene: Scene) -> None:
    article, passages = pause()
    scene.fill((article, passages))

    with scene.serving() as address:
        async with Client(f"{address}/mcp") as client:
            answer = await _call(client, "ask", question=QUESTION)
            found = await _call(client, "search", query="Rekognition", limit=1)
            whole = await _call(client, "article", article_id=article.id)
            sources = await _call(client, "sources")
            text = await client.read_resource(f"article://{article.id}")

    assert answer["citations"][0]["quote"] == QUOTE
    assert answer["citations"][0]["reader"].startswith("http://127.0.0.1/read/")
    assert found["hits"][0]["text"] == QUOTE
    assert whole["text"] == article.text
    assert sources["sources"][0] == {"name": "press", "articles": 1, "oldest": "2020-06-10", "newest": "2020-06-10"}
    assert getattr(text.contents[0], "text", None) == article.text


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("article", {"article_id": "unheard-of"}),
        ("ask", {"question": QUESTION, "since": "yesterday"}),
        ("ask", {"question": ""}),
        ("search", {"query": "x", "limit": 1000}),
    ],
)
async def test_a_wrong_call_is_told(scene: Scene, tool: str, arguments: dict[str, Any]) -> None:
    with scene.serving() as address:
        async with Client(f"{address}/mcp") as client:
            result = await client.call_tool(tool, arguments)

    assert result.is_error


async def test_tools_answer_over_a_pipe(environment: dict[str, str]) -> None:
    program = StdioServerParameters(command=sys.executable, args=[*PROGRAM[1:], "mcp"], env=environment)

    async with Client(program) as client:
        sources = await _call(client, "sources")

    assert sources == {"articles": 0, "languages": [], "sources": []}


async def _call(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content
