"""Let a cross-encoder of one's choice say whether quotes entail a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.answering.judge.support.claim import REFUSED, Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.judge.support.claim import Claim

# Nothing is known of the scale of a model that somebody else trained: half is what its own makers decide by.
_SURE = 0.5


class Entailment(Protocol):
    """Says how probably a sentence follows from words."""

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return a probability for each pair of words and sentence."""
        ...


class CrossEncoderJudge:
    """A model that reads the quotes of a claim, each under its title, together with its sentence."""

    def __init__(self, model: Entailment) -> None:
        """Give the model that reads both."""
        self._model = model

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return a judgement a claim.

        Raises:
            ModelError: the model can't be loaded.
        """
        read = [claim for claim in claims if _is_read(claim)]
        found = iter(self._model.probabilities([(premise(claim), claim.text) for claim in read]))
        return [_judgement(next(found)) if _is_read(claim) else REFUSED for claim in claims]


def premise(claim: Claim) -> str:
    """Return the quotes of a claim as one text, each title once before its quotes."""
    said: list[str] = []
    title = ""
    for quote in claim.quotes:
        if quote.title and quote.title != title:
            said.append(f"{quote.title}.")
        title = quote.title
        said += [words for words in (quote.before, quote.text) if words]
    return " ".join(said)


def _is_read(claim: Claim) -> bool:
    return bool(claim.text.strip()) and any(quote.text.strip() for quote in claim.quotes)


def _judgement(probability: float) -> Judgement:
    return Judgement(probability=probability, supported=probability >= _SURE)
