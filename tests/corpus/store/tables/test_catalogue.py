"""What a catalogue says in a SQLite file and in PostgreSQL alike: lists, words by their rank, what ingestion knows."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corpus.article import Filters, Source
from corpus.reason import Reason
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from corpus.store.tables.journal import Run, State
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus.embedding.embedder import Embedder

    Open = Callable[[Embedder], Corpus]

TEXTS = {
    "Harbour": "Ships from Genoa arrive every week. They carry marble.\nThe pier of the harbour is old, said someone.",
    "Market": "The market sells fish and bread; fish from the ships.\nIt closes on Sunday.",
    "Élan": "Ünïcode wörds, 東京 and москва; 100 % of 'quoted' ones \\ with a ? too.",
    "Zoo": "The zoo has one zebra. The zebra is old.",
}


def fill(corpus: Corpus) -> None:
    corpus.replace([make_article(title, text) for title, text in TEXTS.items()])


def test_words_are_ranked_alike_wherever_they_lie(corpus: Corpus, tmp_path: Path) -> None:
    fill(corpus)
    with closing(Corpus(tmp_path / "file", WordEmbedder())) as other:
        fill(other)
        for query in ("ships", "old ships fish", "the pier of the harbour", "zebra 東京 москва", "harbour", "x" * 3000):
            here = Searcher(corpus).by_words(query, language="en", limit=9)
            there = Searcher(other).by_words(query, language="en", limit=9)
            assert [identity for identity, _ in here] == [identity for identity, _ in there]
            assert [score for _, score in here] == pytest.approx([score for _, score in there])
        for query in ("ships of Genoa", "Where is the zebra?"):
            hits = [Searcher(one).search(query, language="en", limit=5) for one in (corpus, other)]
            assert [h.passage.id for h in hits[0]] == [h.passage.id for h in hits[1]]
            assert [h.score for h in hits[0]] == pytest.approx([h.score for h in hits[1]])


def test_words_count_what_was_replaced_and_removed_no_more(corpus: Corpus, tmp_path: Path) -> None:
    fill(corpus)
    corpus.replace([make_article("Harbour", "Nothing but the sea.\nThe sea and the pier.")])
    corpus.remove([make_article("Zoo", "")[0].id])
    with closing(Corpus(tmp_path / "file", WordEmbedder())) as other:
        other.replace([make_article("Market", TEXTS["Market"]), make_article("Élan", TEXTS["Élan"])])
        other.replace([make_article("Harbour", "Nothing but the sea.\nThe sea and the pier.")])

        for query in ("sea fish", "old zebra", "pier"):
            here = dict(Searcher(corpus).by_words(query, language="en", limit=9))
            assert here == pytest.approx(dict(Searcher(other).by_words(query, language="en", limit=9)))
    assert corpus.check() == []


def test_lists_are_in_their_order_those_without_a_date_last(corpus: Corpus) -> None:
    dated = [
        make_article(title, "Words.", published=day)
        for title, day in (("B", date(2020, 1, 2)), ("a", date(2021, 1, 1)))
    ]
    corpus.replace([make_article("É", "Words."), make_article("Z", "Words."), *dated])
    corpus.catalogue.set_source(Source(name="press", address="/articles"))
    corpus.catalogue.set_source(Source(name="press", address="/elsewhere"))

    assert [entry.title for entry in corpus.catalogue.entries()] == ["a", "B", "Z", "É"]
    assert [article.title for article in corpus.catalogue.articles()] == ["a", "B", "Z", "É"]
    assert corpus.catalogue.sources() == [Source(name="press", address="/elsewhere")]
    assert corpus.selection.has_articles(Filters(source="PRESS"))
    assert not corpus.selection.has_articles(Filters(author="nobody"))


def test_what_was_opened_again_is_as_it_was_left(corpus: Corpus, opened: Open) -> None:
    fill(corpus)
    identity, generation = corpus.catalogue.identity(), corpus.catalogue.generation()

    with closing(opened(WordEmbedder())) as again:
        assert again.catalogue.identity() == identity
        assert again.catalogue.generation() == generation
        assert {article.title: article.text for article in again.catalogue.articles()} == TEXTS
        with again.writing():
            again.remove([make_article("Zoo", "")[0].id])

    assert corpus.catalogue.generation() > generation
    assert corpus.selection.counts()[0] == len(TEXTS) - 1


def test_a_writing_that_fails_leaves_nothing(corpus: Corpus) -> None:
    generation = corpus.catalogue.generation()

    def fail() -> None:
        with corpus.catalogue._db.writing() as transaction:  # pyright: ignore[reportPrivateUsage] -- looks within
            transaction.execute("INSERT INTO sources VALUES (?, ?)", ("press", "/articles"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert corpus.catalogue._db.rows("SELECT * FROM sources") == []  # pyright: ignore[reportPrivateUsage] -- looks within
    assert corpus.catalogue.generation() == generation


def test_copies_are_found_by_their_words_and_kept_by_their_addresses(corpus: Corpus) -> None:
    text = " ".join(f"The keeper of lighthouse {n} writes a letter about the sea." for n in range(12))
    original, _ = make_article("Original", text)
    copy, _ = make_article("Copy", text + " A last word.")
    corpus.replace([make_article("Original", text)])
    twin = corpus.twin_of(copy)
    assert twin is not None

    corpus.add_copy(twin, copy)
    corpus.add_copy(twin, copy)

    assert [one.origin for one in corpus.copies.of(original.id)] == [copy.origin]
    assert corpus.hashes().keys() == {original.origin, copy.origin}
    assert corpus.free_copies() == []
    corpus.replace([make_article("Original", "Something else by now.")])
    assert corpus.free_copies() == [copy.origin]


def test_ingestion_remembers_addresses_failures_and_runs(corpus: Corpus) -> None:
    journal = corpus.journal
    reason = Reason("{name} is empty", {"name": "a page"})
    failed = State(origin="https://a.org/1", source="a", failures=2, error=reason, retry_at=5.5, links=("x", "y"))
    for state in (State(origin="https://a.org/0", source="a", etag="old"), failed):
        journal.save(state)
    journal.save(State(origin="https://a.org/0", source="a", etag="new"))
    journal.record(Run(started=1.5, seconds=2.25, what={"added": 3}))

    assert journal.state("https://a.org/0") == State(origin="https://a.org/0", source="a", etag="new")
    assert journal.failing() == [failed]
    assert journal.due("a", 5.5) == ["https://a.org/1"]
    assert [state.missed for state in journal.miss("a", ["https://a.org/0"])] == [1]
    assert journal.runs(5) == [Run(started=1.5, seconds=2.25, what={"added": 3})]
    assert journal.forget_failed("https://a.org/1")
    assert not journal.forget_failed("https://a.org/0")
    assert journal.forget_source("a") == 1
