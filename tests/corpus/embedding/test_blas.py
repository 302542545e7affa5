"""What numpy's library of matrices is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadpoolctl import threadpool_info

from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus


def test_once_a_corpus_is_searched_numpy_multiplies_in_the_thread_that_asks(corpus: Corpus) -> None:
    assert Searcher(corpus).by_words("tide", language="en", limit=1) == []

    # Scipy brings a library of its own, which may be loaded by now and does no work of ours.
    own = [library for library in threadpool_info() if "numpy" in library["filepath"]]
    assert {library["num_threads"] for library in own if library["user_api"] == "blas"} <= {1}
