"""A comparison: what speaks of both sides, then each side by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import Heading, HeadingCode, Note, NoteCode, ReplyCode
from bot.answering.selection.choosing import best_runs, is_about, run_of, says_again
from bot.answering.selection.selected import Group, Selected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library, Ranked

_MOST_SIDES = 4
_RUNS = 2
_WORDS = 60


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return what is found best for both sides, and what speaks of a side that is lacking; one may be missing."""
    sides = list({side.casefold(): side for side in asked.sides}.values())[:_MOST_SIDES]
    if len(sides) == 1:  # a thing with itself
        return Selected(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.WHICH, words=(sides[0],)),))
    words = _words_of(sides, library)
    together = library.ranked(text)
    said = [run for run in best_runs(together, _RUNS, _WORDS) if any(_has(run, own, library) for own in words)]
    missing: list[Note] = []
    for side, own in zip(sides, words, strict=True):
        if any(_has(run, own, library) for run in said):
            continue
        found = _of_side(side, own, together, said, library)
        if found is None:
            missing.append(Note(code=NoteCode.PART_UNKNOWN, words=(side,)))
        else:
            said.append(run_of(found.evidence, _WORDS))
    if not said or len(missing) == len(sides):
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in together[:3]))
    code = ReplyCode.IN_PART if missing else ReplyCode.ANSWERED
    return Selected(code=code, groups=_by_side(said, sides, words, library), missing=tuple(missing))


def _by_side(
    said: Sequence[Evidence], sides: Sequence[str], words: Sequence[frozenset[str]], library: Library
) -> tuple[Group, ...]:
    """Return what speaks of several sides first, then each side's under its name."""
    spoken = [[i for i, own in enumerate(words) if _has(run, own, library)] for run in said]
    both = tuple(run for run, of in zip(said, spoken, strict=True) if len(of) != 1)
    groups = [Group(evidence=both)] if both else []
    for index, side in enumerate(sides):
        own = tuple(run for run, of in zip(said, spoken, strict=True) if of == [index])
        groups += [Group(evidence=own, heading=Heading(code=HeadingCode.SIDE, words=side))] if own else []
    return tuple(groups)


def _words_of(sides: Sequence[str], library: Library) -> list[frozenset[str]]:
    """Return the words that tell each side from the others: of a name its own, or else those that the others lack."""
    words = [frozenset(library.telling(side)) for side in sides]
    named = [library.named(side) for side in sides]
    own = [
        (n or w) - frozenset[str]().union(*(o for o in words if o is not w)) for n, w in zip(named, words, strict=True)
    ]
    return [mine or all_ for mine, all_ in zip(own, words, strict=True)]


def _has(evidence: Evidence, words: frozenset[str], library: Library) -> bool:
    return bool(words) and words <= library.indexed(evidence.text, evidence.article.language)


def _of_side(
    side: str, words: frozenset[str], together: Sequence[Ranked], said: Sequence[Evidence], library: Library
) -> Ranked | None:
    """Return what speaks of a side: best with the words of the whole question, or else what its own words find."""
    for ranked in (together, library.ranked(side)):
        for one in ranked:
            if _has(one.evidence, words, library) and not says_again(one.evidence, said):
                return one
    best = next(iter(library.ranked(side)), None)
    return best if best and is_about(best, library, side) and not says_again(best.evidence, said) else None
