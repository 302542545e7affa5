"""Answer in the articles' own words: which sentences to quote, and how sure it is that they answer.

The sentences of one passage are quoted, the one found best: sentences of several are of the right article far less
often, and hold the answer no more often (benchmarks/answers.md). Others join where they are needed: from the same
article, where the passage is short, and from any, where they have a name of the question that the passage lacks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.context import framed, without_overlaps, worth
from bot.answering.lacking import has_all
from bot.answering.replaced import replaced
from bot.answering.support import denies, missing_names, missing_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence

MOST_QUOTES = 3
MOST_ARTICLES = 4
ANSWERS = 0.55
"""From this probability on, the sentences are given as an answer."""

LEFT_OPEN = 0.15
"""From this probability on, sentences that say the matter is open are given as what the articles say of it."""

# A sentence of the passage whose cosine is this much less than the best one's is left out.
_NEARLY_AS_GOOD = 0.06
# A sentence of another passage must be worth nearly as much, to fill up or for a name that is missing.
_TO_FILL_UP = 0.03
_FOR_A_NAME = 0.08
_MOST_NAMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What speaks for the sentences answering.

    The cosine of the best one, the joined score of its passage, the shares of the question's names and numbers that the
    passages don't have, whether the question denies something, and the best sentence nothing, how sure it is that this
    one has another word in the place of one of the question's, and the logarithm of a model's yes over its no, None
    where no model was asked.
    """

    cosine: float
    passage: float
    missing_names: float
    missing_numbers: float
    denies: bool
    denies_alone: bool
    replaced: float
    log_odds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A logistic regression; its data and its errors: benchmarks/answers.md."""

    begins: float
    cosine: float
    passage: float
    missing_names: float
    missing_numbers: float
    denies: float
    denies_alone: float
    replaced: float
    log_odds: float = 0.0

    def logit(self, signals: Signals) -> float:
        """Return the logarithm of the odds that the sentences answer."""
        found = self.cosine * signals.cosine + self.passage * signals.passage - self.begins
        lacking = self.missing_names * signals.missing_names + self.missing_numbers * signals.missing_numbers
        differing = self.denies * signals.denies + self.denies_alone * signals.denies_alone
        differing += self.replaced * signals.replaced
        return found - lacking - differing + self.log_odds * (signals.log_odds or 0.0)


_ALONE = Fit(
    begins=30.6,
    cosine=26.5,
    passage=9.6,
    missing_names=1.0,
    missing_numbers=2.2,
    denies=1.7,
    denies_alone=0.8,
    replaced=2.3,
)
_WITH_VERDICT = Fit(
    begins=22.7,
    cosine=26.6,
    passage=0.0,  # says nothing beside the verdict
    missing_names=0.8,
    missing_numbers=2.0,
    denies=1.2,
    denies_alone=0.5,
    replaced=2.0,
    log_odds=1.32,
)
# No verdict of a model has made up for less.
_HOPELESS = -3.0


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


def choose_about(context: Context) -> list[Evidence]:
    """Return sentences of several articles on what the question wants to be told about, the best first.

    One an article, and more only where few articles have the question's words; none where none has.
    """
    fitting = [e for e in context.evidence if has_all(context.question, e)]
    fitting.sort(key=lambda e: (has_all(context.question, e, itself=True), worth(e)), reverse=True)
    first = list({e.article.id: e for e in reversed(fitting)}.values())[::-1][:MOST_ARTICLES]
    more = [e for e in fitting if e not in first][: max(0, MOST_QUOTES - len(first))]
    return without_overlaps([framed(e) for e in (*first, *more)])


def best_of(context: Context) -> Evidence:
    """Return the sentence of the best passage that is nearest to the question."""
    return max(context.lead, key=lambda e: e.score)


def signals(context: Context, chosen: Sequence[Evidence], log_odds: float | None) -> Signals:
    """Return what speaks for the chosen sentences answering."""
    question, language = context.question.matter, context.question.language
    best = best_of(context)
    around = [words for e in (*chosen, *context.lead) for words in (e.passage.text, e.article.title)]
    return Signals(
        cosine=best.score,
        passage=best.passage_score,
        missing_names=missing_names(question, around),
        missing_numbers=missing_numbers(question, around),
        denies=denies(question),
        denies_alone=denies(question) and not denies(best.text),
        replaced=replaced(question, best.text, language) if best.article.language == language else 0.0,
        log_odds=log_odds,
    )


def confidence(found: Signals) -> float:
    """Return the probability that the sentences answer."""
    fit = _ALONE if found.log_odds is None else _WITH_VERDICT
    return 1 / (1 + math.exp(-fit.logit(found)))


def hopeless(found: Signals) -> bool:
    """Say whether finding alone rules an answer out, so that no model need be asked."""
    return _WITH_VERDICT.logit(found) < _HOPELESS


def _with_missing_names(context: Context, chosen: Sequence[Evidence], others: Sequence[Evidence]) -> list[Evidence]:
    """Return sentences that have a name of the question which the chosen ones and their passages lack."""
    question = context.question.matter
    added: list[Evidence] = []
    for other in others:
        around = [words for e in (*chosen, *added) for words in (e.passage.text, e.article.title)]
        lacking = missing_names(question, around)
        if not lacking or len(added) == _MOST_NAMES:
            break
        if missing_names(question, [*around, other.text]) < lacking:
            added.append(other)
    return added
