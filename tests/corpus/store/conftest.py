"""What tests of the store share: a corpus in a folder and one on servers."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer
from corpus.store.corpus import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.embedding.embedder import Embedder
    from tests.support.fakes import WordEmbedder


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
