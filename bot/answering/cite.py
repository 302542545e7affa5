"""Turn a draft, or chosen sentences, into a reply whose every sentence has its footnote.

The numbers a model writes are a hint. Which words back a sentence is found here, and a sentence that nothing backs
isn't said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.answering.answer import Abstention, Answer, Citation, Sentence
from bot.answering.context import framed, without_overlaps
from bot.answering.prompt import NO_ANSWER
from bot.answering.support import backs, leaves_open, missing_names
from bot.answering.texts import text
from corpus.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence, Reply

_MARKER = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")
_MARKER_LEFT_OVER = re.compile(r"\s*\[\d[^\]]*\]?|\[\w*$")
_AFTER_STOP = re.compile(r"([.!?…。！？])((?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|!?\[[^\]]*\]\([^)]*\)")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+", re.MULTILINE)
_MARKER_BONUS = 0.02
_NEAREST = 3


class Similarity(Protocol):
    """Tells how alike in meaning texts are."""

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of a text to each of the others."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backed:
    """A sentence to be said, and the words that back it."""

    text: str
    evidence: Evidence


def cite_draft(draft: str, context: Context, similarity: Similarity) -> Reply:
    """Return the sentences of a draft that the context backs; an abstention where none is."""
    if not draft.strip() or NO_ANSWER.casefold() in draft.casefold():
        return abstain(context)
    backed: list[Backed] = []
    for sentence, hints in drafted_sentences(draft, context.question.language):
        evidence = _backing(sentence, hints, context, similarity)
        if evidence is not None and all(sentence != other.text for other in backed):
            backed.append(Backed(text=sentence, evidence=evidence))
    return answer(backed) if backed else abstain(context)


def answer(backed: Sequence[Backed], *, note: str = "") -> Answer:
    """Number the footnotes of backed sentences in the order they are first needed."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for one in backed:
        key = (one.evidence.article.id, one.evidence.start, one.evidence.end)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            citations.append(_citation(numbers[key], one.evidence))
        sentences.append(Sentence(text=one.text, citations=(numbers[key],)))
    return Answer(sentences=tuple(sentences), citations=tuple(citations), note=note)


def abstain(context: Context) -> Abstention:
    """Say that the articles don't say, and show the nearest sentences."""
    language = context.question.language
    if not context.evidence:
        return Abstention(reason=text("nothing", language), nearest=())
    nearest = without_overlaps([framed(e) for e in context.evidence[:_NEAREST]])
    best = nearest[0]
    around = (best.passage.text, best.article.title)
    raised = leaves_open(best.text) and not missing_names(context.question.text, around)
    return Abstention(
        reason=text("open" if raised else "nothing", language),
        nearest=tuple(_citation(number, e) for number, e in enumerate(nearest, 1)),
    )


def drafted_sentences(draft: str, language: str) -> list[tuple[str, set[int]]]:
    """Return the sentences of a draft without markers or addresses, each with the numbers it was marked with."""
    draft = _LIST_MARK.sub("", _ADDRESS.sub("", draft))
    draft = _AFTER_STOP.sub(r"\2\1", draft)
    sentences: list[tuple[str, set[int]]] = []
    for span in split_sentences(draft, language):
        marked = draft[span.start : span.end]
        hints = {int(n) for group in _MARKER.findall(marked) for n in re.split(r"\s*[,;]\s*", group)}
        bare = _MARKER_LEFT_OVER.sub("", _MARKER.sub("", marked)).strip()
        if re.search(r"\w", bare):
            sentences.append((bare, hints))
        elif sentences:
            sentences[-1][1].update(hints)
    return sentences


def _backing(sentence: str, hints: set[int], context: Context, similarity: Similarity) -> Evidence | None:
    """Return the words that best back a sentence, or None where none does."""
    cosines = similarity(sentence, [e.text for e in context.evidence])
    ranked = sorted(
        enumerate(context.evidence, 1),
        key=lambda pair: cosines[pair[0] - 1] + (_MARKER_BONUS if pair[0] in hints else 0.0),
        reverse=True,
    )
    for number, evidence in ranked[:_NEAREST]:
        known = (evidence.text, evidence.article.title, context.question.text)
        same = evidence.article.language == context.question.language
        if backs(sentence, evidence.text, cosines[number - 1], known=known, same_language=same):
            return evidence
    return None


def _citation(number: int, evidence: Evidence) -> Citation:
    return Citation(
        number=number,
        article=evidence.article,
        passage_id=evidence.passage.id,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
    )
