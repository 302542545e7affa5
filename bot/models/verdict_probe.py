"""Read the bundled model's verdict in what it has understood, rather than in the yes or no that it would write.

Before it writes, the model's last hidden state tells more of whether the sentences answer than the one word can say. A
linear probe reads it: two logistic regressions over the state after the prompt's last token, one for whether the
sentences are of what is asked about, one for whether they state what is asked of it. It is made for one model and one
prompt, and read for no other (benchmarks/answers.md has its data and its errors, benchmarks/verdict_probe.py makes it).
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.models.prompt import FOLDER
from corpus.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.models.prompt import Prompt

FILE = FOLDER / "verdict_probe.json"
PROMPT_FILE = FOLDER / "verdict.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A model's log-odds that sentences are of what is asked about, and that they state what is asked of it."""

    found: float
    states: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A logistic regression over a hidden state of Euclidean length 1."""

    coefficients: tuple[float, ...]
    intercept: float

    def log_odds(self, state: Sequence[float]) -> float:
        """Return the log-odds that a state speaks for."""
        return self.intercept + sum(c * s for c, s in zip(self.coefficients, state, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What reads in a state whether sentences are of what is asked about, and whether they state what is asked."""

    found: Line
    states: Line

    def verdict(self, state: Sequence[float]) -> Verdict | None:
        """Return the verdict that a state speaks for; None where it is another model's."""
        if {len(self.found.coefficients), len(self.states.coefficients)} != {len(state)}:
            return None
        return Verdict(found=self.found.log_odds(state), states=self.states.log_odds(state))


def read_probe(model_sha256: str) -> Probe | None:
    """Return the probe for a model's weights and the verdict's prompt; None where it was made for others.

    Raises:
        StoreError: its file is missing or broken.
    """
    try:
        told = json.loads(FILE.read_text(encoding="utf-8"))
        probe = Probe(found=_unpacked(told["found"]), states=_unpacked(told["states"]))
        made_for = (told["model"], told["prompt"])
        prompt_sha256 = digest(PROMPT_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise StoreError("The probe {file} can't be read: install Footnote again.", file=FILE) from error
    return probe if made_for == (model_sha256, prompt_sha256) else None


def written(probe: Probe, model_sha256: str) -> str:
    """Return what the probe's file holds."""
    told = {
        "model": model_sha256,
        "prompt": digest(PROMPT_FILE.read_text(encoding="utf-8")),
        "found": _packed(probe.found),
        "states": _packed(probe.states),
    }
    return json.dumps(told, indent=1) + "\n"


def _packed(line: Line) -> dict[str, float | str]:
    packed = struct.pack(f"<{len(line.coefficients)}f", *line.coefficients)
    return {"intercept": line.intercept, "coefficients": base64.b64encode(packed).decode()}


def _unpacked(told: Mapping[str, Any]) -> Line:
    packed = base64.b64decode(told["coefficients"], validate=True)
    return Line(coefficients=struct.unpack(f"<{len(packed) // 4}f", packed), intercept=float(told["intercept"]))


def digest(text: str) -> str:
    """Return the SHA-256 of a prompt's file, whatever ends its lines."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def as_read(prompt: Prompt) -> str:
    """Return a prompt in the words that the bundled model reads it in: ChatML, to where its answer begins.

    Nothing in it can close a turn: what is quoted has no "<" left.
    """
    return (
        f"<|im_start|>system\n{prompt.system}<|im_end|>\n<|im_start|>user\n{prompt.user}<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
