"""A fact, a reason, a way: the sentence that says it, with what follows it where that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.question.kind import Kind
from bot.answering.reply import ReplyCode
from bot.answering.selection.choosing import fitting_best, overlap, reason, run_of, says_again, second, states
from bot.answering.selection.selected import Selected, one_group
from corpus.language.registry import language_data

if TYPE_CHECKING:
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library

# How many words a quote may have: a reason or a way is told in several sentences, a fact in one or two.
_WORDS: Final = {Kind.WHY: 60, Kind.HOW: 60}
_WORDS_OF_A_FACT = 40


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the best sentence with what goes on with it, and a second where it adds something that is asked."""
    because = language_data(library.language).because if asked.kind is Kind.WHY else ""
    ranked = fitting_best(library.ranked(f"{text} {because}".strip()), asked)
    first = ranked[0]
    most = _WORDS.get(asked.kind, _WORDS_OF_A_FACT)
    chosen = [run_of(first.evidence, most)]
    if not states(chosen[0], asked):
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in ranked[:3]))
    lacking = frozenset(library.telling(text)) - library.indexed(chosen[0].text, first.evidence.article.language)
    more = second(ranked, first, lacking)
    if asked.kind is Kind.WHY and not language_data(first.evidence.article.language).reasons.search(chosen[0].text):
        more = reason(ranked, first) or more
    if more and not says_again(more.evidence, chosen):
        run = run_of(more.evidence, most)
        chosen.append(more.evidence if overlap(run, chosen[0]) else run)
    return Selected(groups=one_group(chosen))
