"""Answer in the articles' own words: which sentences to quote.

The sentences of one passage are quoted, the one found best: sentences of several are of the right article far less
often, and hold the answer no more often (benchmarks/answers.md). Others join where they are needed: from the same
article, where the passage is short, and from any, where they have a name of the question that the passage lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.evidence import best_of, framed, without_overlaps, worth
from bot.answering.judge.restating import missing_names
from corpus.language.statements import denies, leaves_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence

MOST_QUOTES = 3
MOST_ARTICLES = 4
# A sentence of the passage whose cosine is this much less than the best one's is left out.
_NEARLY_AS_GOOD = 0.06
# A sentence of another passage must be worth nearly as much, to fill up or for a name that is missing.
_TO_FILL_UP = 0.03
_FOR_A_NAME = 0.08
_MOST_NAMES = 2


def choose(context: Context) -> list[Evidence]:
    """Return the sentences to quote, none where nothing was found.

    The best comes first, since it is what people look for; the others follow, those of one article in its order.
    """
    if not context.lead:
        return []
    best = best_of(context)
    chosen = [
        e
        for e in sorted(context.lead, key=lambda e: e.score, reverse=True)[:MOST_QUOTES]
        if e.score >= best.score - _NEARLY_AS_GOOD
    ]
    lead = {(e.article.id, e.start) for e in context.lead}
    rest = [e for e in context.evidence if (e.article.id, e.start) not in lead]
    chosen += [e for e in rest if e.article.id == best.article.id and worth(e) >= worth(best) - _TO_FILL_UP][
        : MOST_QUOTES - len(chosen)
    ]
    chosen += _with_missing_names(context, chosen, [e for e in rest if worth(e) >= worth(best) - _FOR_A_NAME])
    first = {e.article.id: i for i, e in reversed(list(enumerate(chosen)))}
    others = sorted((e for e in chosen if e is not best), key=lambda e: (first[e.article.id], e.start))
    return without_overlaps([framed(e) for e in (best, *others)])


def left_open(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Return those of the chosen sentences that leave something open, and after them those that deny something.

    What else they state would pass for an answer to what is open.
    """
    kept = [e for e in chosen if leaves_open(e.text, e.article.language) or denies(e.text, e.article.language)]
    return sorted(kept, key=lambda e: not leaves_open(e.text, e.article.language))


def _with_missing_names(context: Context, chosen: Sequence[Evidence], others: Sequence[Evidence]) -> list[Evidence]:
    """Return sentences that have a name of the question which the chosen ones and their passages lack."""
    question, language = context.question.matter, context.question.language
    added: list[Evidence] = []
    for other in others:
        around = [words for e in (*chosen, *added) for words in (e.passage.text, e.article.title)]
        lacking = missing_names(question, language, around)
        if not lacking or len(added) == _MOST_NAMES:
            break
        if missing_names(question, language, [*around, other.text]) < lacking:
            added.append(other)
    return added
