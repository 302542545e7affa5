"""What is said beyond the last reply, or in place of it: further sentences of its articles, or its best one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.choosing import fitting_best, overlap, run_of, says_again, states
from bot.answering.selection.selected import Selected, one_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.reply import Citation, Reply
    from bot.answering.selection.library import Library

_MOST = 3
_WORDS = 40


def select(asks: str, before: Reply, told: Sequence[str], asked: Asked, library: Library) -> Selected:
    """Return more than a reply to some words said, or if it is to be shorter, the sentence of it that is found best.

    `told` is what else was said since: it isn't said again.
    """
    if not before.citations:
        return Selected(
            code=before.code if before.abstained else ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NOTHING_MORE),)
        )
    found = [ranked.evidence for ranked in fitting_best(library.answering(asked.core), asked)]
    if asks == "shorter":
        first = before.citations[0]
        within = [e for e in (*found, *library.sentences_of(first.article)) if _lies_in(e, first)]
        return Selected(groups=one_group([next((e for e in within if states(e, asked)), within[0])]))
    chosen: list[Evidence] = []
    for one in _further(before.citations, found, library):
        new = not any(_lies_in(one, c) for c in before.citations) and not any(one.text in words for words in told)
        if new and len(chosen) < _MOST and not says_again(one, chosen):
            run = run_of(one, _WORDS)
            repeats = any(overlap(run, said) for said in (*before.citations, *chosen))
            chosen.append(one if repeats else run)
    if not chosen:
        return Selected(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.NOTHING_MORE),))
    return Selected(groups=one_group(chosen))


def _further(citations: Sequence[Citation], found: Sequence[Evidence], library: Library) -> Iterator[Evidence]:
    """Yield the sentences of the cited articles: those found for the question, then those that follow what was said."""
    articles = {citation.article.id: citation for citation in citations}
    yield from (e for e in found if e.article.id in articles)
    for citation in articles.values():
        own = library.sentences_of(citation.article)
        yield from (e for e in own if e.start >= citation.end)
        yield from (e for e in own if e.start < citation.start)


def _lies_in(evidence: Evidence, citation: Citation) -> bool:
    same = evidence.article.id == citation.article.id
    return same and citation.start <= evidence.start < citation.end
