"""Find out where an embedding model's cosines lie, on invented articles with questions (calibration_questions.toml).

Two means are made to lie where they lie for the bundled model: that of what belongs together, as a question and the
sentence that answers it, and that of each text and the nearest of what doesn't. A line through two points is all.

A model of one language still gives cosines between two, which tell little: where the two means lie too near each other
for their spread, the right ones aren't raised to where they would lie within one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus.embedding.calibration import Calibration, Line, Scale
from corpus.embedding.titled import titled_passage, titled_sentence
from corpus.embedding.word_vectors import how_well_met

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from corpus.embedding.embedder import Embedder

    Floats = NDArray[np.float32]

LANGUAGES: Final = ("en", "fr")
QUESTIONS: Final = "calibration_questions.toml"

# So many deviations must lie between the two means across languages, else they tell nothing. The bundled model: 1.5 for
# questions and 7 for translations; all-MiniLM-L6-v2, which knows English alone: 0 and 1.6.
_TOLD_ASKED = 0.75
_TOLD_ALIKE = 4.0
# Two means nearer than this to each other make no line.
_LEAST_APART = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Where one measure lies: the means of what belongs together and of the nearest of what doesn't, and a spread."""

    right: float
    other: float
    spread: float = 0.0

    def line_to(self, reference: Means) -> Line:
        """Return the line that puts these means where others lie, no steeper than their spread bears out."""
        times = (reference.right - reference.other) / max(self.right - self.other, self.spread, _LEAST_APART)
        return Line(times, reference.right - times * self.right)

    def tells(self, deviations: float) -> bool:
        """Say whether so many deviations lie between the two."""
        return self.right - self.other >= deviations * self.spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The three measures of a scale, for one language or across two."""

    asked: Means
    met: Means
    alike: Means


# What is found with the bundled model, in each language and across the two.
REFERENCE: Final = {
    "en": Measured(
        asked=Means(right=0.873, other=0.789), met=Means(right=0.560, other=0.277), alike=Means(right=1.0, other=0.779)
    ),
    "fr": Measured(
        asked=Means(right=0.875, other=0.822), met=Means(right=0.549, other=0.300), alike=Means(right=1.0, other=0.844)
    ),
}
# Where a question and its sentence in another language are put: where they lie within one.
_RAISED: Final = Measured(
    asked=Means(right=0.874, other=0.806), met=Means(right=0.555, other=0.289), alike=Means(right=0.921, other=0.780)
)
# Of all questions and strangers, and lower than the bundled model makes of the same text.
_CAUTIOUS: Final = Means(right=0.9, other=0.764)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Embedded:
    """The vectors of all topics in one language: of questions, sentences with and without title, and of words."""

    questions: Floats
    titled: Floats
    plain: Floats
    question_words: Sequence[Floats]
    passage_words: Sequence[bytes]
    topics: NDArray[np.int64]  # of each question, and of each sentence


def fitted(embedder: Embedder) -> Calibration:
    """Return the calibration of a model; it embeds some 400 short texts and 38 passages.

    Raises:
        ModelError: the model can't be loaded.
    """
    held = {language: _embedded(embedder, language) for language in LANGUAGES}
    within = {language: _scale(_within(of_one), REFERENCE[language]) for language, of_one in held.items()}
    elsewhere = _most_cautious(within.values())
    pairs = [(held[one], held[other]) for one, other in (LANGUAGES, LANGUAGES[::-1])]
    asked = _joined([_asked(*pair) for pair in pairs])
    met = _joined([_met(*pair) for pair in pairs])
    alike = _translated(*pairs[0])
    tells = asked.tells(_TOLD_ASKED)
    across = Scale(
        asked=_across(asked, _RAISED.asked, [scale.asked for scale in within.values()], tells=tells),
        met=_across(met, _RAISED.met, [scale.met for scale in within.values()], tells=tells),
        alike=alike.line_to(_RAISED.alike) if alike.tells(_TOLD_ALIKE) else Line(0.0, _RAISED.alike.other),
    )
    told = sum(len(of_one.questions) for of_one in held.values())
    return Calibration(
        model=embedder.name,
        found=f"fitted on {told} questions in English and French",
        within=within,
        elsewhere=elsewhere,
        across=across,
    )


@cache
def calibration_topics() -> list[dict[str, Any]]:
    """Return the invented articles, each with its title, sentences and questions by language."""
    text = (files("corpus.embedding") / QUESTIONS).read_text(encoding="utf-8")
    return tomllib.loads(text)["topic"]


def _embedded(embedder: Embedder, language: str) -> _Embedded:
    topics = [topic[language] for topic in calibration_topics()]
    sentences = [(topic["title"], sentence) for topic in topics for sentence in topic["sentences"]]
    questions = [question for topic in topics for question in topic["questions"]]
    passages = [titled_passage(topic["title"], " ".join(topic["sentences"])) for topic in topics]
    return _Embedded(
        questions=np.stack([embedder.query(question) for question in questions]),
        titled=embedder.passages([titled_sentence(title, sentence) for title, sentence in sentences]),
        plain=embedder.passages([sentence for _, sentence in sentences]),
        question_words=[embedder.query_words(question) for question in questions],
        passage_words=embedder.passages_and_words(passages, len(passages))[1],
        topics=np.repeat(np.arange(len(topics)), [len(topic["sentences"]) for topic in topics]),
    )


def _within(held: _Embedded) -> Measured:
    strangers = held.topics[:, None] != held.topics[None]
    alike = held.plain @ held.plain.T
    return Measured(
        asked=_asked(held, held), met=_met(held, held), alike=Means(right=1.0, other=float(alike[strangers].mean()))
    )


def _asked(asking: _Embedded, asked: _Embedded) -> Means:
    return _means(asking.questions @ asked.titled.T, asking.topics[:, None] != asked.topics[None])


def _met(asking: _Embedded, asked: _Embedded) -> Means:
    """Return how well the words of questions are met by their own passages; a row a question, a column a passage."""
    met = np.array([how_well_met(words, asked.passage_words) for words in asking.question_words])
    own = met[np.arange(len(met)), asking.topics]
    strangers = asking.topics[:, None] != np.arange(met.shape[1])[None]
    return Means(right=float(own.mean()), other=float(np.where(strangers, met, -1.0).max(axis=1).mean()))


def _translated(first: _Embedded, second: _Embedded) -> Means:
    alike = first.plain @ second.plain.T
    strangers = alike[first.topics[:, None] != second.topics[None]]
    right = np.diag(alike)
    return Means(right=float(right.mean()), other=float(strangers.mean()), spread=float(right.std()))


def _means(cosines: Floats, strangers: NDArray[np.bool_]) -> Means:
    """Return the means of a square of cosines, whose diagonal belongs together."""
    right = np.diag(cosines)
    nearest = np.where(strangers, cosines, -1.0).max(axis=1)
    return Means(right=float(right.mean()), other=float(nearest.mean()), spread=float(right.std()))


def _joined(several: Sequence[Means]) -> Means:
    right, other, spread = (float(np.mean([getattr(one, name) for one in several])) for name in Means.__slots__)
    return Means(right=right, other=other, spread=spread)


def _across(measured: Means, reference: Means, within: Sequence[Line], *, tells: bool) -> Line:
    """Return the line for two languages; where a model tells nothing there, it makes up for what strangers lack alone.

    Names that both languages write alike stand out from strangers then as they do within one.
    """
    if tells:
        return measured.line_to(reference)
    times = sum(line.times for line in within) / len(within)
    return Line(times, reference.other - times * measured.other)


def _scale(measured: Measured, reference: Measured) -> Scale:
    return Scale(
        asked=measured.asked.line_to(reference.asked),
        met=measured.met.line_to(reference.met),
        alike=measured.alike.line_to(reference.alike),
    )


def _most_cautious(scales: Iterable[Scale]) -> Scale:
    """Return the scale that makes least of a cosine that would be right in another of the languages."""
    return min(scales, key=lambda scale: scale.asked(0.5))


def cautious(embedder: Embedder) -> Calibration:
    """Return what serves until a model is calibrated, found with one question and one sentence a topic in a moment.

    Only where strangers lie is looked at; what a model makes of the right sentence isn't known, and is taken to lie
    lower than it does with any model that was tried.

    Raises:
        ModelError: the model can't be loaded.
    """
    scales: dict[str, Scale] = {}
    for language in LANGUAGES:
        topics = [topic[language] for topic in calibration_topics()]
        questions = np.stack([embedder.query(topic["questions"][0]) for topic in topics])
        titled = embedder.passages([titled_sentence(topic["title"], topic["sentences"][0]) for topic in topics])
        plain = embedder.passages([topic["sentences"][0] for topic in topics])
        strangers = ~np.eye(len(topics), dtype=bool)
        asked, alike = (float(cosines[strangers].mean()) for cosines in (questions @ titled.T, plain @ plain.T))
        scales[language] = Scale(
            asked=Means(right=1.0, other=asked).line_to(_CAUTIOUS),
            alike=Means(right=1.0, other=alike).line_to(REFERENCE[language].alike),
        )
    least = _most_cautious(scales.values())
    found = "guessed from where strangers lie"
    return Calibration(model=embedder.name, found=found, sure=False, elsewhere=least, across=least)
