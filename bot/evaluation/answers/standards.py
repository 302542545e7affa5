"""Measure replies by what a right one says: its facts, the sentences it should quote, and when it should decline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.evaluation.answers.grading import normalised
from bot.evaluation.figure_table import FigureTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.evaluation.answers.grading import Judged

ALL = "all"
# A quote helps that shares so much of its runs of two words with the sentences that should be quoted.
_SHARED = 0.5
_COLUMNS = ("", "n", "facts", "whole", "words", "helpful", "gold P", "R", "F1", "decl-", "decl+", "first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """Figures of the replies to questions of one type; None where there is nothing to measure."""

    type: str
    questions: int
    facts_said: float | None
    whole: float | None
    words: float | None
    helpful_quotes: float | None
    gold_precision: float | None
    gold_recall: float | None
    gold_f1: float | None
    declined_wrongly: float | None
    declined_rightly: float | None
    first_word_s: float | None


def standards(judged: Sequence[Judged]) -> list[Standard]:
    """Return the figures of each type of question, and of all."""
    types = list(dict.fromkeys(each.query.kind or ALL for each in judged))
    groups = [(name, [each for each in judged if (each.query.kind or ALL) == name]) for name in types]
    if types != [ALL]:
        groups.append((ALL, list(judged)))
    return [_standard(name, group) for name, group in groups]


def standard_document(standard: Standard) -> dict[str, Any]:
    """Return figures as what JSON can hold."""
    named = ((name, getattr(standard, name)) for name in Standard.__slots__)
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in named}


def standard_table(title: str, judged: Sequence[Judged]) -> FigureTable:
    """Lay the figures out, a row a type."""
    rows: list[list[str]] = []
    for one in standards(judged):
        given = [getattr(one, name) for name in Standard.__slots__]
        shown = [_plain(value) for value in given[2:]]
        shown[2] = "-" if one.words is None else f"{one.words:.0f}"
        shown[-1] = "-" if one.first_word_s is None else f"{one.first_word_s:.1f}"
        rows.append([one.type, str(one.questions), *shown])
    return FigureTable(title=title, columns=_COLUMNS, rows=rows)


def transcript(title: str, judged: Sequence[Judged]) -> str:
    """Return every reply for reading: what was asked, what it should say, what was said on which words."""
    lines = [title]
    for each in judged:
        lines += ["", *_paragraph(each)]
    return "\n".join(lines) + "\n"


def facts_said(each: Judged) -> list[bool]:
    """Say of each fact of a question whether the reply or a quote of it has it; a refusal says none."""
    if each.reply.abstained:
        return [False] * len(each.query.facts)
    said = _spaced(" ".join([each.reply.shown, *(quoted.quote for quoted in each.reply.quotes)]))
    return [bool(re.search(fact, said, re.IGNORECASE)) for fact in each.query.facts]


def helps(each: Judged, quote: str) -> bool:
    """Say whether a quote has a fact, or much of a sentence that should be quoted."""
    if any(re.search(fact, _spaced(quote), re.IGNORECASE) for fact in each.query.facts):
        return True
    pairs, gold = _pairs([quote]), _pairs(each.query.standard)
    return bool(pairs) and len(pairs & gold) >= _SHARED * len(pairs)


def _standard(name: str, judged: Sequence[Judged]) -> Standard:
    asked = [each for each in judged if each.query.expected == "answer" and each.query.relevant]
    unknown = [each for each in judged if each.query.expected in {"nothing", "open"}]
    with_facts = [facts_said(each) for each in judged if each.query.facts]
    answered = [each for each in asked if not each.reply.abstained]
    with_gold = [_gold(each) for each in asked if each.query.standard]
    quotes = [
        helps(each, quoted.quote)
        for each in answered
        if each.query.facts or each.query.standard
        for quoted in each.reply.quotes
    ]
    first = [each.reply.first if each.reply.first is not None else each.reply.total for each in judged]
    return Standard(
        type=name,
        questions=len(judged),
        facts_said=_mean([fact for facts in with_facts for fact in facts]),
        whole=_mean([all(facts) for facts in with_facts]),
        words=_mean([len(each.reply.shown.split()) for each in judged if not each.reply.abstained]),
        helpful_quotes=_mean(quotes),
        gold_precision=_mean([precision for precision, _, _ in with_gold]),
        gold_recall=_mean([recall for _, recall, _ in with_gold]),
        gold_f1=_mean([f1 for _, _, f1 in with_gold]),
        declined_wrongly=_mean([each.reply.abstained for each in asked]),
        declined_rightly=_mean([each.reply.abstained or each.reply.code == "open" for each in unknown]),
        first_word_s=_mean([time / 1000 for time in first]),
    )


def _gold(each: Judged) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the quotes' runs of two words; a refusal has none."""
    quoted = set[tuple[str, str]]() if each.reply.abstained else _pairs([q.quote for q in each.reply.quotes])
    gold = _pairs(each.query.standard)
    both = len(quoted & gold)
    if not both:
        return 0.0, 0.0, 0.0
    precision, recall = both / len(quoted), both / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _pairs(texts: Sequence[str]) -> set[tuple[str, str]]:
    words = (normalised(text, ()).split() for text in texts)
    return {pair for spoken in words for pair in pairwise(spoken)}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".removeprefix("0")


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _paragraph(each: Judged) -> Iterator[str]:
    before = "".join(f"({asked}) " for asked, _ in each.query.history)
    yield f"Q  {before}{each.query.question}  [{each.query.id}, {each.query.kind}, {each.query.expected}]"
    for fact, said in zip(each.query.facts, facts_said(each), strict=True):
        yield f"{'+' if said else '-'}  {fact}"
    for gold in each.query.standard:
        yield f"=  {_spaced(gold)}"
    yield f">  {each.reply.code}: {each.reply.shown or each.reply.note}"
    yield from (f"   * {entry}" for entry in each.reply.listed)
    for quoted in each.reply.quotes:
        mark = "*" if helps(each, quoted.quote) else " "
        yield f"  {mark}[{quoted.number}] {quoted.title}: {_spaced(quoted.quote)}"
