"""Compose what the model is told, from the files in prompts/.

What never changes comes first in each prompt, so that the model's server finds it in its cache.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.models.prompt import as_data, compose, language_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence
    from bot.models.prompt import Prompt

NO_ANSWER = "NO ANSWER"


def answer_prompt(context: Context, *, once_more: bool = False) -> Prompt:
    """Ask for an answer from the numbered sentences, in the question's language: `once_more` if it came in another."""
    language = language_name(context.question.language)
    prompt = compose(
        "answer",
        language=language,
        no_answer=NO_ANSWER,
        sentences=_numbered(context.evidence),
        question=as_data(context.question.text),
    )
    return replace(prompt, user=f"{prompt.user}\nAnswer in {language} only.") if once_more else prompt


def verdict_prompt(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Ask whether sentences of articles state the answer, yes or no."""
    return compose("verdict", articles=_by_article(evidence), question=as_data(question))


def verdict_on(context: Context, chosen: Sequence[Evidence]) -> Prompt:
    """Ask for a verdict on the best passage, and on those of the chosen sentences that aren't of it."""
    more = [e for e in chosen if e.passage.id != context.lead[0].passage.id]
    return verdict_prompt(context.question.text, [*context.lead, *more])


def restate_prompt(sentence: str, language: str) -> Prompt:
    """Ask for one sentence in another language."""
    return compose("restate", language=language_name(language), sentence=as_data(sentence))


def rewrite_prompt(turns: Sequence[tuple[str, str]], question: str) -> Prompt:
    """Ask for a question that can be understood without the questions and answers before it."""
    lines = [[f"Question: {as_data(asked)}", answered and f"Answer: {as_data(answered)}"] for asked, answered in turns]
    told = "\n".join(line for pair in lines for line in pair if line)
    return compose("rewrite", turns=told, question=as_data(question))


def _numbered(evidence: Sequence[Evidence]) -> str:
    return "\n".join(f"[{number}] {as_data(e.text)}" for number, e in enumerate(evidence, 1))


def _by_article(evidence: Sequence[Evidence]) -> str:
    """Return sentences, a line each, under their article's title, which says of what "it" and "he" are said."""
    articles = (list(said) for _, said in groupby(evidence, key=lambda e: e.article.id))
    return "\n\n".join("\n".join(map(as_data, (said[0].article.title, *(e.text for e in said)))) for said in articles)
