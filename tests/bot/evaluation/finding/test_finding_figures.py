"""The figures of finding, and what one way is ahead of another."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.finding.compare import compare
from bot.evaluation.finding.figures import METRICS, Estimate, estimate, score
from bot.evaluation.finding.ways import Way

if TYPE_CHECKING:
    from collections.abc import Sequence


from tests.support.evaluation_sets import query

UNITS = st.floats(0, 1, allow_nan=False)
SCORES = st.lists(st.tuples(UNITS, UNITS, UNITS, UNITS, UNITS), min_size=1, max_size=30)


def way(name: str, answers: dict[str, list[str]]) -> Way:
    return Way(name=name, find=lambda question, _language: answers[question])


def values(estimates: Sequence[Estimate]) -> list[float]:
    return [e.value for e in estimates]


def intervals(estimates: Sequence[Estimate]) -> list[tuple[float, float]]:
    return [(e.low, e.high) for e in estimates]


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        ("a", "a", (1, 1, 1, 1, 1)),
        ("", "a", (0, 0, 0, 0, 0)),
        ("xay", "a", (0, 1, 1, 1 / 2, 1 / log2(3))),
        ("vwxya", "a", (0, 0, 1, 1 / 5, 1 / log2(6))),
        # Of two right ones the first counts for all but nDCG.
        ("xaxbz", "ab", (0, 1, 1, 1 / 2, (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)))),
        ("ab", "abc", (1, 1, 1, 1, (1 + 1 / log2(3)) / (1 + 1 / log2(3) + 1 / 2))),
        # Passages of one article are one place: a stands second, not fourth.
        ("xxxa", "a", (0, 1, 1, 1 / 2, 1 / log2(3))),
        # An article that comes again gains nothing again.
        ("aaa", "a", (1, 1, 1, 1, 1)),
        # The eleventh is too late.
        ("bcdefghijka", "a", (0, 0, 0, 0, 0)),
        ("bcdefghijak", "a", (0, 0, 1, 1 / 10, 1 / log2(11))),
    ],
)
def test_a_question_scores_by_where_its_right_articles_stand(
    found: str, relevant: str, expected: tuple[float, ...]
) -> None:
    assert score(found, set(relevant)) == pytest.approx(expected)


def test_more_right_articles_than_places_can_be_all_right() -> None:
    many = [f"article {number}" for number in range(15)]

    assert score(many, set(many)) == pytest.approx((1, 1, 1, 1, 1))


def test_a_figure_is_the_mean_of_its_scores() -> None:
    (figures,) = estimate([np.array([(1, 1, 1, 1, 1), (0, 1, 1, 0.5, 0.6), (0, 0, 1, 0.2, 0.4), (0, 0, 0, 0, 0)])])

    assert [e.metric for e in figures] == list(METRICS)
    assert values(figures) == pytest.approx([0.25, 0.5, 0.75, 0.425, 0.5])


@given(SCORES)
def test_a_value_lies_in_its_interval_and_an_interval_within_the_scores(scores: list[tuple[float, ...]]) -> None:
    array = np.array(scores)
    (figures,) = estimate([array])

    for e, column in zip(figures, array.T, strict=True):
        assert column.min() - 1e-9 <= e.low <= e.value <= e.high <= column.max() + 1e-9


@given(SCORES)
def test_the_same_scores_give_the_same_interval_beside_whatever_else(scores: list[tuple[float, ...]]) -> None:
    array = np.array(scores)

    assert estimate([array, 1 - array])[0] == estimate([array])[0]


def test_an_interval_is_about_as_wide_as_the_normal_one() -> None:
    right = np.repeat([1.0, 0.0], [280, 120])
    (figures,) = estimate([np.tile(right[:, None], 5)])

    # The standard error of a share of .7 of 400 is .0229.
    assert figures[0].low == pytest.approx(0.7 - 1.96 * 0.0229, abs=0.006)
    assert figures[0].high == pytest.approx(0.7 + 1.96 * 0.0229, abs=0.006)


def test_all_right_is_an_interval_without_width() -> None:
    (figures,) = estimate([np.ones((7, 5))])

    assert intervals(figures) == [(1, 1)] * 5


def test_a_way_differs_from_itself_by_nothing() -> None:
    answers = {f"q{n}": ["x"] * (n % 3) + ["a"] for n in range(20)}
    asked = [query(question, "a") for question in answers]

    compared = compare([way("one", answers), way("same", answers)], asked, lambda: None)

    first, second = compared.whole.rows
    assert first.difference is None
    assert second.figures == first.figures
    assert second.difference is not None
    assert [(e.value, e.low, e.high, e.differs) for e in second.difference] == [(0, 0, 0, False)] * 5


def test_a_difference_is_paired() -> None:
    """The better way is right wherever the other is, which is half of the time: unpaired, the intervals overlap."""
    ours = {f"q{n}": ["a"] if n % 20 < 11 else ["x"] for n in range(200)}
    theirs = {f"q{n}": ["a"] if n % 20 < 10 else ["x"] for n in range(200)}
    asked = [query(question, "a") for question in ours]

    first, second = compare([way("ours", ours), way("theirs", theirs)], asked, lambda: None).whole.rows

    assert second.difference is not None
    assert second.figures[0].high > first.figures[0].low
    assert second.difference[0].value == pytest.approx(-0.05)
    assert second.difference[0].high < 0
    assert second.difference[0].differs


def test_each_language_pair_has_its_own_figures() -> None:
    answers = {"a1": ["a"], "a2": ["x"], "a3": ["a"], "b1": ["x"], "c1": ["a"]}
    pairs = {"a": ("en", "es"), "b": ("es", "es"), "c": ("fr", "de")}
    asked = [query(question, "a", pair=pairs[question[0]]) for question in answers]
    counted: list[int] = []

    compared = compare([way("one", answers)], asked, lambda: counted.append(1))

    assert len(counted) == 5
    assert compared.whole.queries == 5
    assert compared.whole.rows[0].figures[0].value == pytest.approx(0.6)
    assert {name: (of.queries, of.rows[0].figures[0].value) for name, of in compared.pairs.items()} == {
        "en on es": (3, pytest.approx(2 / 3)),
        "es on es": (1, 0),
        "fr on de": (1, 1),
    }
    assert next(iter(compared.pairs)) == "en on es"
