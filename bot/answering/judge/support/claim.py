"""The nouns of judging: a claim with the quotes that it is to rest on, and what a judge says of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

JudgeName = Literal["bundled", "support", "model"]
"""The judge that comes along, the cross-encoder that the settings name, or the chat model that they name."""

MOST_QUOTES = 3
"""Of more quotes than these no sentence is made that a reader could check."""


class Difference(StrEnum):
    """In what a sentence differs from its quotes, where that can be told."""

    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    WHO = "who"  # who did it, or who said it
    HOW_SURE = "how_sure"
    HOW_MANY = "how_many"
    WHEN = "when"
    CAUSE = "cause"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of an article; its title and the sentence before them say of whom "she" and "the group" are said."""

    text: str
    language: str
    title: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence, in a language, and the quotes that are to support it together."""

    text: str
    language: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The probability that the quotes support the sentence, whether that is sure enough to say it, and what differs."""

    probability: float
    supported: bool
    differs: Difference | None = None

    @property
    def is_certain(self) -> bool:
        """Say whether no further look can change it: the quote's own words, or nothing that could be judged."""
        return self.probability in (0.0, SAME.probability)


class Judge(Protocol):
    """Says whether quotes support sentences."""

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return a judgement a claim; one on what can't be judged is a refusal.

        Raises:
            ModelError: a model that it asks can't be used.
        """
        ...


SAME = Judgement(probability=0.99, supported=True)
"""A quote that is said again word by word, whatever a model makes of it."""

REFUSED = Judgement(probability=0.0, supported=False, differs=Difference.NOT_STATED)


def joined(judgements: Sequence[Judgement]) -> Judgement:
    """Return what several judges say of one claim together: the least of their probabilities, and no more than all."""
    least = min(judgements, key=lambda one: (one.supported, one.probability))
    return Judgement(
        probability=min(one.probability for one in judgements),
        supported=all(one.supported for one in judgements),
        differs=least.differs,
    )
