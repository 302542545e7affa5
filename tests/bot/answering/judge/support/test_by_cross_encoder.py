"""A model of one's own that says whether quotes entail a sentence: which label means so, and what it can't read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering.judge.support.by_cross_encoder import CrossEncoderJudge, premise
from bot.answering.judge.support.claim import Claim, Quote
from corpus.embedding.cross_encoder import CrossEncoderEntailment
from corpus.errors import SettingsError
from tests.support.tiny_models import make_cross_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FERRY = Quote(text="It leaves on Tuesday.", language="en", title="The ferry", before="The ferry is white.")


class Scripted:
    """Says how probable each pair is by a script, and remembers the pairs."""

    def __init__(self, *probabilities: float) -> None:
        self._probabilities = list(probabilities)
        self.pairs: list[tuple[str, str]] = []

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.pairs += pairs
        return self._probabilities[: len(pairs)]


def claim(text: str, *quotes: Quote) -> Claim:
    return Claim(text=text, language="en", quotes=quotes)


def test_quotes_are_read_under_their_title_with_the_sentence_before_them() -> None:
    other = Quote(text="It comes back on Sunday.", language="en", title="The ferry")
    assert premise(claim("x", FERRY, other)) == (
        "The ferry. The ferry is white. It leaves on Tuesday. It comes back on Sunday."
    )


def test_what_is_probable_is_supported() -> None:
    judge = CrossEncoderJudge(Scripted(0.9, 0.2))
    said = judge.supports([claim("The ferry leaves on Tuesday.", FERRY), claim("It leaves on Sunday.", FERRY)])
    assert [one.supported for one in said] == [True, False]


def test_a_claim_without_words_of_an_article_is_refused_unread() -> None:
    model = Scripted(0.9)
    empty = Quote(text=" ", language="en")
    said = CrossEncoderJudge(model).supports(
        [claim("It leaves."), claim("It leaves.", empty), claim("", FERRY), claim("It leaves.", FERRY)]
    )
    assert [one.supported for one in said] == [False, False, False, True]
    assert len(model.pairs) == 1


@pytest.mark.parametrize(
    "labels",
    [["contradiction", "neutral", "entailment"], ["not_entailment", "ENTAILMENT"], ["HALLUCINATED", "SUPPORTED"]],
)
def test_the_label_that_means_entailment_is_read_from_the_models_configuration(
    tmp_path: Path, labels: list[str]
) -> None:
    announced: list[str] = []
    model = CrossEncoderEntailment(make_cross_encoder(tmp_path, labels=labels), announced.append)
    assert announced == []
    found = model.probabilities([("the ferry leave on tuesday", "the ferry leave"), ("what", "does")])
    assert len(found) == 2
    assert all(0 < one < 1 for one in found)
    assert announced == ["Loading the model of support"]


def test_one_score_is_a_probability_too(tmp_path: Path) -> None:
    model = CrossEncoderEntailment(make_cross_encoder(tmp_path, labels=["LABEL_0"]), lambda _: None)
    (found,) = model.probabilities([("the ferry leave on tuesday", "the ferry leave")])
    assert 0 < found < 1
    assert model.probabilities([]) == []


def test_a_quote_of_three_thousand_characters_is_cut_and_not_refused(tmp_path: Path) -> None:
    model = CrossEncoderEntailment(make_cross_encoder(tmp_path, labels=["entailment", "neutral"]), lambda _: None)
    (found,) = model.probabilities([("the ferry leave on tuesday " * 120, "the ferry leave")])
    assert 0 < found < 1


def test_a_model_without_a_label_for_entailment_is_refused_with_a_sentence(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path, labels=["positive", "negative"])
    with pytest.raises(SettingsError, match=r"labels positive, negative.*FOOTNOTE_SUPPORT_MODEL"):
        CrossEncoderEntailment(folder, lambda _: None)


def test_a_model_that_isnt_there_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SettingsError, match="FOOTNOTE_SUPPORT_MODEL"):
        CrossEncoderEntailment(str(tmp_path / "none"), lambda _: None)
