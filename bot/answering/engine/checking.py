"""Check what someone says against the articles: its sentences one by one, with words for or against each, or none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.answering.engine.cite import cited
from bot.answering.judge.disagreement import against
from bot.answering.judge.support.attribution import rested
from corpus.language.sentences import split_sentences
from corpus.language.statements import asks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Context, Evidence, Similarity
    from bot.answering.judge.support.claim import Judge
    from bot.answering.judge.support.nearness import Nearness
    from bot.answering.reply import Citation

_MOST_CLAIMS = 8
# Of fewer words nothing is claimed: "Yes!", "Nice one".
_FEWEST_WORDS = 3


class Finding(StrEnum):
    """What the articles say to a claim."""

    FOR = "for"
    AGAINST = "against"
    UNSURE = "unsure"  # words that are near, and neither for certain
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim and what was found on it; `citations` are numbered through all claims of a text."""

    claim: str
    finding: Finding
    citations: tuple[Citation, ...] = ()


def claims_of(text: str, language: str) -> list[str]:
    """Return the sentences of a text that claim something: no questions, no exclamations of a word or two."""
    sentences = [" ".join(text[span.start : span.end].split()) for span in split_sentences(text, language)]
    return [one for one in sentences if len(one.split()) >= _FEWEST_WORDS and not asks(one, language)][:_MOST_CLAIMS]


def check(contexts: Iterable[Context], judge: Judge, nearness: Nearness, similarity: Similarity) -> tuple[Checked, ...]:
    """Return what is found on claims, each of which is the question of its context.

    Raises:
        ModelError: a model can't be used.
    """
    found = [_found(context, judge, nearness, similarity) for context in contexts]
    citations = iter(cited(evidence for _, _, words in found for evidence in words))
    return tuple(
        Checked(claim=claim, finding=finding, citations=tuple(next(citations) for _ in words))
        for claim, finding, words in found
    )


def _found(
    context: Context, judge: Judge, nearness: Nearness, similarity: Similarity
) -> tuple[str, Finding, Sequence[Evidence]]:
    claim, language = context.question.text, context.question.language
    if not context.evidence:
        return claim, Finding.NONE, ()
    (best,) = rested([(claim, frozenset())], context, judge, nearness)
    if best.judgement.supported:
        return claim, Finding.FOR, best.evidence
    if rivals := against(claim, language, context.evidence, similarity):
        return claim, Finding.AGAINST, rivals
    return claim, Finding.UNSURE if best.evidence else Finding.NONE, best.evidence[:1]
