"""Notice where an article says otherwise: nearly the same sentence, with other numbers, or with a denial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.evidence import one_an_article, worth
from corpus.language.numbers import numbers
from corpus.language.statements import denies, leaves_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence
    from bot.answering.cite import Similarity

# Two sentences so alike speak of the same matter: of 450 questions over articles that tell of different ones, one is
# said to be answered in two ways (benchmarks/answers.md). Between languages it is reasoned from where translations lie.
_SAME_MATTER = 0.93
_SAME_MATTER_OTHER_LANGUAGE = 0.885
# How much less well than the best sentence another may have been found, and how many of the next are looked at.
_NEARLY_AS_WELL = 0.06
_LOOKED_AT = 8


def others_say(evidence: Sequence[Evidence], chosen: Sequence[Evidence], similarity: Similarity) -> list[Evidence]:
    """Return the best of the chosen sentences and those of other articles that contradict it, the newest first.

    Nothing where none does.
    """
    best = max(chosen, key=worth)
    rivals = [
        other
        for other in evidence[:_LOOKED_AT]
        if other.article.id != best.article.id
        and worth(other) >= worth(best) - _NEARLY_AS_WELL
        and _contradicts(other, best)
    ]
    if leaves_open(best.text, best.article.language) or not rivals:
        return []
    cosines = similarity(best.text, [other.text for other in rivals])
    against = [other for other, cosine in zip(rivals, cosines, strict=True) if cosine >= _enough(other, best)]
    return _newest_first([best, *one_an_article(against)]) if against else []


def _contradicts(one: Evidence, other: Evidence) -> bool:
    """Say whether two sentences on one matter can't both hold: each has a number of its own, or one denies."""
    said = [(evidence.text, evidence.article.language) for evidence in (one, other)]
    if leaves_open(*said[0]):
        return False
    # "One" is an article in half of the languages.
    first, second = (numbers(*text) - {"1"} for text in said)
    return bool(first - second and second - first) or denies(*said[0]) != denies(*said[1])


def _enough(other: Evidence, best: Evidence) -> float:
    return _SAME_MATTER if other.article.language == best.article.language else _SAME_MATTER_OTHER_LANGUAGE


def _newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    dated = [e for e in evidence if e.article.published]
    undated = [e for e in evidence if not e.article.published]
    return sorted(dated, key=lambda e: str(e.article.published), reverse=True) + undated
