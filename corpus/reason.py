"""Why something can't be read: a sentence, and apart from it what it speaks of, so that it can be said in any language.

The words are English and their own key: whoever speaks another language looks them up and fills the same gaps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Reason:
    """An English sentence with gaps, such as `{name} is empty`, and what stands in them: words, numbers, reasons."""

    words: str
    values: Mapping[str, str | float | Reason] = field(default_factory=dict[str, "str | float | Reason"])

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.words.format(**self.values)

    def filled(self, **values: str | float | Reason) -> Reason:
        """Return it with values in its gaps."""
        return Reason(self.words, values)

    def packed(self) -> str:
        """Return it as text to be kept; `unpacked` makes it again."""
        return json.dumps(self, default=lambda one: {"words": one.words, "values": dict(one.values)})


def unpacked(text: str) -> Reason:
    """Return a reason that was kept; what is no packed one, as older versions kept them, is its words."""
    try:
        held: object = json.loads(text, object_hook=_made)
    except ValueError:
        held = None
    return held if isinstance(held, Reason) else Reason(text.replace("{", "{{").replace("}", "}}"))


def _made(held: dict[str, Any]) -> Any:
    return Reason(held["words"], held["values"]) if held.keys() == {"words", "values"} else held
