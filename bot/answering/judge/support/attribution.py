"""Find the words that a drafted sentence rests on: of all that were read, the smallest set of quotes that supports it.

The numbers that a model marks its sentences with are a hint and no more. A quote is added to the others where it has
words of the sentence that they don't have, so that "both were built in 1904" finds the two buildings; the judge is then
asked about the first quote, about two, about three, and the smallest set that it is sure of is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.judge.support.claim import MOST_QUOTES, Claim, Judgement, Quote, joined
from bot.answering.judge.support.nearness import met_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Drafted, Evidence
    from bot.answering.judge.support.claim import Judge
    from bot.answering.judge.support.nearness import Nearness

# All three are means, over the words of a sentence, of the cosine of the nearest word of the quotes.
_MARKED = 0.03  # what a model's own number is worth
_ADDS = 0.02  # what another quote must add: of true sentences made from two, three quarters get as much from the second
# Of sentences and the quotes that they were made from, false ones too, 98 in 100 are nearer than this; of sentences and
# quotes of other articles none of 400 is.
_NEAR = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rested:
    """A drafted sentence, the words that it rests on, and whether they support it; none where nothing is near."""

    text: str
    evidence: tuple[Evidence, ...]
    judgement: Judgement


def rested(
    drafted: Sequence[Drafted], context: Context, judge: Judge, nearness: Nearness, second: Judge | None = None
) -> list[Rested]:
    """Return the sentences of a draft with what they rest on; `second` is asked about those that `judge` is sure of.

    Raises:
        ModelError: a model can't be used.
    """
    sets = [_sets(sentence, hints, context, nearness) for sentence, hints in drafted]
    language = context.question.language
    claims = [
        Claim(text=sentence, language=language, quotes=tuple(map(quote_of, chosen)))
        for (sentence, _), found in zip(drafted, sets, strict=True)
        for chosen in found
    ]
    judgements = iter(judge.supports(claims))
    judged = [
        _best(sentence, [(chosen, next(judgements)) for chosen in found])
        for (sentence, _), found in zip(drafted, sets, strict=True)
    ]
    return _asked_again(judged, language, second) if second else judged


def quote_of(evidence: Evidence) -> Quote:
    """Return a sentence of an article with its title and the sentence before it in its passage."""
    passage = evidence.passage
    before = [i for i, span in enumerate(passage.sentences) if span.end <= evidence.start]
    return Quote(
        text=evidence.text,
        language=evidence.article.language,
        title=evidence.article.title,
        before=passage.sentence(before[-1]) if before else "",
    )


def _sets(sentence: str, hints: frozenset[int], context: Context, nearness: Nearness) -> list[tuple[Evidence, ...]]:
    """Return sets of one, two and three quotes, as many as have words of the sentence; none where nothing is near."""
    evidence = context.evidence
    said, *there = nearness.read([sentence, *(e.text for e in evidence)])
    if not there or not len(said):
        return []
    met = np.stack([met_by(said, [one]) for one in there])
    marked = np.array([_MARKED * (number in hints) for number in range(1, len(evidence) + 1)])
    chosen = [int((met.mean(axis=1) + marked).argmax())]
    while len(chosen) < MOST_QUOTES:
        together = np.maximum(met, met[chosen].max(axis=0)).mean(axis=1)
        best = int(together.argmax())
        if together[best] - together[chosen[0]] < _ADDS:
            break
        chosen.append(best)
    if met[chosen].max(axis=0).mean() < _NEAR:
        return []
    return [tuple(evidence[i] for i in chosen[:size]) for size in range(1, len(chosen) + 1)]


def _best(sentence: str, judged: Sequence[tuple[tuple[Evidence, ...], Judgement]]) -> Rested:
    """Return the smallest set that supports a sentence, or else the likeliest."""
    if not judged:
        return Rested(text=sentence, evidence=(), judgement=Judgement(probability=0.0, supported=False))
    likeliest = max(judged, key=lambda pair: pair[1].probability)
    chosen, judgement = next((pair for pair in judged if pair[1].supported), likeliest)
    return Rested(text=sentence, evidence=chosen, judgement=judgement)


def _asked_again(judged: Sequence[Rested], language: str, second: Judge) -> list[Rested]:
    sure = [one for one in judged if one.judgement.supported]
    claims = [Claim(text=one.text, language=language, quotes=tuple(map(quote_of, one.evidence))) for one in sure]
    said = dict(zip((one.text for one in sure), second.supports(claims), strict=True))
    return [
        Rested(text=one.text, evidence=one.evidence, judgement=joined([one.judgement, said[one.text]]))
        if one.text in said
        else one
        for one in judged
    ]
