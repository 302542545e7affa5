"""The ways of finding that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.evaluation.finding.passage_vectors import WholePassages
from bot.evaluation.finding.ways import RRF_K, baselines, fuse, searching
from bot.settings import Settings
from bot.wiring.engine import build_search
from corpus.search.searcher import Searcher
from tests.support.samples import make_article

if TYPE_CHECKING:
    from corpus.store.corpus import Corpus
    from tests.support.fakes import WordEmbedder


def test_rank_fusion_adds_reciprocal_ranks_and_orders_ties_by_name() -> None:
    # a: 1/61 + 1/63, b: 1/62 + 1/61, c: 1/63, d and e: 1/62 and 1/64.
    assert RRF_K == 60
    assert fuse([["a", "b", "c"], ["b", "d", "a", "e"]]) == ["b", "a", "d", "c", "e"]
    assert fuse([["y", "x"], ["x", "y"]]) == ["x", "y"]
    assert fuse([[], []]) == []


@pytest.fixture
def harbours(corpus: Corpus) -> Corpus:
    """Hold three articles on which words and meaning disagree.

    Words, of which the rare one weighs more, prefer 'rare'; meaning, which here is the share of common words, prefers
    'short', whose words are all in the question.
    """
    long = "The ferry sails at dawn past old lighthouses and new cranes while gulls cry over nets, ropes and barrels."
    texts = {"short": "harbour ferry", "rare": f"zanzibar harbour ferry. {long}", "far": "Bread rises in warm ovens."}
    with corpus.writing():
        corpus.replace([make_article(name, text, origin=name) for name, text in texts.items()])
    return corpus


def test_words_and_meaning_find_what_they_find_and_rank_fusion_joins_them(
    harbours: Corpus, embedder: WordEmbedder
) -> None:
    by_vectors, by_words, by_both = usual = baselines(harbours, WholePassages(harbours, embedder))

    assert [each.name for each in usual] == ["vectors", "words", "rrf"]
    assert by_vectors.find("zanzibar harbour ferry", "en") == ["short", "rare", "far"]
    assert by_words.find("zanzibar harbour ferry", "en") == ["rare", "short"]
    # Each of the two is once first and once second, so the tie goes by the passages' ids.
    fused = by_both.find("zanzibar harbour ferry", "en")
    assert sorted(fused[:2]) == ["rare", "short"]
    assert fused[2] == "far"
    assert by_words.find("zanzibar", "en") == ["rare"]
    assert by_both.find("zanzibar", "en")[0] == "rare"


def test_a_way_over_an_empty_corpus_or_with_an_empty_question_finds_nothing(
    corpus: Corpus, embedder: WordEmbedder
) -> None:
    usual = baselines(corpus, WholePassages(corpus, embedder))
    for each in (*usual, searching("ours", build_search(Settings(), corpus, print))):
        assert list(each.find("harbour", "en")) == []
        assert list(each.find("   ", "en")) == []


def test_our_way_is_the_search_of_the_corpus(harbours: Corpus) -> None:
    hits = Searcher(harbours).search("zanzibar harbour ferry", language="en", limit=40)

    found = searching("ours", build_search(Settings(), harbours, print)).find("zanzibar harbour ferry", "en")

    assert list(found) == [hit.article.origin for hit in hits]
