"""A list: the sentences that each name something more, of one article or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.selection.choosing import enumerates, fitting_best, run_of, says_again
from bot.answering.selection.selected import Selected, one_group

if TYPE_CHECKING:
    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library

_MOST = 3
_WORDS = 40
# An item may be worth so much less than the first.
_NEARLY = 0.08


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the sentences that name what is listed; one that names several may do alone."""
    ranked = fitting_best(library.ranked(text), asked)
    if not ranked:
        return Selected()
    chosen: list[Evidence] = []
    named: set[str] = set()
    more = 0
    for one in ranked:
        if one.worth < ranked[0].worth - _NEARLY:
            break
        names = library.names_in(one.evidence) - library.names(text)
        if says_again(one.evidence, chosen) or (chosen and not names - named):
            continue
        if len(chosen) == _MOST:
            more += 1
            continue
        chosen.append(run_of(one.evidence, _WORDS))
        named |= library.names_in(chosen[-1])
        if len(chosen) == 2 and all(enumerates(e.text) for e in chosen):  # noqa: PLR2004 -- two lists are one reply
            break
    return Selected(groups=one_group(chosen, is_list=len(chosen) > 1, more=more))
