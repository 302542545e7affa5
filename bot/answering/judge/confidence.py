"""Tell how sure it is that the sentences which were found answer the question, from what is known of both.

Two things are asked, and both must hold: are they of what is asked about, and do they state what is asked of it. Most
questions that have no answer here are about something else, and finding sees that. A near miss, over the very article
that it is about, looks like any question to it: that is told by what differs, and by a model's verdict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answering.evidence import best_of
from bot.answering.judge.restating import missing_names, missing_numbers
from bot.answering.judge.substitution import replaced
from bot.models.verdict_probe import Verdict
from corpus.language.statements import denies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence

LEFT_OPEN = 0.1
"""From this probability on, sentences that say the matter is open are given as what the articles say of it.

Less than for an answer, since they needn't state one: all of the sample questions that are left open pass.
"""

LISTED = 0.3
"""From here on what a passage speaks of all of answers a question for a list, without a verdict.

Many that sound like one ask for a single thing: of 24 such near misses 8 are above, of 57 that are stated 51.
"""

SURE = 0.7
"""From here on no model is asked: of facts that an article states, 14 to 74 of 100 are above, of near misses 0 to 13.

The bundled model's verdict declines more of the former than of the latter (benchmarks/answers.md).
"""

SEVERAL = 0.01
"""Where the best passage is ahead by less than this, another article may be the one that is meant."""

# A sentence nearer than this is no likelier to state what is asked: near misses repeat the question.
_NEAR_ENOUGH = 0.86
# What no verdict as sure as this would let through, none of 750 did let through, and some were as sure as 5.
_SUREST = Verdict(found=2.0, states=2.0)
_NONE = Verdict(found=0.0, states=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What speaks for the sentences answering.

    The cosine of the best one, how far its passage's joined score is ahead of other articles', the shares of the
    question's names and numbers that the passages don't have, whether the question denies something, and the best
    sentence nothing, how sure it is that this one has another word in the place of one of the question's, and a model's
    verdict, None where no model gave one.
    """

    cosine: float
    ahead: float
    missing_names: float
    missing_numbers: float
    denies: bool
    denies_alone: bool
    replaced: float
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A logistic regression; its data and its errors: benchmarks/answers.md."""

    begins: float
    cosine: float = 0.0
    cosine_near: float = 0.0  # of the cosine as far as it tells anything
    ahead: float = 0.0
    missing_names: float = 0.0
    missing_numbers: float = 0.0
    denies: float = 0.0
    denies_alone: float = 0.0
    replaced: float = 0.0
    log_odds: float = 0.0

    def probability(self, signals: Signals, log_odds: float) -> float:
        """Return the probability that these signals, and a model's log-odds, speak for."""
        found = self.cosine * signals.cosine + self.cosine_near * min(signals.cosine, _NEAR_ENOUGH)
        found += self.ahead * signals.ahead
        lacking = self.missing_names * signals.missing_names + self.missing_numbers * signals.missing_numbers
        differing = self.denies * signals.denies + self.denies_alone * signals.denies_alone
        differing += self.replaced * signals.replaced
        logit = found - lacking - differing + self.log_odds * log_odds - self.begins
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Whether the sentences are of what is asked about, and whether they state what is asked.

    From the probability `answers` on that both hold, they are given as an answer (benchmarks/answers.md).
    """

    found: Fit
    states: Fit
    answers: float

    def probability(self, signals: Signals) -> float:
        """Return the probability that both hold."""
        verdict = signals.verdict or _NONE
        return self.found.probability(signals, verdict.found) * self.states.probability(signals, verdict.states)


ALONE = Fits(
    found=Fit(begins=30.3, cosine=33.9, ahead=121.0, missing_names=1.3),
    states=Fit(begins=36.1, cosine_near=43.0, missing_numbers=2.2, denies=1.3, denies_alone=0.9, replaced=2.0),
    answers=0.4,
)
WITH_VERDICT = Fits(
    found=Fit(begins=13.6, cosine=13.9, ahead=106.0, missing_names=0.7, log_odds=0.8),
    states=Fit(
        begins=29.9, cosine_near=35.7, missing_numbers=2.0, denies=1.0, denies_alone=0.7, replaced=1.7, log_odds=0.63
    ),
    answers=0.46,
)


def signals(context: Context, chosen: Sequence[Evidence], ahead: float) -> Signals:
    """Return what speaks for the chosen sentences answering, before a model is asked."""
    question, language = context.question.matter, context.question.language
    best = best_of(context)
    around = [
        (words, e.article.language) for e in (*chosen, *context.lead) for words in (e.passage.text, e.article.title)
    ]
    denied = denies(question, language)
    return Signals(
        cosine=best.score,
        ahead=ahead,
        missing_names=missing_names(question, language, (words for words, _ in around)),
        missing_numbers=missing_numbers(question, around),
        denies=denied,
        denies_alone=denied and not denies(best.text, best.article.language),
        replaced=replaced(question, best.text, language) if best.article.language == language else 0.0,
    )


def confidence(found: Signals) -> float:
    """Return the probability that the sentences answer."""
    return _fits(found).probability(found)


def answers(found: Signals) -> bool:
    """Say whether it is sure enough that the sentences answer."""
    return confidence(found) >= _fits(found).answers


def _fits(found: Signals) -> Fits:
    return ALONE if found.verdict is None else WITH_VERDICT


def is_sure(found: Signals) -> bool:
    """Say whether the sentences answer for sure, so that no model need be asked."""
    return found.verdict is None and confidence(found) >= SURE


def hopeless(found: Signals) -> bool:
    """Say whether no verdict could make the sentences an answer, so that no model need be asked."""
    return WITH_VERDICT.probability(replace(found, verdict=_SUREST)) < LEFT_OPEN
