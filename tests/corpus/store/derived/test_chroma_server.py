"""A corpus with its vectors on a Chroma server: apart from others, and told in one sentence what is wrong with it."""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from corpus.database.chroma import ChromaServer
from corpus.errors import AwayError, StoreError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.chroma_server import chroma_server, free_port
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARBOUR = "Ships from Genoa arrive every week.\nThe pier is old."
MARKET = "The market sells fish."


def opened(folder: Path, url: str, **more: str) -> Corpus:
    return Corpus(folder, WordEmbedder(), chroma=ChromaServer(url=url, **more))


def found(corpus: Corpus, query: str) -> list[str]:
    return [hit.article.title for hit in Searcher(corpus).search(query, language="en", limit=1)]


@pytest.fixture
def corpus(tmp_path: Path, chroma_url: str) -> Iterator[Corpus]:
    with closing(opened(tmp_path / "corpus", chroma_url)) as corpus:
        with corpus.writing():
            corpus.replace([make_article("Harbour", HARBOUR)])
        yield corpus


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.derived.vectors._READING", 0.1)
    monkeypatch.setattr("corpus.store.derived.vectors._WRITING", 0.1)
    monkeypatch.setattr("corpus.database.chroma._SLOWEST", 0.2)


def test_nothing_of_the_vectors_lies_in_the_data_folder(corpus: Corpus, tmp_path: Path) -> None:
    assert found(corpus, "ships") == ["Harbour"]
    assert corpus.check() == []
    assert corpus.upkeep.opens()
    assert not (tmp_path / "corpus" / "vectors").exists()


def test_two_corpora_on_one_server_know_nothing_of_each_other(corpus: Corpus, tmp_path: Path, chroma_url: str) -> None:
    with closing(opened(tmp_path / "other", chroma_url)) as other:
        with other.writing():
            other.replace([make_article("Market", MARKET)])
            other.upkeep.repair()

        assert found(other, "ships fish") == ["Market"]
        other.upkeep.drop_vectors()

    assert found(corpus, "ships fish") == ["Harbour"]
    assert corpus.check() == []


def test_what_another_writes_is_found_at_once_and_a_writer_that_was_killed_leaves_nothing_to_mend(
    corpus: Corpus, tmp_path: Path, chroma_url: str
) -> None:
    with closing(opened(tmp_path / "corpus", chroma_url)) as other:
        assert found(other, "fish") == ["Harbour"]
        with corpus.writing():
            corpus.replace([make_article("Market", MARKET)])
            assert not (tmp_path / "corpus" / "unfinished").exists()

        assert found(other, "fish") == ["Market"]


def test_a_server_that_was_emptied_is_told_of_and_filled_again_without_the_model(
    corpus: Corpus, tmp_path: Path, chroma_url: str
) -> None:
    with closing(opened(tmp_path / "corpus", chroma_url)) as other:
        assert found(other, "ships") == ["Harbour"]
        _is_emptied_and_filled_again(corpus)
        assert found(other, "ships") == ["Harbour"]


def _is_emptied_and_filled_again(corpus: Corpus) -> None:
    corpus.vectors.place.clear()

    with pytest.raises(StoreError, match=r"aren't in http.*doctor --repair"):
        found(corpus, "ships")
    with pytest.raises(StoreError, match=r"aren't in http.*doctor --repair"), corpus.writing():
        corpus.replace([make_article("Market", MARKET)])
    assert not corpus.upkeep.opens()

    embedder = corpus.embedder
    assert isinstance(embedder, WordEmbedder)
    embedder.embedded.clear()
    with corpus.writing():
        assert corpus.upkeep.repair() == 2
    assert embedder.embedded == []
    assert found(corpus, "ships") == ["Harbour"]
    assert corpus.check() == []


def test_a_corpus_of_the_folder_is_brought_to_a_server_and_back_by_repair(tmp_path: Path, chroma_url: str) -> None:
    for url in (None, chroma_url, None):
        embedder = WordEmbedder()
        chroma = ChromaServer(url=url) if url else None
        with closing(Corpus(tmp_path / "corpus", embedder, chroma=chroma)) as corpus:
            if corpus.selection.counts() == (0, 0):
                corpus.replace([make_article("Harbour", HARBOUR)])
                embedder.embedded.clear()
            with corpus.writing():
                corpus.upkeep.repair()

            assert embedder.embedded == []
            assert found(corpus, "ships") == ["Harbour"]
            assert corpus.check() == []


def test_a_server_that_restarts_while_articles_come_in_loses_none(tmp_path: Path) -> None:
    port = free_port()
    starting = threading.Event()

    def serve_again() -> None:
        with chroma_server(tmp_path / "chroma", port):
            starting.wait(30)

    with closing(opened(tmp_path / "corpus", f"http://127.0.0.1:{port}")) as corpus:
        with chroma_server(tmp_path / "chroma", port), corpus.writing():
            corpus.replace([make_article("Harbour", HARBOUR)])
        again = threading.Thread(target=serve_again)
        again.start()
        try:
            with corpus.writing():
                corpus.replace([make_article("Market", MARKET)])
            assert found(corpus, "fish") == ["Market"]
            assert corpus.check() == []
        finally:
            starting.set()
            again.join()


@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_away_gives_a_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with closing(opened(tmp_path / "corpus", url)) as corpus:
        with chroma_server(tmp_path / "chroma", port), corpus.writing():
            corpus.replace([make_article("Harbour", HARBOUR)])

        for act in (lambda: found(corpus, "ships"), corpus.upkeep.opens, corpus.check, corpus.upkeep.repair):
            with pytest.raises(AwayError, match=rf"{url} doesn't answer.*FOOTNOTE_CHROMA_URL"):
                act()
        with pytest.raises(AwayError):
            corpus.replace([make_article("Market", MARKET)])

        with chroma_server(tmp_path / "chroma", port):
            assert found(corpus, "ships") == ["Harbour"]
            assert corpus.check() == []


@pytest.mark.usefixtures("impatient")
def test_a_server_that_never_answers_is_not_waited_for_for_ever(tmp_path: Path, corpus: Corpus) -> None:
    corpus.close()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with closing(opened(tmp_path / "corpus", url)) as slow, pytest.raises(AwayError, match="takes too long"):
            found(slow, "ships")


@pytest.mark.parametrize("setting", ["database", "tenant"])
def test_a_tenant_or_database_that_is_not_there_is_told_of(
    corpus: Corpus, tmp_path: Path, chroma_url: str, setting: str
) -> None:
    corpus.close()
    with (
        closing(opened(tmp_path / "corpus", chroma_url, **{setting: "nobody's"})) as lost,
        pytest.raises(StoreError, match="no Chroma server with this tenant and database"),
    ):
        found(lost, "ships")


@pytest.mark.usefixtures("impatient")
def test_a_token_is_sent_and_never_told(tmp_path: Path, corpus: Corpus) -> None:
    corpus.close()
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as guard:

        def refuse() -> None:
            connection, _ = guard.accept()
            with connection:
                heard.append(connection.recv(65536))
                body = b"token s3cret-token is wrong"
                head = f"HTTP/1.1 401 Unauthorized\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                connection.sendall(head.encode() + body)

        thread = threading.Thread(target=refuse)
        thread.start()
        url = f"http://127.0.0.1:{guard.getsockname()[1]}"
        with (
            closing(opened(tmp_path / "corpus", url, token="s3cret-token")) as refused,  # noqa: S106 -- made up
            pytest.raises(StoreError, match="FOOTNOTE_CHROMA_TOKEN") as told,
        ):
            found(refused, "ships")
        thread.join()

    assert b"bearer s3cret-token" in heard[0].lower()
    assert "s3cret" not in str(told.value)
    assert "s3cret" not in repr(refused.vectors.place)
