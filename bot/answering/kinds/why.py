"""Why: the sentence that gives the reason first; where none does, that is said of what is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.choosing import is_as_good, of_what_is_named, overlap, reasons, run_of, says_again
from bot.answering.selection.selected import Selected, one_group
from bot.answering.selection.wanted import gives_reason
from corpus.language.registry import language_data

if TYPE_CHECKING:
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library

_WORDS = 60


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return the sentence that gives the reason, with what it is the reason of, and another where it is as good."""
    because = language_data(library.language).because
    ranked = of_what_is_named(library.answering(text, because=because), library, text)
    best = run_of(ranked[0].evidence, _WORDS)
    found = reasons(ranked, asked)
    if not found and not gives_reason(best.text, best.article.language, asked):
        return Selected(code=ReplyCode.IN_PART, groups=one_group([best]), notes=(Note(code=NoteCode.NO_REASON),))
    first, *others = found or ranked[:1]
    chosen = [run_of(first.evidence, _WORDS)]
    for other in others:
        if is_as_good(other, first) and not says_again(other.evidence, chosen):
            run = run_of(other.evidence, _WORDS)
            chosen.append(other.evidence if overlap(run, chosen[0]) else run)
            break
    return Selected(groups=one_group(chosen))
