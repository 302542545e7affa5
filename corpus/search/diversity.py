"""Select what reaches the answer: what says the same once, not too much of one article, and what runs on as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.language.near_duplicates import same_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.article import Hit

MOST_OF_ONE_ARTICLE = 3


def select(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """Return at most `limit` of the hits, best first.

    Of passages that say the same in nearly the same words one is kept, the newest, in the place of the best. No
    article has more than three, unless there is no other. Passages that stand side by side in one paragraph, which was
    cut for its length, are one.
    """
    kept = _joined(_without_repeats(hits))
    several = len({hit.article.id for hit in kept}) > 1
    counts: dict[str, int] = {}
    selected: list[Hit] = []
    for hit in kept:
        counts[hit.article.id] = counts.get(hit.article.id, 0) + 1
        if not several or counts[hit.article.id] <= MOST_OF_ONE_ARTICLE:
            selected.append(hit)
    return selected[:limit]


def _without_repeats(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        at = next((i for i, other in enumerate(kept) if same_words(other.passage.text, hit.passage.text)), None)
        if at is None:
            kept.append(hit)
        elif _is_newer(hit, kept[at]):
            kept[at] = replace(hit, score=kept[at].score)
    return kept


def _is_newer(hit: Hit, other: Hit) -> bool:
    new, old = hit.article.published, other.article.published
    return new is not None and (old is None or new > old)


def _joined(hits: Sequence[Hit]) -> list[Hit]:
    """Join the passages of one paragraph; the whole stands where the best of them did."""
    joined: list[Hit] = []
    for hit in hits:
        beside = [other for other in joined if _runs_on(other, hit) or _runs_on(hit, other)]
        if not beside:
            joined.append(hit)
            continue
        whole = _whole([*beside, hit])
        joined[joined.index(beside[0])] = whole
        joined = [other for other in joined if other not in beside[1:]]
    return joined


def _runs_on(first: Hit, second: Hit) -> bool:
    """Say whether a passage goes on with the paragraph of another."""
    if first.article.id != second.article.id or first.passage.end > second.passage.start:
        return False
    between = first.article.text[first.passage.end : second.passage.start]
    return not between.strip() and "\n" not in between


def _whole(hits: Sequence[Hit]) -> Hit:
    """Return one hit of several that run on; it is as good as the best of them, the first, and has its id."""
    ordered = sorted(hits, key=lambda hit: hit.passage.start)
    start, end = ordered[0].passage.start, ordered[-1].passage.end
    passage = replace(
        hits[0].passage,
        ordinal=ordered[0].passage.ordinal,
        text=hits[0].article.text[start:end],
        start=start,
        end=end,
        sentences=tuple(span for hit in ordered for span in hit.passage.sentences),
    )
    scores = tuple(score for hit in ordered for score in hit.sentence_scores)
    return replace(hits[0], passage=passage, sentence_scores=scores)
