"""A catalogue in PostgreSQL: several processes over one corpus, and in one sentence what is wrong with the server."""

from __future__ import annotations

import socket
import uuid
from contextlib import ExitStack, closing
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from corpus.article import Filters
from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer, as_postgres
from corpus.errors import AwayError, BusyError, StoreError
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.chroma_server import free_port
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HARBOUR = "Ships from Genoa arrive every week.\nThe pier is old."


@pytest.fixture
def server(postgres_url: str) -> PostgresServer:
    return PostgresServer(url=postgres_url, schema=f"test_{uuid.uuid4().hex}")


@pytest.fixture
def corpus(server: PostgresServer, tmp_path: Path) -> Iterator[Corpus]:
    with closing(Corpus(tmp_path / "corpus", WordEmbedder(), database=server)) as corpus:
        corpus.replace([make_article("Harbour", HARBOUR)])
        yield corpus


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.database.postgres._PATIENCE", 0.1)
    monkeypatch.setattr("corpus.database.postgres._TO_CONNECT", 1)


def found(corpus: Corpus, query: str) -> list[str]:
    return [hit.article.title for hit in Searcher(corpus).search(query, language="en", limit=1)]


def test_nothing_of_the_articles_lies_in_the_data_folder(corpus: Corpus, tmp_path: Path) -> None:
    assert found(corpus, "ships") == ["Harbour"]
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["vectors"]


def test_a_new_article_is_told_of_and_found_by_whoever_has_the_corpus_open(
    server: PostgresServer, chroma_url: str, tmp_path: Path
) -> None:
    chroma = ChromaServer(url=chroma_url)
    told, ends = Event(), Event()
    with ExitStack() as stack:
        writer, *readers = [
            stack.enter_context(closing(Corpus(tmp_path / str(n), WordEmbedder(), chroma=chroma, database=server)))
            for n in range(4)
        ]
        nothing = [found(reader, "ships") for reader in readers]
        hearing = Thread(target=readers[0].catalogue.database.engine.hear, args=(told.set, ends.is_set))
        hearing.start()
        stack.callback(hearing.join)
        stack.callback(ends.set)
        while not told.is_set():  # it may begin to listen after the first
            writer.replace([make_article("Harbour", HARBOUR)])
            told.wait(1)

        assert nothing == [[], [], []]
        assert [found(reader, "ships") for reader in readers] == [["Harbour"]] * 3


def test_the_right_to_write_is_one_for_all_folders(corpus: Corpus, server: PostgresServer, tmp_path: Path) -> None:
    with closing(Corpus(tmp_path / "elsewhere", WordEmbedder(), database=server)) as other:
        with corpus.writing(), pytest.raises(BusyError), other.writing():
            pass
        with other.writing():
            other.remove([make_article("Harbour", "")[0].id])

    assert corpus.selection.counts() == (0, 0)


def test_two_corpora_in_one_database_know_nothing_of_each_other(
    corpus: Corpus, postgres_url: str, tmp_path: Path
) -> None:
    apart = PostgresServer(url=postgres_url, schema=f"test_{uuid.uuid4().hex}")
    with closing(Corpus(tmp_path / "other", WordEmbedder(), database=apart)) as other, corpus.writing():
        assert other.selection.counts() == (0, 0)
        with other.writing():
            other.replace([make_article("Market", "The market sells fish.")])
        assert found(other, "ships fish") == ["Market"]
    assert found(corpus, "ships fish") == ["Harbour"]


def test_a_server_that_cut_all_connections_is_asked_again(corpus: Corpus) -> None:
    engine = corpus.catalogue._db.engine  # pyright: ignore[reportPrivateUsage] -- looks within
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'idle'"
    with closing(engine._connected()) as other:  # pyright: ignore[reportAttributeAccessIssue] -- looks within
        other.execute(cut)

        assert found(corpus, "ships") == ["Harbour"]
        other.execute(cut)
        corpus.replace([make_article("Market", "The market sells fish.")])

    assert found(corpus, "fish") == ["Market"]
    assert corpus.check() == []


@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_away_or_silent_gives_a_sentence_without_the_password(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (free_port(), silent.getsockname()[1]):
            url = f"postgresql://keeper:s3cret@127.0.0.1:{port}/articles"
            with pytest.raises(AwayError, match=rf"127.0.0.1:{port}/articles doesn't answer") as told:
                Corpus(tmp_path / "corpus", WordEmbedder(), database=PostgresServer(url=url, schema="any"))
            assert "s3cret" not in f"{told.value}{PostgresServer(url=url, schema='any')}"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("postgres:@", "nobody:s3cret@", "refuses this user"),
        ("/postgres?", "/nothing?", "no such database"),
    ],
)
def test_a_user_or_database_that_is_not_there_is_told_of(
    server: PostgresServer, tmp_path: Path, before: str, after: str, words: str
) -> None:
    wrong = PostgresServer(url=server.url.replace(before, after), schema="any")
    with pytest.raises(StoreError, match=words) as told:
        Corpus(tmp_path / "corpus", WordEmbedder(), database=wrong)
    assert "s3cret" not in str(told.value)


def test_a_server_that_can_only_be_read_is_read_and_told_of_by_who_writes(
    corpus: Corpus, server: PostgresServer
) -> None:
    engine = corpus.catalogue._db.engine  # pyright: ignore[reportPrivateUsage] -- looks within
    engine.rows("SELECT set_config('default_transaction_read_only', 'on', false)")

    assert found(corpus, "ships") == ["Harbour"]
    with pytest.raises(StoreError, match="can only be read"):
        corpus.replace([make_article("Market", "The market sells fish.")])
    assert "s3cret" not in repr(server)


def test_tables_of_a_newer_footnote_are_refused(corpus: Corpus, server: PostgresServer, tmp_path: Path) -> None:
    with corpus.catalogue._db.writing() as transaction:  # pyright: ignore[reportPrivateUsage] -- looks within
        transaction.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")

    with pytest.raises(StoreError, match="newer Footnote"):
        Corpus(tmp_path / "corpus", WordEmbedder(), database=server)


def test_what_postgresql_takes_no_index_of_is_kept_all_the_same(corpus: Corpus) -> None:
    long = make_article("Long " * 2000, f"A {'word' * 1000} and \0 ships.", author="Someone " * 900)
    corpus.replace([long])

    assert corpus.selection.counts() == (2, 3)
    kept = corpus.catalogue.article(long[0].id)
    assert kept is not None
    assert kept.text == long[0].text.replace("\0", "\ufffd")
    assert corpus.catalogue.selection.has_articles(Filters(author="Someone"))


def test_types_are_those_of_postgresql() -> None:
    made = as_postgres(
        "CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT, b BLOB, r REAL, i INTEGER) STRICT, WITHOUT ROWID;"
    )

    assert made == (
        "CREATE TABLE a (n BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
        ' t TEXT COLLATE "C", b BYTEA, r DOUBLE PRECISION, i BIGINT);'
    )
