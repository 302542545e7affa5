"""Where the cosines of one embedding model lie: straight lines from them to the bundled model's.

Each model has a scale of its own. Of a question and the sentence that answers it multilingual-e5-small makes .87 and of
two strangers .75, where all-MiniLM-L6-v2 makes .60 and .07. Every threshold, weight and regression of Footnote was
found with multilingual-e5-small, and stays single: whoever has a cosine puts it on that model's scale first, by
`Calibration.scale(language, other_language)`, and compares it then. What is handed on - `Hit.score`, the sentences'
scores, what `corpus/embedding/similarity.py` returns - is on that scale already, so that no code beyond needs to know
of models.

The bundled model's calibration is shipped. That of another is fitted by `footnote doctor --calibrate`
(calibrate.py), and kept with the corpus under the model's name.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from corpus.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line: a cosine times `times`, and `plus`."""

    times: float = 1.0
    plus: float = 0.0

    def __call__(self, cosine: float) -> float:
        """Return a cosine as it would be on the bundled model's scale."""
        return self.times * cosine + self.plus


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The lines for texts of one pair of languages, or of one language.

    `asked` is for a question and a 'title : sentence', `met` for how a question's words are met by a passage's
    (word_vectors.py), `alike` for two sentences.
    """

    asked: Line = field(default_factory=Line)
    met: Line = field(default_factory=Line)
    alike: Line = field(default_factory=Line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What is known of one embedding model, by name; `found` tells how, and `sure` whether that was by trying it.

    `within` are the scales of the languages that it was fitted in, `elsewhere` is for any other, and `across` for two
    texts of different languages.
    """

    model: str
    found: str
    sure: bool = True
    within: Mapping[str, Scale] = field(default_factory=dict[str, Scale])
    elsewhere: Scale = field(default_factory=Scale)
    across: Scale = field(default_factory=Scale)

    def scale(self, language: str, other: str) -> Scale:
        """Return the scale for two texts by their languages."""
        return self.within.get(language, self.elsewhere) if language == other else self.across

    def packed(self) -> str:
        """Return it as text to be kept; `unpacked` makes it again."""
        return json.dumps(asdict(self))


BUNDLED = Calibration(
    model="multilingual-e5-small",
    found="the scale that all thresholds are on; across languages benchmarks/retrieval.md",
    # What a cosine between two languages lacks: over parallel English and Spanish passages .047 to .057; what words met
    # in another language lack: over right passages of XQuAD in three languages .10 and .14.
    across=Scale(asked=Line(1.0, 0.045), met=Line(1.0, 0.12)),
)
"""The calibration of the model that comes along."""


def unpacked(text: str) -> Calibration:
    """Return a calibration that was kept.

    Raises:
        StoreError: it is no calibration.
    """
    try:
        held: dict[str, Any] = json.loads(text)
        within = {language: _scale(lines) for language, lines in held.pop("within").items()}
        elsewhere, across = (_scale(held.pop(name)) for name in ("elsewhere", "across"))
        return Calibration(**held, within=within, elsewhere=elsewhere, across=across)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("The calibration of the corpus is broken: run `footnote doctor --calibrate`.") from error


def _scale(held: dict[str, dict[str, float]]) -> Scale:
    return Scale(**{name: Line(float(line["times"]), float(line["plus"])) for name, line in held.items()})
