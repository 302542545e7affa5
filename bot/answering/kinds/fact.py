"""A fact, yes or no, or a way: the sentence that says it, with what follows it where that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.question.kind import Kind
from bot.answering.reply import ReplyCode
from bot.answering.selection.choosing import (
    fitting_best,
    of_what_is_named,
    overlap,
    run_of,
    says_again,
    second,
    settling,
)
from bot.answering.selection.selected import Selected, one_group
from bot.answering.selection.wanted import counts, states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library, Ranked

# How many words a quote may have: a way is told in several sentences, a fact in one or two.
_WORDS: Final = {Kind.HOW: 60}
_WORDS_OF_A_FACT = 40
# What the share of the question's words counts beside the worth: who did what must be told for a yes or no, so that it
# decides among what is found nearly as well; how something is done is told in other words, too.
_SHARE_COUNTS = {Kind.YES_NO: 1.0, Kind.HOW: 0.2}
# What states a number or a time may be worth so much less than what is found best, and doesn't.
_FOR_WHAT_IS_WANTED = 0.10
_FOR_THE_LANGUAGE = 0.05
# A sentence with this share of a yes-or-no question's words settles it alone.
_SETTLED = 0.5


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the best sentence with what goes on with it, and a second where it adds something that is asked."""
    ranked = fitting_best(of_what_is_named(library.answering(text), library, text), asked)
    if weight := _SHARE_COUNTS.get(asked.kind):
        ranked = settling(ranked, weight)
    most = _WORDS.get(asked.kind, _WORDS_OF_A_FACT)
    first = _first(ranked, asked, most)
    if first is None:
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in ranked[:3]))
    chosen = [run_of(first.evidence, most)]
    lacking = frozenset(library.telling(text)) - library.indexed(chosen[0].text, first.evidence.article.language)
    if asked.kind is Kind.YES_NO and first.share >= _SETTLED:
        return Selected(groups=one_group(chosen))
    more = second(ranked, first, lacking, explains=asked.kind is Kind.HOW)
    if more and states(more.evidence, asked) and not says_again(more.evidence, chosen):
        run = run_of(more.evidence, most)
        chosen.append(more.evidence if overlap(run, chosen[0]) else run)
    return Selected(groups=one_group(chosen))


def _first(ranked: Sequence[Ranked], asked: Asked, most: int) -> Ranked | None:
    """Return the best that states what is asked for; a number of something else only where nothing is found better.

    A number or a time that is stated nearly as well in the question's language needs no translation.
    """
    near = [r for r in ranked if r.worth >= ranked[0].worth - _FOR_WHAT_IS_WANTED]
    stating = [r for r in near if states(run_of(r.evidence, most), asked)]
    if asked.detail == "how_many":
        stating = [r for r in stating if r is ranked[0] or counts(run_of(r.evidence, most), asked)]
    if not stating or asked.detail not in {"how_many", "when"}:
        return next(iter(stating), None)
    as_good = (r for r in stating if r.worth >= stating[0].worth - _FOR_THE_LANGUAGE)
    return next((r for r in as_good if r.evidence.article.language == asked.language), stating[0])
