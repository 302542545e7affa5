"""Let the bundled chat model read quotes and sentence too: its leaning to yes or no, joined with the judge of words.

With an adapter that was fitted for this one question it tells twins apart that all words and vectors leave alike; a
logistic regression of both is made by training/support.py on twins of our own that neither has learnt from. What it
gets right and wrong is in benchmarks/support.md.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.answering.judge.support.claim import Difference, Judgement
from bot.answering.judge.support.differences import NAMES, NUMBERS, signs
from bot.answering.judge.support.wording import is_reordered
from bot.models.prompt import as_data, compose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.judge.support.bundled import BundledJudge, Joint
    from bot.answering.judge.support.claim import Claim
    from bot.models.prompt import Prompt


class ReadingJudge:
    """The judge that comes along, and a chat model's leaning on what is left to it."""

    def __init__(self, words: BundledJudge, leaning: Callable[[Prompt], float | None], joint: Joint) -> None:
        """Give the judge of words, what asks the chat model for its log-odds of yes, and the regression of both."""
        self._words = words
        self._leaning = leaning
        self._joint = joint

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return a judgement a claim; what the judge of words takes for the same, or can't judge, isn't asked about.

        Raises:
            ModelError: a model can't be used.
        """
        return [self._judgement(*each) for each in zip(claims, self._words.supports(claims), strict=True)]

    def _judgement(self, claim: Claim, by_words: Judgement) -> Judgement:
        if by_words.is_certain:
            return by_words
        leaning = self._leaning(reading_prompt(claim))
        if leaning is None:
            return by_words
        log_odds = self._joint.log_odds(math.log(by_words.probability / (1 - by_words.probability)), leaning)
        differs = _seen(claim)
        if differs is None and log_odds < self._joint.sure:
            differs = by_words.differs or Difference.NOT_STATED
        return Judgement(probability=1 / (1 + math.exp(-log_odds)), supported=differs is None, differs=differs)


def _seen(claim: Claim) -> Difference | None:
    """Return what differs where it is seen in the words themselves: a model that reads past it changes nothing.

    The same words in another order may be a passive; mostly somebody else has done it.
    """
    found = signs(claim)
    if found[NUMBERS]:
        return Difference.NUMBER
    if found[NAMES]:
        return Difference.NAME
    return Difference.WHO if is_reordered(claim) else None


def reading_prompt(claim: Claim) -> Prompt:
    """Ask whether quotes, each title once before its own, state all that a sentence says."""
    lines: list[str] = []
    title = ""
    for quote in claim.quotes:
        if quote.title and quote.title != title:
            lines.append(as_data(quote.title))
        title = quote.title
        lines.append(as_data(f"{quote.before} {quote.text}"))
    return compose("supported", quotes="\n".join(lines), sentence=as_data(claim.text))
