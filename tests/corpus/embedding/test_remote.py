"""A server that embeds by OpenAI's protocol alone, and what is wrong with one, in one sentence."""

from __future__ import annotations

import json
import threading
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from corpus.embedding.remote import RemoteEmbedder
from corpus.errors import ModelError
from corpus.language.well_formed import well_formed
from tests.support.chroma_server import free_port
from tests.support.fakes import WordEmbedder

if TYPE_CHECKING:
    from collections.abc import Generator

E5 = "intfloat/multilingual-e5-small"


class Handler(BaseHTTPRequestHandler):
    statuses: tuple[int, ...] = ()  # what to answer first, before it goes well
    asked: list[dict[str, Any]]
    lists: bool = False

    def do_GET(self) -> None:
        self.say({"data": [{"id": E5, "owned_by": "vllm"}]} if self.lists else {}, 200 if self.lists else 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        if len(self.asked) <= len(self.statuses):
            self.say({"error": "s3cret-key isn't right"}, self.statuses[len(self.asked) - 1])
            return
        vectors = 7 * WordEmbedder().passages(body["input"])
        rows = [{"index": i, "embedding": vector.tolist()} for i, vector in enumerate(vectors)]
        self.say({"data": rows[::-1]}, 200)

    def say(self, told: dict[str, Any], status: int) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the library
        pass


@contextmanager
def serving(**what: Any) -> Generator[tuple[str, list[dict[str, Any]]]]:
    asked: list[dict[str, Any]] = []
    handler = type("Scripted", (Handler,), what | {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield f"http://127.0.0.1:{http.server_port}/v1", asked
        finally:
            http.shutdown()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.embedding.remote._ASKING", 0.1)
    monkeypatch.setattr("corpus.embedding.remote._EMBEDDING", 0.1)
    monkeypatch.setattr("corpus.embedding.remote._SLOWEST", 0.3)


@pytest.mark.parametrize("lists", [True, False])
def test_any_server_of_the_protocol_embeds_with_the_words_that_e5_wants_first(lists: bool) -> None:  # noqa: FBT001 -- a case
    texts = [f"text {i} \ud800" for i in range(70)]
    with serving(lists=lists) as (url, asked), closing(RemoteEmbedder(url, E5, "s3cret-key")) as there:
        vectors, words = there.passages_and_words(texts, 2)
        question, of_words = there.query("where"), there.query_words("where")

    expected = WordEmbedder().passages([f"passage: {well_formed(text)}" for text in texts])
    assert np.allclose(vectors, expected, atol=1e-5)
    assert words == [b"", b""]
    assert np.allclose(question, WordEmbedder().query("query: where"), atol=1e-5)
    assert of_words.shape == (0, 64)
    assert {body["model"] for body in asked} == {there.name} == {E5}
    assert max(len(body["input"]) for body in asked) <= 32
    assert there.calibration is not None


def test_another_model_is_given_its_texts_as_they_are() -> None:
    with serving() as (url, asked), closing(RemoteEmbedder(url, "BAAI/bge-m3", "")) as there:
        there.query("where")
        there.passages(["here"])

    assert [body["input"] for body in asked] == [["where"], ["here"]]
    assert there.calibration is None


def test_a_server_that_is_overloaded_for_a_moment_is_asked_again() -> None:
    with serving(statuses=(503, 429)) as (url, asked), closing(RemoteEmbedder(url, E5, "")) as there:
        there.passages(["here"])

    assert len(asked) == 3


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "FOOTNOTE_MODELS_KEY"),
        (404, "knows no model intfloat"),
        (400, r"\(400\).*FOOTNOTE_EMBEDDING_URL"),
        (500, r"\(500\).*FOOTNOTE_EMBEDDING_URL"),
        (503, r"\(503\).*FOOTNOTE_EMBEDDING_URL"),
    ],
)
def test_what_a_server_refuses_is_told_without_its_words(status: int, words: str) -> None:
    with (
        serving(statuses=(status,) * 9) as (url, _),
        closing(RemoteEmbedder(url, E5, "s3cret-key")) as there,
        pytest.raises(ModelError, match=words) as told,
    ):
        there.query("where")
    assert "s3cret" not in str(told.value)


@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_away_or_nothing_of_the_kind_is_told_of() -> None:
    with (
        closing(RemoteEmbedder(f"http://127.0.0.1:{free_port()}/v1", E5, "")) as there,
        pytest.raises(ModelError, match="doesn't answer: start it"),
    ):
        there.query("where")
    with (
        serving() as (url, _),
        closing(RemoteEmbedder(url, "", "")) as unnamed,
        pytest.raises(ModelError, match="set FOOTNOTE_EMBEDDING_MODEL"),
    ):
        unnamed.query("where")
