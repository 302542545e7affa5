from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.settings import Settings
from corpus.embedding import answer_scorer
from corpus.embedding.answer_scorer import FILE, SHA256, AnswerScorer
from corpus.embedding.embedder import SentenceEmbedder, scorer_of
from corpus.embedding.encoders import weights_file
from corpus.embedding.encoders.low_rank import joined, read_low_rank
from corpus.errors import ModelError
from tests.support.fakes import WordEmbedder

if TYPE_CHECKING:
    from pathlib import Path

bundled_only = pytest.mark.skipif(not weights_file.is_bundled(), reason="the bundled weights are for Linux on x86-64")


def silent(_: str) -> None:
    return None


def no_vocabulary() -> None:
    return None


@pytest.fixture(scope="module")
def scorer() -> AnswerScorer:
    return AnswerScorer(Settings().cache_dir, silent, no_vocabulary)


@bundled_only
def test_what_answers_in_other_words_is_likelier_than_what_has_the_questions_words(scorer: AnswerScorer) -> None:
    right, wrong = scorer.scores(
        "How long does it take to bake?",
        [
            "Bread : After forty minutes in the oven it is done.",
            "Bread : Baking takes patience, as my mother used to say.",
        ],
    )

    assert right > wrong


@bundled_only
def test_an_answer_is_told_in_another_language_than_the_questions(scorer: AnswerScorer) -> None:
    price, day = scorer.scores(
        "How much is the ticket?",
        ["Le bac : L'aller simple coûte 4 euros.", "Le bac : Le bac part chaque matin du petit port."],
    )

    assert price > day


@bundled_only
def test_a_sentences_score_is_the_same_whatever_is_scored_beside_it_and_the_second_time(scorer: AnswerScorer) -> None:
    sentence = "The island : The ticket is four euros."
    (alone,) = scorer.scores("What does it cost?", [sentence])
    beside = scorer.scores("What does it cost?", ["The island : Gulls are loud.", sentence])

    assert beside[1] == pytest.approx(alone, abs=0.05)


@bundled_only
@pytest.mark.parametrize("odd", ["", "12 34", "\ud800", "x" * 9000, "标题 : 这是一个句子。"])
def test_odd_texts_get_a_number(scorer: AnswerScorer, odd: str) -> None:
    assert all(np.isfinite(scorer.scores(odd, [odd, "A : b."])))
    assert scorer.scores(odd, []) == []


def test_only_the_bundled_model_has_a_scorer() -> None:
    cache = Settings().cache_dir

    assert scorer_of(SentenceEmbedder("some/other-model", cache, silent)) is None
    assert scorer_of(WordEmbedder()) is None


def test_weights_that_are_missing_or_others_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="can't be read: install Footnote again"):
        read_low_rank(tmp_path / "none.safetensors", SHA256)

    other = tmp_path / "other.safetensors"
    other.write_bytes(FILE.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(answer_scorer, "FILE", other)
    with pytest.raises(ModelError, match="isn't the one expected: install Footnote again"):
        AnswerScorer(tmp_path, silent, no_vocabulary).scores("Why?", ["A : b."])


@bundled_only
def test_what_is_learnt_changes_the_matrices_that_it_names_and_no_other() -> None:
    weights, learnt = weights_file.read_bundled_weights(), read_low_rank(FILE, SHA256)
    tensors = joined(weights, learnt).tensors
    changed = {n for n, t in tensors.items() if not np.array_equal(t.floats(), weights.tensors[n].floats())}

    assert changed == {f"{name.removesuffix('.a')}.w" for name in learnt.tensors if name.endswith(".a")}


@bundled_only
def test_the_scorer_of_the_bundled_model_scores_as_one_with_a_vocabulary_of_its_own(scorer: AnswerScorer) -> None:
    beside = SentenceEmbedder("", Settings().cache_dir, silent).scorer
    asked = "What does it cost?", ["The island : The ticket is four euros."]

    assert beside is not None
    assert beside.scores(*asked) == pytest.approx(scorer.scores(*asked))
