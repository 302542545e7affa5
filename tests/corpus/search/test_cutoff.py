"""Which of the passages found are listed under a query."""

from __future__ import annotations

import pytest

from corpus.article import Hit
from corpus.search.cutoff import FITS, MORE_IN_OTHER_LANGUAGE, fitting
from tests.support.samples import make_article

POOR = FITS - 0.1
GOOD = FITS + 0.05


def hit(score: float, text: str = "Salt and rope lie in the hold.", language: str = "en") -> Hit:
    article, passages = make_article("Harbour", text, language=language)
    return Hit(passage=passages[0], article=article, score=score, sentence_scores=(score,))


def scores(query: str, hits: list[Hit], *, sure: bool = True, language: str = "en") -> list[float]:
    return [found.score for found in fitting(query, language, hits, scale_is_sure=sure)]


def test_what_scores_low_is_left_out() -> None:
    assert scores("Which ships arrive?", [hit(GOOD), hit(POOR)]) == [GOOD]
    assert scores("Which ships arrive?", [hit(POOR)]) == []


def test_what_scores_a_little_less_fits_only_beside_one_that_fits() -> None:
    nearly = FITS - 0.005

    assert scores("Which ships arrive?", [hit(GOOD), hit(nearly)]) == [GOOD, nearly]
    assert scores("Which ships arrive?", [hit(nearly), hit(nearly)]) == []


def test_in_another_language_a_passage_must_score_more() -> None:
    between = FITS + MORE_IN_OTHER_LANGUAGE / 2

    assert scores("Which ships arrive?", [hit(between, language="en")]) == [between]
    assert scores("Which ships arrive?", [hit(between, "Le sel est dans la cale.", language="fr")]) == []


@pytest.mark.parametrize(
    ("query", "language", "text", "of_text"),
    [
        ("Amazon", "en", "The letter names amazon and IBM.", "en"),
        ("What of paused sales?", "en", "The company is pausing each sale.", "en"),
        ("les œuvres", "fr", "Une oeuvre du musée.", "fr"),
        ("WHO", "en", "Doctors of the WHO were sent.", "en"),
        ("harbour", "en", "Un texte dont le titre a le mot.", "fr"),
        ("顔認識", "ja", "警察は顔認識を使う。", "ja"),
    ],
)
def test_a_passage_with_all_words_of_the_query_fits_however_low_it_scores(
    query: str, language: str, text: str, of_text: str
) -> None:
    assert scores(query, [hit(POOR, text, of_text)], language=language) == [POOR]


def test_a_passage_with_some_of_the_words_has_to_score() -> None:
    assert scores("rope ladders", [hit(POOR)]) == []


@pytest.mark.parametrize(
    ("query", "language"), [("🙂🎉", "en"), ("?!", "en"), ("what is it", "en"), ("le la les", "fr")]
)
@pytest.mark.parametrize("sure", [True, False])
def test_a_query_that_says_nothing_is_fitted_by_nothing(query: str, language: str, *, sure: bool) -> None:
    assert scores(query, [hit(GOOD)], sure=sure, language=language) == []


def test_many_words_for_joining_say_something_together() -> None:
    assert scores("to be or not to be", [hit(GOOD)]) == [GOOD]


def test_scores_on_a_scale_that_is_guessed_are_not_judged() -> None:
    assert scores("Which ships arrive?", [hit(GOOD), hit(POOR)], sure=False) == [GOOD, POOR]


def test_nothing_found_is_fitted_by_nothing() -> None:
    assert scores("Which ships arrive?", []) == []
