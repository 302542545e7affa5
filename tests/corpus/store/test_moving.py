"""A corpus moved between files and servers: whole, alike in what is found, and again where it was stopped."""

from __future__ import annotations

import uuid
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corpus.article import Source
from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer
from corpus.errors import StoreError, UsageError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from corpus.store.moving import move
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    Opened = Callable[[], Corpus]

HARBOUR = "Ships from Genoa arrive every week.\nThe pier is old, and ships wait."
NAMES = ("Harbour", "Market", "Lighthouse", "Pier")


class Stopped(BaseException):
    """What ends a process in the middle."""


@pytest.fixture
def source(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Corpus]:
    """Yield a corpus with all kinds of rows."""
    with closing(Corpus(tmp_path / "source", embedder)) as corpus:
        for name in NAMES:
            corpus.replace([make_article(name, f"{name} tells: {HARBOUR}")])
        corpus.replace([make_article("Nothing", "A \0 and a text \ud7ff.")])
        article, _ = make_article("Pier", f"Pier tells: {HARBOUR}")
        corpus.add_copy(article, replace(article, id="copy", origin="/copy", address="/copy"))
        corpus.catalogue.set_source(Source(name="press", address="https://example.org"))
        yield corpus


@pytest.fixture(params=["server", "folder"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """Open where the corpus is moved to; the model there would embed otherwise, and isn't asked."""
    if request.param == "folder":
        return lambda: Corpus(tmp_path / "target", WordEmbedder())
    chroma = ChromaServer(url=request.getfixturevalue("chroma_url"))
    database = PostgresServer(url=request.getfixturevalue("postgres_url"), schema=f"test_{uuid.uuid4().hex}")
    return lambda: Corpus(tmp_path / "target", WordEmbedder(), chroma=chroma, database=database)


def quietly(total: int) -> AbstractContextManager[Callable[[int], None]]:
    del total
    return nullcontext(lambda more: None)  # noqa: ARG005 -- nobody looks


def found(corpus: Corpus, query: str) -> list[tuple[str, int, float]]:
    hits = Searcher(corpus).search(query, language="en", limit=5)
    return [(hit.article.title, hit.passage.start, round(hit.score, 3)) for hit in hits]


def embedded(corpus: Corpus) -> list[str]:
    assert isinstance(corpus.embedder, WordEmbedder)
    return corpus.embedder.embedded


def test_a_corpus_comes_whole_and_finds_alike_without_the_model(source: Corpus, opened: Opened) -> None:
    with closing(opened()) as target:
        assert move(source, target, quietly) == 5
        assert embedded(target) == []
        assert target.check() == []
        assert target.selection.counts() == source.selection.counts()
        assert target.hashes() == source.hashes()
        assert target.catalogue.sources() == source.catalogue.sources()
        assert target.copies.of(make_article("Pier", "")[0].id) == source.copies.of(make_article("Pier", "")[0].id)
        assert target.catalogue.identity() != source.catalogue.identity()
        for query in ("ships from Genoa", "lighthouse", "old pier"):
            assert found(target, query) == found(source, query) != []


def test_it_comes_back_as_it_was(source: Corpus, opened: Opened, tmp_path: Path) -> None:
    with closing(opened()) as away, closing(Corpus(tmp_path / "back", WordEmbedder())) as back:
        move(source, away, quietly)
        move(away, back, quietly)

        assert back.check() == []
        assert found(back, "ships from Genoa") == found(source, "ships from Genoa")
        assert [a.id for a in back.catalogue.articles()] == [a.id for a in source.catalogue.articles()]


def test_a_move_that_was_stopped_goes_on_and_is_no_corpus_before(
    source: Corpus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.store.moving._AT_ONCE", 2)
    told: list[int] = []

    def stopping(total: int) -> AbstractContextManager[Callable[[int], None]]:
        def stop(more: int) -> None:
            told.append(total - more)
            raise Stopped

        return nullcontext(stop)

    with closing(opened()) as target, pytest.raises(Stopped):
        move(source, target, stopping)
    with closing(opened()) as target:
        assert 0 < target.selection.counts()[0] < 5
        with pytest.raises(StoreError, match="run the same `footnote move` again"):
            target.check_model()

    source.remove([make_article(NAMES[0], "")[0].id])  # the first that was copied
    source.replace([make_article("Market", "The market sells fish.")])
    with closing(opened()) as target:
        assert move(source, target, quietly) == 4
        target.check_model()
        assert target.hashes() == source.hashes()
        assert found(target, "market fish") == found(source, "market fish")
        assert embedded(target) == []


def test_vectors_that_were_lost_on_the_way_are_put_there_again(source: Corpus, opened: Opened) -> None:
    with closing(opened()) as target:
        move(source, target, quietly)
        tag = target.made_with.tag()
        assert tag is not None
        target.vectors.delete(tag, sorted(target.vectors.ids(tag))[:3])
        move(source, target, quietly)

        assert target.check() == []
        assert embedded(target) == []


def test_a_target_that_holds_something_else_is_left_alone(source: Corpus, opened: Opened) -> None:
    with closing(opened()) as target:
        target.replace([make_article("Market", "The market sells fish.")])

        with pytest.raises(UsageError, match=r"other articles in .* already"):
            move(source, target, quietly)
        assert target.selection.counts()[0] == 1
        target.check_model()


def test_a_corpus_that_lacks_vectors_is_told_to_be_mended_first(source: Corpus, opened: Opened) -> None:
    tag = source.made_with.tag()
    assert tag is not None
    source.details.delete(tag, source.details.ids(tag))

    with closing(opened()) as target, pytest.raises(StoreError, match="doctor --repair"):
        move(source, target, quietly)


def test_where_both_share_a_folder_of_vectors_it_serves_both(source: Corpus, postgres_url: str, tmp_path: Path) -> None:
    server = PostgresServer(url=postgres_url, schema=f"test_{uuid.uuid4().hex}")
    with closing(Corpus(tmp_path / "source", WordEmbedder(), database=server)) as target:
        move(source, target, quietly)

        assert target.check() == []
        assert found(target, "ships from Genoa") == found(source, "ships from Genoa")
    assert source.check() == []
