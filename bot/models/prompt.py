"""Prompts: what a chat model is told and asked, filled in from the files in prompts/.

What never changes comes first in each prompt, so that the model's server finds it in its cache.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import StoreError

FOLDER = Path(__file__).resolve().parents[2] / "prompts"
_PARTS = re.compile(r"\A# System\n(?P<system>.+?)\n# User\n(?P<user>.+)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_DECLARED = {
    "answer": {"language", "no_answer", "sentences", "question"},
    "verdict": {"articles", "question"},
    "restate": {"language", "sentence"},
    "rewrite": {"turns", "question"},
    "judge": {"claims"},
    "supported": {"quotes", "sentence"},
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


def language_name(code: str) -> str:
    """Return a language's English name, by its ISO 639-1 code (door: Babel)."""
    from babel import Locale

    return Locale("en").languages.get(code, f"the language with the code {code}")


def as_data(text: str) -> str:
    """Return a text that can close no fence and forge no marker."""
    return " ".join(text.translate(_FORGEABLE).split())


def compose(name: str, **values: str) -> Prompt:
    """Return a prompt with its variables filled in."""
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
        raise StoreError("The prompt {path} can't be read: install Footnote again.", path=path) from error
    parts = _PARTS.match(text)
    if parts is None or set(_VARIABLE.findall(text)) != _DECLARED[name]:
        wanted = ", ".join(sorted(_DECLARED[name]))
        raise StoreError(
            "The prompt {path} needs the headings System and User and the variables {wanted}: mend it.",
            path=path,
            wanted=wanted,
        )
    return Prompt(system=parts["system"].strip(), user=parts["user"].strip())
