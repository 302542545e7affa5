from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from tests.support.web_scene import KEY, QUESTION, QUOTE, pause

if TYPE_CHECKING:
    from tests.support.web_scene import Scene

MESSAGES: Any = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}]


async def test_the_openai_client_gets_an_answer_with_its_footnotes(scene: Scene) -> None:
    scene.fill(pause())

    with scene.serving() as address:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
            models = [model.id async for model in client.models.list()]
            completion = await client.chat.completions.create(model="footnote", messages=MESSAGES)

    message = completion.choices[0].message
    assert models == ["footnote"]
    assert message.content
    assert message.content.startswith(f"“{QUOTE}” [[1]](http://127.0.0.1/read/")
    assert "\n\n1. [Amazon's pause, 2020-06-10](http://127.0.0.1/read/" in message.content
    assert message.annotations
    cited = message.annotations[0].url_citation
    assert cited.title == "Amazon's pause"
    assert message.content[cited.start_index : cited.end_index] == f"[[1]]({cited.url})"
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage


async def test_what_is_streamed_to_the_openai_client_is_the_same(scene: Scene) -> None:
    scene.fill(pause())

    with scene.serving() as address:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
            whole = await client.chat.completions.create(model="footnote", messages=MESSAGES)
            stream = await client.chat.completions.create(
                model="footnote", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
            )
            chunks = [chunk async for chunk in stream]

    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.choices[0].message.content
    assert any(getattr(delta, "annotations", None) for delta in deltas)
    assert chunks[-1].usage


async def test_a_wrong_key_is_the_clients_error(locked: Scene) -> None:
    with locked.serving() as address:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0) as client:
            with pytest.raises(openai.AuthenticationError):
                await client.chat.completions.create(model="footnote", messages=MESSAGES)
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
            assert await client.chat.completions.create(model="footnote", messages=MESSAGES)


async def test_a_chat_without_a_question_is_told(scene: Scene) -> None:
    async with scene.client() as client:
        response = await client.post("/v1/chat/completions", json={"messages": [{"role": "system", "content": "x"}]})

    assert response.status_code == 400
    assert "ask something" in response.json()["error"]["message"]


async def test_parts_of_a_message_and_an_earlier_conversation_are_read(scene: Scene) -> None:
    scene.fill(pause())
    messages = [
        {"role": "user", "content": "Who pauses the sale?"},
        {"role": "assistant", "content": "Amazon."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {}}]},
    ]

    async with scene.client() as client:
        response = await client.post("/v1/chat/completions", json={"messages": messages, "temperature": 0})

    assert QUOTE in response.json()["choices"][0]["message"]["content"]
