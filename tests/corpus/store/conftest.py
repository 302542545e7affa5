"""What tests of the store share: a corpus in a folder and one on servers, of which there is one each for all tests."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer
from corpus.store.corpus import Corpus
from tests.support.chroma_server import chroma_server
from tests.support.postgres_server import postgres_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.embedding.embedder import Embedder
    from tests.support.fakes import WordEmbedder


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(params=["files", "servers"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Embedder], Corpus]:
    """Open the corpus of a test, again and again the same."""
    folder = tmp_path / "corpus"
    if request.param == "files":
        return lambda embedder: Corpus(folder, embedder)
    chroma = ChromaServer(url=request.getfixturevalue("chroma_url"))
    database = PostgresServer(url=request.getfixturevalue("postgres_url"), schema=f"test_{uuid.uuid4().hex}")
    return lambda embedder: Corpus(folder, embedder, chroma=chroma, database=database)


@pytest.fixture
def corpus(opened: Callable[[Embedder], Corpus], embedder: WordEmbedder) -> Iterator[Corpus]:
    corpus = opened(embedder)
    yield corpus
    corpus.close()
