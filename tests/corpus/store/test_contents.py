from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corpus.article import Entry
from corpus.database.sqlite import SqliteFile
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.reads import watch_reads
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    corpus = Corpus(tmp_path / "corpus", WordEmbedder())
    corpus.replace(
        [
            make_article("Market", "The market is open."),
            make_article("Harbour", "The harbour is shut.", published=date(2020, 6, 10), source="gazette"),
            make_article("Port", "Le port est fermé.", published=date(2021, 1, 2), language="fr"),
        ]
    )
    yield corpus
    corpus.close()


def test_entries_say_of_articles_all_but_what_they_hold(corpus: Corpus) -> None:
    names = [field.name for field in fields(Entry)]
    entries = corpus.catalogue.entries()

    assert [entry.title for entry in entries] == ["Port", "Harbour", "Market"]
    for entry, article in zip(entries, corpus.catalogue.articles(), strict=True):
        assert [getattr(entry, name) for name in names] == [getattr(article, name) for name in names]
        assert type(entry) is Entry


def test_no_text_is_read_for_a_list(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    read = watch_reads(monkeypatch)

    corpus.catalogue.entries()
    corpus.catalogue.named("press")

    assert "articles.title" in read
    assert "articles.text" not in read


def test_a_list_is_read_from_an_index_alone(corpus: Corpus) -> None:
    database = corpus._database  # pyright: ignore[reportPrivateUsage] -- what lies within is looked at
    asked: list[str] = []
    assert isinstance(database.engine, SqliteFile)
    database.engine.connection().set_trace_callback(asked.append)

    corpus.catalogue.entries()

    (query,) = asked
    ((*_, plan),) = database.rows(f"EXPLAIN QUERY PLAN {query}")
    assert "USING COVERING INDEX articles_listed" in plan


def test_a_corpus_made_before_there_were_lists_gets_their_index(corpus: Corpus, tmp_path: Path) -> None:
    with corpus._database.writing() as connection:  # pyright: ignore[reportPrivateUsage] -- looks within
        connection.execute("DROP INDEX articles_listed")
        connection.execute("UPDATE facts SET value = '4' WHERE name = 'schema'")
    corpus.close()

    newer = Corpus(tmp_path / "corpus", WordEmbedder())

    query = "SELECT count(*) FROM sqlite_master WHERE name = 'articles_listed'"
    assert newer._database.rows(query) == [(1,)]  # pyright: ignore[reportPrivateUsage] -- what lies within is looked at
    assert len(newer.catalogue.entries()) == 3
    newer.close()


def test_a_name_is_an_articles_id_or_its_sources_name(corpus: Corpus) -> None:
    harbour, port, market = (make_article(title, "")[0].id for title in ("Harbour", "Port", "Market"))

    assert corpus.catalogue.named(harbour) == [harbour]
    assert set(corpus.catalogue.named("press")) == {port, market}
    assert corpus.catalogue.named("Harbour") == corpus.catalogue.named("") == []
