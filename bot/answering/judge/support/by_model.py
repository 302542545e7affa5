"""Ask a strong chat model about all sentences of a draft at once: one call, and JSON that is checked by its schema.

It can only take away: a verdict that is missing, malformed, given twice or in part counts as a no, and one that says
yes to everything leaves what the other judges say (`claim.joined`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.judge.support.claim import REFUSED, Difference, Judgement
from bot.models.prompt import as_data, compose
from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.judge.support.claim import Claim
    from bot.models.prompt import Prompt

TOKENS_A_CLAIM = 60
"""What a verdict takes at the most: its JSON, and why in a few words."""

_TOKENS_AROUND = 40
# No chat model tells how sure it is; these only order what it says among itself.
_SAYS = {"yes": 0.95, "in part": 0.3, "no": 0.05}


class _Verdict(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    sentence: int
    supported: Literal["yes", "in part", "no"]
    differs: str = ""


class _Verdicts(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    verdicts: list[_Verdict]


class ModelJudge:
    """A chat model that is asked about several claims in one prompt."""

    def __init__(self, ask: Callable[[Prompt, int], str]) -> None:
        """Give what sends a prompt, with the most tokens that the answer may take, and returns the answer."""
        self._ask = ask

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return a judgement a claim; refusals where the model says nothing that can be read, or nothing at all."""
        if not claims:
            return []
        try:
            said = self._ask(judge_prompt(claims), _TOKENS_AROUND + TOKENS_A_CLAIM * len(claims))
        except ModelError:
            return [REFUSED] * len(claims)
        verdicts = _read(said)
        return [_judgement([v for v in verdicts if v.sentence == number]) for number in range(1, len(claims) + 1)]


def judge_prompt(claims: Sequence[Claim]) -> Prompt:
    """Ask about claims, numbered from 1, each with its quotes."""
    return compose("judge", claims="\n\n".join(_numbered(number, claim) for number, claim in enumerate(claims, 1)))


def _numbered(number: int, claim: Claim) -> str:
    quotes = (f"- {as_data(f'{q.title}: {q.before}')} “{as_data(q.text)}”" for q in claim.quotes)
    return "\n".join((f"{number}. Sentence: {as_data(claim.text)}", "Quotes:", *quotes))


def _read(said: str) -> list[_Verdict]:
    """Return the verdicts that an answer gives, whatever stands around its JSON."""
    begin, end = said.find("{"), said.rfind("}")
    try:
        return _Verdicts.model_validate(json.loads(said[begin : end + 1])).verdicts
    except (ValueError, ValidationError, RecursionError):
        return []


def _judgement(verdicts: Sequence[_Verdict]) -> Judgement:
    if len(verdicts) != 1:
        return REFUSED
    (verdict,) = verdicts
    yes = verdict.supported == "yes"
    differs = None if yes else _difference(verdict.differs)
    return Judgement(probability=_SAYS[verdict.supported], supported=yes, differs=differs)


def _difference(named: str) -> Difference:
    try:
        return Difference(named)
    except ValueError:
        return Difference.NOT_STATED
