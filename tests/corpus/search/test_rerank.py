"""Rerank with a real cross-encoder, small enough to be made here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from bot.answering.engine.engine import Engine
from corpus.article import Filters, Hit
from corpus.embedding.cross_encoder import CrossEncoderReranker
from corpus.errors import ModelError
from corpus.search.rerank import rerank
from tests.support.fakes import WordEmbedder
from tests.support.samples import make_article
from tests.support.tiny_models import make_cross_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corpus.store.corpus import Corpus


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_cross_encoder(tmp_path_factory.mktemp("cross-encoder"), labels=["score"])


def found(*texts: str) -> list[Hit]:
    made = [make_article(f"Article {n}", text) for n, text in enumerate(texts)]
    return [
        Hit(passage=passages[0], article=article, score=0.9 - n / 10, sentence_scores=(0.5,))
        for n, (article, passages) in enumerate(made)
    ]


class Backwards:
    """Finds the last passage best."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        del question
        return [float(n) for n in range(len(passages))]


def test_a_real_cross_encoder_scores_question_and_passage_together(model: str) -> None:
    announced: list[str] = []
    reranker = CrossEncoderReranker(model, announced.append)

    scores = reranker.scores(
        "What does the ferry leave on", ["the ferry leave on tuesday", "the market close on sunday"]
    )
    other = reranker.scores(
        "What does the market close on", ["the ferry leave on tuesday", "the market close on sunday"]
    )

    assert len(scores) == 2
    assert all(math.isfinite(score) for score in scores)
    assert scores != other
    assert reranker.scores("anything", []) == []
    assert announced == ["Loading the reranking model"]


def test_the_order_is_the_rerankers_and_the_scores_stay_those_of_finding() -> None:
    reranked = rerank("ferry", found("A ferry.", "A market.", "A lamp."), Backwards())

    assert [hit.article.title for hit in reranked] == ["Article 2", "Article 1", "Article 0"]
    assert [hit.score for hit in reranked] == [0.9, 0.8, 0.7]


def test_the_engine_finds_in_the_rerankers_order(corpus: Corpus) -> None:
    corpus.replace(
        [make_article("Ferry", "The ferry leaves on Tuesday."), make_article("Market", "The market closes.")]
    )

    def titles(reranker: Backwards | None) -> list[str]:
        engine = Engine(corpus, WordEmbedder(), None, style="quotes", context_tokens=500, reranker=reranker)
        return [hit.article.title for hit in engine.find("ferry on Tuesday", Filters(), 5)]

    assert titles(None) == ["Ferry", "Market"]
    assert titles(Backwards()) == ["Market", "Ferry"]


def test_a_model_that_is_not_there_or_is_no_cross_encoder_gives_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="FOOTNOTE_RERANKER_MODEL"):
        CrossEncoderReranker(str(tmp_path / "none"), lambda _: None).scores("a", ["b"])

    with pytest.raises(ModelError, match="3 scores a passage"):
        CrossEncoderReranker(make_cross_encoder(tmp_path, labels=["a", "b", "c"]), lambda _: None).scores(
            "a", ["b", "c"]
        )
