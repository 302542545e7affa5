"""A fact, a reason, a way: the sentence that says it, with what follows it where that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.question.kind import Kind
from bot.answering.selection.choosing import fitting_best, run_of, says_again, second
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
    if not ranked:
        return Selected()
    first = ranked[0]
    most = _WORDS.get(asked.kind, _WORDS_OF_A_FACT)
    chosen = [run_of(first.evidence, most)]
    lacking = frozenset(library.telling(text)) - library.indexed(chosen[0].text, first.evidence.article.language)
    more = second(ranked, first, lacking)
    if more and not says_again(more.evidence, chosen):
        chosen.append(run_of(more.evidence, most))
    return Selected(groups=one_group(chosen))
