"""What a search does in a corpus too large to look at whole, made small by smaller limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.article import Filters
from corpus.search.searcher import Searcher
from corpus.store.derived.passage_details import Details, RescoringStore
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus

SHIPS = 60


@pytest.fixture
def fleet(corpus: Corpus) -> Corpus:
    """Sixty articles of one sentence, every second of another source."""
    corpus.replace(
        [
            make_article(f"Log {n}", f"Ship {n} carries salt and rope {n}.", source="odd" if n % 2 else "even")
            for n in range(SHIPS)
        ]
    )
    return corpus


def titles(corpus: Corpus, query: str, filters: Filters) -> list[str]:
    return [hit.article.title for hit in Searcher(corpus).search(query, language="en", limit=5, filters=filters)]


@pytest.mark.parametrize("few", [0, 1000])
def test_a_filter_finds_the_same_best_whether_its_passages_are_compared_one_by_one_or_by_the_index(
    fleet: Corpus, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.search.finder._FEW", few)
    monkeypatch.setattr("corpus.search.finder._BY_SENTENCE", 10)

    for n in range(1, SHIPS, 2):
        best, *others = titles(fleet, f"Ship {n} rope {n}", Filters(source="odd"))
        assert best == f"Log {n}"
        assert all(int(title.removeprefix("Log ")) % 2 for title in others)


def test_the_best_is_among_the_few_that_are_weighed_with_all_there_is(
    fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.search.finder._WEIGHED", 1)

    for n in range(0, SHIPS, 7):
        assert titles(fleet, f"Ship {n} rope {n}", Filters())[0] == f"Log {n}"
        assert len(Searcher(fleet).search(f"Ship {n}", language="en", limit=2)) == 2


def test_a_filter_that_admits_nothing_finds_nothing(fleet: Corpus) -> None:
    assert titles(fleet, "Ship 3", Filters(source="none")) == []


def test_in_a_large_corpus_the_rare_words_find_and_the_frequent_ones_are_left_out(
    fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_full = Searcher(fleet).by_words("ship 7 rope", language="en", limit=SHIPS)
    monkeypatch.setattr("corpus.store.tables.word_index._MOST_ROWS", 10)

    found = Searcher(fleet).by_words("ship 7 rope", language="en", limit=SHIPS)

    assert len(in_full) == SHIPS
    assert [identity for identity, _ in found] == [in_full[0][0]]


def test_where_all_words_are_frequent_one_of_them_finds(fleet: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.tables.word_index._MOST_ROWS", 10)

    assert len(Searcher(fleet).by_words("ship rope", language="en", limit=20)) == 20


def test_the_nearest_by_their_best_sentence_come_first(corpus: Corpus) -> None:
    store = RescoringStore(corpus._database)  # pyright: ignore[reportPrivateUsage] -- what lies within is looked at
    east, north = np.eye(2, dtype=np.float32)
    store.add(
        "tag",
        [
            ("both", Details(b"", np.stack([-east, (east + north) / np.sqrt(2)]))),
            ("east", Details(b"", east[None])),
            ("west", Details(b"", -east[None])),
        ],
    )

    assert store.nearest("tag", ["west", "both", "east", "unknown"], east, 2) == ["east", "both"]
    assert store.nearest("tag", [], east, 2) == []
    assert store.nearest("other", ["east"], east, 2) == []
