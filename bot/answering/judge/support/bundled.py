"""The judge that comes along: a logistic regression over what can be told without a strong model.

Two things are told: how near the sentence is to its quotes (`nearness`), and in which words it differs (`differences`).
Its coefficients are made by training/support.py, which names the data; what it gets right and wrong is in
benchmarks/support.md. It orders sentences better than it decides: roles and near synonyms are all but hidden from it.
So only what it finds likely passes, and of that only what says no more than the quotes, in their words (`wording`).
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.judge.support.claim import REFUSED, SAME, Difference, Judgement
from bot.answering.judge.support.differences import is_known, named, signs
from bot.answering.judge.support.wording import adds_nothing, is_said_in_order
from corpus.errors import StoreError
from corpus.language.statements import asks, leaves_open
from corpus.language.words import fold, spelt_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.judge.support.claim import Claim
    from bot.answering.judge.support.nearness import Nearness

FILE = Path(__file__).with_name("weights.json")
SHA256 = "a94ab3308b6a0e804c07e79daf037eb6236f37a8dac0fa24e67a57acefa0ee85"
# A sentence of fewer words that aren't names or numbers states nothing that could be judged.
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A logistic regression; from the log-odds `sure` on a sentence is said."""

    coefficients: Mapping[str, float]
    intercept: float
    sure: float

    def log_odds(self, found: Mapping[str, float]) -> float:
        """Return the log-odds that a sentence is supported, by what was found of it."""
        return self.intercept + sum(weight * found[name] for name, weight in self.coefficients.items())

    def worst_sign(self, found: Mapping[str, float]) -> Difference:
        """Return what it is that speaks most against a sentence, where a word tells it."""
        against = {name: weight * found[name] for name, weight in self.coefficients.items() if name not in WHOLE}
        worst = min(against, key=lambda name: against[name], default="")
        return named(worst) if against.get(worst, 0.0) < 0 else Difference.NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A logistic regression of this judge's log-odds and a chat model's; from the log-odds `sure` on one is said."""

    words: float
    leaning: float
    intercept: float
    sure: float

    def log_odds(self, words: float, leaning: float) -> float:
        """Return the log-odds that a sentence is supported, by those of both."""
        return self.intercept + self.words * words + self.leaning * leaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The regressions, and the embedding model by whose vectors they were made."""

    embedding: str
    fit: Fit
    joint: Joint


# What is measured of a whole sentence names no word that differs.
WHOLE = frozenset(("least met", "few met", "quotes met", "length", "quotes"))


def read_weights(file: Path = FILE, sha256: str = SHA256) -> Weights:
    """Return the weights that come along.

    Raises:
        StoreError: their file is missing, broken or another than the one expected.
    """
    try:
        data = file.read_bytes()
        told = json.loads(data)
        joint = Joint(**{name: float(value) for name, value in told["joint"].items()})
        weights = Weights(embedding=told["embedding"], fit=_fit(told), joint=joint)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError("The judge's weights {file} can't be read: install Footnote again.", file=file) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError("The judge's weights {file} aren't the ones expected: install Footnote again.", file=file)
    return weights


def _fit(told: Mapping[str, Any]) -> Fit:
    coefficients = {str(name): float(weight) for name, weight in told["coefficients"].items()}
    return Fit(coefficients=coefficients, intercept=float(told["intercept"]), sure=float(told["sure"]))


class BundledJudge:
    """Judges by vectors and words."""

    def __init__(self, nearness: Nearness, weights: Weights, embedding: str) -> None:
        """Give what reads texts as vectors, the weights, and the name of the embedding model that makes the vectors."""
        self._nearness = nearness
        self._weights = weights
        self._is_fitted = embedding == weights.embedding

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return a judgement a claim.

        Raises:
            ModelError: a model can't be used.
        """
        self._nearness.read([t for claim in claims for t in (claim.text, *(q.text for q in claim.quotes))])
        return [self._judgement(claim) for claim in claims]

    def _judgement(self, claim: Claim) -> Judgement:
        if any(_is_said_in(claim.text, quote.text, claim.language) for quote in claim.quotes):
            return SAME
        if not _can_be_judged(claim):
            return REFUSED
        # Who only asks states nothing; of it can be said at most that it is open.
        if all(asks(q.text, q.language) for q in claim.quotes) and not leaves_open(claim.text, claim.language):
            return REFUSED
        if not self._is_fitted or not all(map(is_known, {claim.language, *(q.language for q in claim.quotes)})):
            return REFUSED
        found = found_of(claim, self._nearness)
        fit = self._weights.fit
        log_odds = fit.log_odds(found)
        likely = log_odds >= fit.sure
        probability = 1 / (1 + math.exp(-log_odds))
        if likely and is_said_in_order(claim) and adds_nothing(signs(claim)):
            return Judgement(probability=probability, supported=True)
        # Where words and signs are as they should be, it is their order that isn't.
        differs = Difference.WHO if likely and adds_nothing(signs(claim)) else fit.worst_sign(found)
        return Judgement(probability=probability, supported=False, differs=differs)


def found_of(claim: Claim, nearness: Nearness) -> dict[str, float]:
    """Return what the regressions go by, by name."""
    return {
        **nearness.measures(claim),
        **signs(claim),
        "length": math.log(len(claim.text) / sum(len(quote.text) for quote in claim.quotes)),
        "quotes": float(len(claim.quotes)),
    }


def _can_be_judged(claim: Claim) -> bool:
    words = [word for word in claim.text.split() if any(c.isalpha() for c in word) and not word[:1].isupper()]
    return len(words) >= _FEWEST_WORDS and bool(claim.quotes) and all(q.text.strip() for q in claim.quotes)


def _is_said_in(text: str, quote: str, language: str) -> bool:
    words = spelt_words(fold(text), language)
    return bool(words) and words == spelt_words(fold(quote), language)
