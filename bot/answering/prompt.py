"""Compose what the model is told, from the files in prompts/.

What never changes comes first in each prompt, so that the model's server finds it in its cache.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Evidence

NO_ANSWER = "NO ANSWER"

FOLDER = Path(__file__).resolve().parents[2] / "prompts"
_PARTS = re.compile(r"\A# System\n(?P<system>.+?)\n# User\n(?P<user>.+)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_DECLARED = {
    "answer": {"language", "no_answer", "sentences", "question"},
    "verdict": {"articles", "question"},
    "restate": {"language", "sentence"},
    "rewrite": {"turns", "question"},
}
_LANGUAGE_NAMES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "zh": "Chinese",
}
# What a text could forge: our fences, and the numbers that mark a footnote.
_FORGEABLE = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "\n": " ", "\r": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What the model is told, and what it is asked."""

    system: str
    user: str


def check_prompts() -> None:
    """Read every prompt, so that one that is missing or broken is noticed at the start.

    Raises:
        StoreError: a file is missing or doesn't use the variables it should.
    """
    for name in _DECLARED:
        _template(name)


def answer_prompt(context: Context, *, once_more: bool = False) -> Prompt:
    """Ask for an answer from the numbered sentences, in the question's language: `once_more` if it came in another."""
    language = language_name(context.question.language)
    prompt = _compose(
        "answer",
        language=language,
        no_answer=NO_ANSWER,
        sentences=_numbered(context.evidence),
        question=as_data(context.question.text),
    )
    return replace(prompt, user=f"{prompt.user}\nAnswer in {language} only.") if once_more else prompt


def verdict_prompt(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Ask whether sentences of articles state the answer, yes or no."""
    return _compose("verdict", articles=_by_article(evidence), question=as_data(question))


def verdict_on(context: Context, chosen: Sequence[Evidence]) -> Prompt:
    """Ask for a verdict on the best passage, and on those of the chosen sentences that aren't of it."""
    more = [e for e in chosen if e.passage.id != context.lead[0].passage.id]
    return verdict_prompt(context.question.text, [*context.lead, *more])


def restate_prompt(sentence: str, language: str) -> Prompt:
    """Ask for one sentence in another language."""
    return _compose("restate", language=language_name(language), sentence=as_data(sentence))


def rewrite_prompt(turns: Sequence[tuple[str, str]], question: str) -> Prompt:
    """Ask for a question that can be understood without the questions and answers before it."""
    lines = [[f"Question: {as_data(asked)}", answered and f"Answer: {as_data(answered)}"] for asked, answered in turns]
    told = "\n".join(line for pair in lines for line in pair if line)
    return _compose("rewrite", turns=told, question=as_data(question))


def language_name(code: str) -> str:
    """Return a language's English name, by its ISO 639-1 code."""
    return _LANGUAGE_NAMES.get(code, f"the language with the code {code}")


def as_data(text: str) -> str:
    """Return a text that can close no fence and forge no marker."""
    return " ".join(text.translate(_FORGEABLE).split())


def _numbered(evidence: Sequence[Evidence]) -> str:
    return "\n".join(f"[{number}] {as_data(e.text)}" for number, e in enumerate(evidence, 1))


def _by_article(evidence: Sequence[Evidence]) -> str:
    """Return sentences, a line each, under their article's title, which says of what "it" and "he" are said."""
    articles = (list(said) for _, said in groupby(evidence, key=lambda e: e.article.id))
    return "\n\n".join("\n".join(map(as_data, (said[0].article.title, *(e.text for e in said)))) for said in articles)


def _compose(name: str, **values: str) -> Prompt:
    template = _template(name)

    def fill(text: str) -> str:
        return _VARIABLE.sub(lambda match: values[match[1]], text)

    return Prompt(system=fill(template.system), user=fill(template.user))


@cache
def _template(name: str) -> Prompt:
    path = FOLDER / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StoreError(f"The prompt {path} can't be read: install Footnote again.") from error
    parts = _PARTS.match(text)
    if parts is None or set(_VARIABLE.findall(text)) != _DECLARED[name]:
        wanted = ", ".join(sorted(_DECLARED[name]))
        raise StoreError(f"The prompt {path} needs the headings System and User and the variables {wanted}: mend it.")
    return Prompt(system=parts["system"].strip(), user=parts["user"].strip())
