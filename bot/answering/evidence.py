"""Order and frame sentences that may be quoted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.language.statements import asks, leaves_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Context, Evidence


def best_of(context: Context) -> Evidence:
    """Return the sentence of the best passage that is nearest to the question."""
    return max(context.lead, key=lambda e: e.score)


def one_an_article(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the first sentence of each article."""
    first: dict[str, Evidence] = {}
    for one in evidence:
        first.setdefault(one.article.id, one)
    return list(first.values())


def worth(evidence: Evidence) -> float:
    """Return what a sentence is ordered by."""
    return evidence.score + evidence.passage_score


def framed(evidence: Evidence) -> Evidence:
    """Return a sentence that asks something together with the neighbour that says it is left open.

    Alone, "What about the CIA?" could be taken for a hint; next to "the post doesn't say", it can't.
    """
    language = evidence.article.language
    if not asks(evidence.text, language):
        return evidence
    spans = evidence.passage.sentences
    at = next((i for i, span in enumerate(spans) if span.start == evidence.start), None)
    if at is None:
        return evidence
    for first, last in ((at, at + 1), (at - 1, at)):
        if first < 0 or last >= len(spans):
            continue
        other = evidence.passage.sentence(last if first == at else first)
        if leaves_open(other, language) and not asks(other, language):
            start, end = spans[first].start, spans[last].end
            return replace(evidence, start=start, end=end, text=evidence.article.text[start:end])
    return evidence


def without_overlaps(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out a sentence that a framed neighbour already holds."""
    kept: list[Evidence] = []
    for one in sorted(evidence, key=lambda e: len(e.text), reverse=True):
        if not any(o.article.id == one.article.id and o.start <= one.start and one.end <= o.end for o in kept):
            kept.append(one)
    return [e for e in evidence if e in kept]
