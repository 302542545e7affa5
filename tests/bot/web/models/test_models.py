"""The models on a port: what one Footnote embeds and writes there for others is what they would do themselves."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import openai
import pytest
from pydantic import SecretStr

from bot.models.local_chat import Address, local_chat_model
from bot.models.local_server import BUNDLED
from bot.models.prompt import Prompt
from bot.service.reader_links import ReaderLinks
from bot.settings import Settings
from bot.web.models.app import build_models_app
from bot.web.models.chat import Relay
from bot.web.models.embedding import Embeddings
from bot.web.request.site import Site
from bot.wiring.chat import open_chat
from bot.wiring.embedding import build_embedder
from corpus.embedding.embedder import BUNDLED_NAME
from corpus.embedding.remote import RemoteEmbedder
from corpus.errors import ModelError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.loopback_chat import Reply, serving
from tests.support.samples import make_article
from tests.support.web_scene import serve_on_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corpus.embedding.calibration import Calibration
    from corpus.embedding.embedder import Embedder

KEY = "0123456789-secret-key"
PROMPT = Prompt(system="You are a parrot.", user="Say hello.")
TEXTS = ["Ships from Genoa arrive every week.", "The pier is old.", "\ud800 half", "", "The market sells fish."] * 20


class Remote(RemoteEmbedder):
    """The model of words on a server, of which the scale is known as here."""

    @property
    def calibration(self) -> Calibration | None:
        return WordEmbedder().calibration


def site_with(key: str) -> Site:
    return Site(host="127.0.0.1", port=0, key=key, secret=b"s" * 32, links=ReaderLinks(url="http://127.0.0.1:1"))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server of two models: one of words, and a chat model that says hello."""
    with serving(Reply(pieces=("Hel", "lo."))) as chat:
        site = site_with(KEY)
        app = build_models_app(Embeddings(WordEmbedder()), Relay("parrot", chat), site)
        with serve_on_loopback(app, site) as address:
            yield f"{address}/v1"


def remote(url: str, model: str = "words-64", key: str = KEY) -> RemoteEmbedder:
    return Remote(url, model, key)


def test_what_a_server_of_ours_embeds_is_what_the_model_makes_here(url: str) -> None:
    with closing(remote(url)) as there:
        here = WordEmbedder()
        steps: list[int] = []

        vectors, words = there.passages_and_words(TEXTS, 70, steps.append)
        local_vectors, local_words = here.passages_and_words(TEXTS, 70)

        assert np.allclose(vectors, local_vectors, atol=1e-5)
        assert words == local_words
        assert sum(steps) == len(TEXTS)
        assert len(steps) > 1
        assert np.allclose(there.passages(TEXTS[:2]), local_vectors[:2], atol=1e-5)
        assert np.allclose(there.query("Genoa ships"), here.query("Genoa ships"), atol=1e-5)
        assert np.allclose(there.query_words("Genoa ships"), here.query_words("Genoa ships"))
        assert there.name == here.name


def test_a_corpus_embedded_here_is_searched_and_filled_there_and_the_other_way_round(url: str, tmp_path: Path) -> None:
    def hits(embedder: Embedder, *, adding: str = "") -> list[tuple[str, float]]:
        with closing(Corpus(tmp_path / "corpus", embedder)) as corpus:
            if adding:
                corpus.replace([make_article(adding, "Ships from Genoa arrive every week.\nThe pier is old.")])
            found = Searcher(corpus).search("ships of Genoa", language="en", limit=3)
            return [(hit.article.title, round(hit.score, 4)) for hit in found]

    with closing(remote(url)) as there:
        here = hits(WordEmbedder(), adding="Harbour")
        assert hits(there) == here
        both = hits(there, adding="Market")
        assert {title for title, _ in both} == {"Harbour", "Market"}
        assert hits(WordEmbedder()) == both


def test_any_program_of_openais_protocol_is_served(url: str) -> None:
    with openai.OpenAI(base_url=url, api_key=KEY) as client:
        listed = [model.id for model in client.models.list()]
        floats = client.embeddings.create(model="words-64", input=["fish", "ships"], encoding_format="float")
        said = client.embeddings.create(model="words-64", input="fish")  # base64, as the library asks by itself

    assert listed == ["words-64", "parrot"]
    assert np.allclose([row.embedding for row in floats.data], WordEmbedder().passages(["fish", "ships"]), atol=1e-5)
    assert np.allclose(said.data[0].embedding, floats.data[0].embedding)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no json", 400),
        (b"[]", 400),
        (b'{"model": "words-64"}', 422),
        (b'{"model": "words-64", "input": [1, 2]}', 422),
        (b'{"model": "another", "input": "fish"}', 404),
        (b'{"model": "words-64", "input": ' + str(["x"] * 3000).replace("'", '"').encode() + b"}", 413),
        (b'{"model": "words-64", "input": []}', 200),
    ],
)
def test_a_request_that_is_wrong_is_refused_in_a_sentence(url: str, body: bytes, status: int) -> None:
    import httpx

    answer = httpx.post(f"{url}/embeddings", content=body, headers={"Authorization": f"Bearer {KEY}"})

    assert answer.status_code == status
    assert status == 200 or answer.json()["error"]["message"].endswith(".")


@pytest.mark.parametrize("key", ["", "a-wrong-key-0123456789"])
def test_nothing_is_told_without_the_key(url: str, key: str) -> None:
    with closing(remote(url, key=key)) as there, pytest.raises(ModelError, match="FOOTNOTE_MODELS_KEY") as told:
        there.query("fish")
    assert KEY not in str(told.value)
    chat = local_chat_model(Address(base_url=url, api_key=key or "none"), timeout=10, name="parrot")
    with pytest.raises(ModelError, match="FOOTNOTE_MODELS_KEY"):
        list(chat.stream(PROMPT, max_tokens=5))


def test_without_a_key_only_an_address_of_its_own_is_answered() -> None:
    import httpx

    site = site_with("")
    with serve_on_loopback(build_models_app(Embeddings(WordEmbedder()), None, site), site) as address:
        assert httpx.get(f"{address}/v1/models").status_code == 200
        assert httpx.get(f"{address}/v1/models", headers={"Host": "evil.example"}).status_code == 421


def test_a_model_that_the_server_has_not_is_told_of_with_those_that_it_has(url: str) -> None:
    with closing(remote(url, model="")) as there, pytest.raises(ModelError, match=r"no multilingual-e5.*words-64"):
        there.query("fish")


def test_the_chat_model_writes_through_the_server_piece_by_piece(url: str) -> None:
    chat = local_chat_model(Address(base_url=url, api_key=KEY), timeout=10, name="parrot")

    assert list(chat.stream(PROMPT, max_tokens=5)) == ["Hel", "lo."]


def test_the_settings_name_the_server_of_both_models() -> None:
    with serving(Reply(pieces=("Hello.",))) as chat:
        site = site_with(KEY)
        app = build_models_app(Embeddings(WordEmbedder(BUNDLED_NAME)), Relay(BUNDLED.name, chat), site)
        with serve_on_loopback(app, site) as address:
            url = f"{address}/v1"
            settings = Settings(embedding_url=url, chat_base_url=url, models_key=SecretStr(KEY))
            there = build_embedder(settings, print)
            assert isinstance(there, RemoteEmbedder)
            with closing(there), open_chat(settings, print) as model:
                assert model is not None
                assert list(model.stream(PROMPT, max_tokens=5)) == ["Hello."]
                assert there.query("fish").shape == (64,)


def test_a_reader_that_leaves_stops_the_model() -> None:
    with serving(Reply(pieces=("on and ",), between=0.01, endless=True)) as chat:
        site = site_with(KEY)
        app = build_models_app(Embeddings(WordEmbedder()), Relay("parrot", chat), site)
        with serve_on_loopback(app, site) as address:
            model = local_chat_model(Address(base_url=f"{address}/v1", api_key=KEY), timeout=10, name="parrot")
            pieces = model.stream(PROMPT, max_tokens=5)
            assert next(pieces) == "on and "
            pieces.close()  # pyright: ignore[reportAttributeAccessIssue] -- it is a generator

            assert chat.hung_up.wait(10)


def test_a_chat_model_that_has_ended_is_told_of() -> None:
    with serving(Reply()) as chat:
        pass
    site = site_with(KEY)
    app = build_models_app(Embeddings(WordEmbedder()), Relay("parrot", chat), site)
    with serve_on_loopback(app, site) as address:
        model = local_chat_model(Address(base_url=f"{address}/v1", api_key=KEY), timeout=10, name="parrot")
        with pytest.raises(ModelError, match="trouble on its own side"):
            list(model.stream(PROMPT, max_tokens=5))
