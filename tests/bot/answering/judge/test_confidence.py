from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.judge import confidence as sure
from bot.answering.judge.ambiguity import MOST_AHEAD
from bot.answering.judge.confidence import Signals, answers, confidence, hopeless, signals
from bot.answering.selection.quotes import choose
from bot.models.verdict_probe import Verdict
from tests.support.contexts import found

# What finding knows of a question that an article answers, with the bundled models.
ANSWERED = Signals(
    cosine=0.88,
    ahead=MOST_AHEAD,
    missing_names=0.0,
    missing_numbers=0.0,
    denies=False,
    denies_alone=False,
    replaced=0.0,
    verdict=Verdict(found=1.0, states=1.0),
)


def test_numbers_and_denials_of_the_question_that_the_passages_lack_are_signals() -> None:
    context = found("Who did not come in 1745?", ("In 1755 George came with an army.", 0.9))

    told = signals(context, choose(context), ahead=0.02)

    assert told.missing_numbers == 1.0
    assert told.denies
    assert told.denies_alone
    assert told.ahead == 0.02
    assert told.verdict is None


def test_what_an_article_answers_is_answered_with_a_model_and_without_one() -> None:
    assert answers(ANSWERED)
    assert answers(replace(ANSWERED, verdict=None))


@pytest.mark.parametrize("verdict", [None, ANSWERED.verdict], ids=["no verdict", "a verdict"])
@pytest.mark.parametrize(
    "less",
    [
        {"cosine": 0.8},
        {"ahead": 0.0},
        {"missing_names": 1.0},
        {"missing_numbers": 1.0},
        {"denies": True},
        {"denies": True, "denies_alone": True},
        {"replaced": 1.0},
    ],
    ids=str,
)
def test_each_signal_against_an_answer_makes_it_less_sure(
    less: dict[str, float | bool], verdict: Verdict | None
) -> None:
    told = replace(ANSWERED, verdict=verdict)

    assert confidence(replace(told, **less)) < confidence(told)


def test_either_half_of_a_denying_verdict_takes_an_answer_back() -> None:
    hardly_ahead = replace(ANSWERED, ahead=0.01)

    assert answers(hardly_ahead)
    assert not answers(replace(ANSWERED, verdict=Verdict(found=1.0, states=-2.0)))
    assert not answers(replace(hardly_ahead, verdict=Verdict(found=-2.0, states=1.0)))


def test_what_is_hardly_sure_is_answered_only_where_no_model_has_judged_it() -> None:
    for verdict in (None, ANSWERED.verdict):
        nearer = (replace(ANSWERED, ahead=0.01, cosine=0.8 + n / 2000, verdict=verdict) for n in range(200))
        doubtful = next(told for told in nearer if 0.41 < confidence(told) < 0.45)
        assert answers(doubtful) == (verdict is None)


def test_a_sentence_that_repeats_the_question_is_no_likelier_to_state_what_is_asked() -> None:
    near, nearer = (replace(ANSWERED, cosine=cosine) for cosine in (0.87, 0.95))

    for fits in (sure.ALONE, sure.WITH_VERDICT):
        assert fits.states.probability(near, 1.0) == fits.states.probability(nearer, 1.0)


def test_no_model_is_asked_of_what_it_could_not_save() -> None:
    foreign = replace(ANSWERED, cosine=0.74, ahead=0.0, missing_names=1.0, verdict=None)

    assert hopeless(foreign)
    assert not hopeless(replace(ANSWERED, verdict=None))
    assert not answers(replace(foreign, verdict=Verdict(found=2.0, states=2.0)))
