"""Tell how far the best passage is ahead of what other articles say on other matters: a little, and they may be meant.

"When does the war begin?" means nothing alone: one article after another is found about as well. Articles that say
nearly the same aren't rivals, whichever of them is quoted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.evidence import best_of, one_an_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence, Similarity

# A lead of more tells no more.
MOST_AHEAD = 0.04
# Two sentences so alike tell of one matter, in one language or in two (benchmarks/answers.md).
_ONE_MATTER = 0.88
_ONE_MATTER_OTHER_LANGUAGE = 0.85


def ahead(context: Context, chosen: Sequence[Evidence], similarity: Similarity) -> float:
    """Return how much more the best passage is worth than the best of an article on another matter that isn't quoted.

    From 0 to `MOST_AHEAD`, which is also returned where there is no other, and where the newest article is wanted.
    """
    question = context.question
    if not context.lead or (question.time and question.time.newest_first):
        return MOST_AHEAD
    best = best_of(context)
    quoted = {best.article.id, *(e.article.id for e in chosen)}
    best_first = sorted(context.evidence, key=lambda e: (e.passage_score, e.score), reverse=True)
    rivals = [
        e
        for e in one_an_article(best_first)
        if e.article.id not in quoted and e.passage_score > best.passage_score - MOST_AHEAD
    ]
    cosines = similarity(best.text, [e.text for e in rivals]) if rivals else []
    leads = (
        best.passage_score - rival.passage_score
        for rival, cosine in zip(rivals, cosines, strict=True)
        if cosine < (_ONE_MATTER if rival.article.language == best.article.language else _ONE_MATTER_OTHER_LANGUAGE)
    )
    return max(min(leads, default=MOST_AHEAD), 0.0)
