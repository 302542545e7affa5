"""A list: the sentences that each name something more, of one article or several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.selection.choosing import enumerates, fitting_best, run_of, says_again
from bot.answering.selection.library import paragraph
from bot.answering.selection.selected import Selected, one_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library, Ranked

_MOST = 3
_WORDS = 40
# An item may be worth so much less than the first.
_NEARLY = 0.08
# What lists names things: so much more is a sentence worth for each, and where the kind of them is named beside it.
_FOR_A_NAME = 0.02
_FOR_THE_KIND = 0.04


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the sentences that name what is listed; one that names several may do alone."""
    ranked = _naming(fitting_best(library.answering(text), asked), asked, library)
    if not ranked:
        return Selected()
    of_kind = _is_of_kind(ranked[0], asked, library)
    chosen: list[Evidence] = []
    named: set[str] = set()
    more = 0
    for one in ranked:
        if one.worth < ranked[0].worth - _NEARLY:
            break
        names = library.names_in(one.evidence) - library.names(text)
        if says_again(one.evidence, chosen) or (chosen and not names - named):
            continue
        if of_kind and not _is_of_kind(one, asked, library):
            continue
        if len(chosen) == _MOST:
            more += of_kind
            continue
        chosen.append(run_of(one.evidence, _WORDS))
        named |= library.names_in(chosen[-1])
        if len(chosen) == 2 and all(enumerates(e.text) for e in chosen):  # noqa: PLR2004 -- two lists are one reply
            break
    return Selected(groups=one_group(chosen, is_list=len(chosen) > 1, more=more))


def _naming(ranked: Sequence[Ranked], asked: Asked, library: Library) -> list[Ranked]:
    """Return ranked sentences anew: what names several things, of the kind that is listed, comes first."""
    own = library.names(asked.core)

    def worth(one: Ranked) -> float:
        names = library.names_in(run_of(one.evidence, _WORDS)) - own
        of_kind = _FOR_THE_KIND * _is_of_kind(one, asked, library)
        return one.worth + _FOR_A_NAME * min(len(names), _MOST) + of_kind

    raised = [replace(one, worth=worth(one)) for one in ranked]
    return sorted(raised, key=lambda r: r.worth, reverse=True)


def _is_of_kind(ranked: Ranked, asked: Asked, library: Library) -> bool:
    """Say whether the kind of thing that is listed is named in a sentence's paragraph: "Which cities ..."."""
    first, _, rest = asked.core.partition(" ")  # "name the cities": the first word only asks
    things = list(library.telling(rest or first))[:1]
    language = ranked.evidence.article.language
    if not things or language != library.language:
        return False
    return things[0] in library.indexed(paragraph(ranked.evidence), language)
