"""What a process that was killed while it wrote leaves, the next one mends, whether it reads or writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.errors import StoreError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder whose vectors can't be read."""
    corpus = Corpus(tmp_path, WordEmbedder())
    with corpus.writing():
        corpus.replace([make_article("Harbour", "Ships from Genoa arrive every week.")])
    corpus.close()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"half of a page")
    return tmp_path


def test_a_reader_mends_what_a_killed_writer_left(broken: Path, caplog: pytest.LogCaptureFixture) -> None:
    (broken / "unfinished").touch()
    corpus = Corpus(broken, WordEmbedder())

    hits = Searcher(corpus).search("Ships from Genoa", language="en", limit=1)

    assert [hit.article.title for hit in hits] == ["Harbour"]
    assert "killed while it wrote" in caplog.text
    assert corpus.check() == []
    assert not (broken / "unfinished").exists()
    corpus.close()


def test_a_writer_mends_what_a_killed_one_left(broken: Path) -> None:
    (broken / "unfinished").touch()
    corpus = Corpus(broken, WordEmbedder())

    with corpus.writing():
        corpus.replace([make_article("Market", "The market sells fish.")])

    assert corpus.check() == []
    assert len(Searcher(corpus).search("market ships", language="en", limit=5)) == 2
    corpus.close()


def test_a_mending_that_fails_leaves_it_to_the_next_one(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (broken / "unfinished").touch()
    corpus = Corpus(broken, WordEmbedder())

    def fail(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(corpus.upkeep, "repair", fail)
        with pytest.raises(StoreError, match="full"), corpus.writing():
            pass

    assert (broken / "unfinished").exists()
    assert [hit.article.title for hit in Searcher(corpus).search("Ships from Genoa", language="en", limit=1)] == [
        "Harbour"
    ]
    corpus.close()


def test_a_reader_leaves_it_to_the_writer_that_is_at_work(broken: Path) -> None:
    writer, reader = Corpus(broken, WordEmbedder()), Corpus(broken, WordEmbedder())

    with writer.writing():
        assert (broken / "unfinished").exists()
        with pytest.raises(StoreError, match="doctor --repair"):
            Searcher(reader).search("ships", language="en", limit=1)
        assert (broken / "unfinished").exists()

    assert not (broken / "unfinished").exists()
    writer.close()
    reader.close()


def test_a_writer_that_fails_has_finished_all_the_same(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, WordEmbedder())

    with pytest.raises(KeyError), corpus.writing():
        raise KeyError

    assert not (tmp_path / "unfinished").exists()
    corpus.close()
