"""Honest stand-ins for models, time and names: they do the job simply, follow a script, and keep a history."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.judge.confidence import Fit, Fits
from bot.answering.judge.support.claim import Claim, Judgement
from bot.models.verdict_probe import Verdict
from corpus.embedding.calibration import BUNDLED
from corpus.embedding.word_vectors import pack
from corpus.language.statements import denies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.models.prompt import Prompt

    Vectors = NDArray[np.float32]

_DIMENSIONS = 64
_MOSTLY = 0.75
_WORD = re.compile(r"\w+")


class WordEmbedder:
    """Embeds a text as the sum of a fixed random vector a word: texts that share words are near."""

    def __init__(self, name: str = "words-64") -> None:
        self.name = name
        self.calibration = replace(BUNDLED, model=name, sure=False)
        self.embedded: list[str] = []

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        self.embedded += texts
        if on_progress:
            on_progress(len(texts))
        return np.stack([_vector(text) for text in texts]) if texts else np.zeros((0, _DIMENSIONS), np.float32)

    def passages_and_words(
        self, texts: Sequence[str], worded: int, on_progress: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[bytes]]:
        return self.passages(texts, on_progress), [pack(self.query_words(text)) for text in texts[:worded]]

    def as_they_are(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def query(self, text: str) -> Vectors:
        return _vector(text)

    def query_words(self, text: str) -> Vectors:
        words = _WORD.findall(text.casefold())
        return np.stack([_vector(word) for word in words]) if words else np.zeros((0, _DIMENSIONS), np.float32)


def fit(*, slope: float, begins: float) -> Fits:
    """Return how sure an answer is by the cosine alone, and a verdict with all its weight."""
    found = Fit(begins=slope * begins, cosine=slope, missing_names=1.1, log_odds=1.0)
    return Fits(found=found, states=Fit(begins=-100.0), answers=0.4)


class ScriptedChat:
    """Says what its script says, one line a prompt, and remembers the prompts."""

    def __init__(self, *script: str, log_odds: float | None = 3.0) -> None:
        self.name = "scripted"
        self._script = list(script)
        self._log_odds = log_odds
        self.prompts: list[Prompt] = []
        self.prepared = 0

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del max_tokens, grammar
        self.prompts.append(prompt)
        yield from re.findall(r"\s*\S+", self._script.pop(0))

    def verdict(self, prompt: Prompt) -> Verdict | None:
        self.prompts.append(prompt)
        return None if self._log_odds is None else Verdict(found=self._log_odds, states=self._log_odds)

    def leaning(self, prompt: Prompt) -> float | None:
        self.prompts.append(prompt)
        return self._log_odds

    def prepare(self) -> None:
        self.prepared += 1


class Repeating(ScriptedChat):
    """Says the same each time it is asked."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        del max_tokens, grammar
        self.prompts.append(prompt)
        yield self._words


class WordJudge:
    """Finds a sentence supported whose words are mostly the quotes', with no number of its own, and as many denials."""

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        return [self._judgement(claim) for claim in claims]

    def _judgement(self, claim: Claim) -> Judgement:
        said = set(_WORD.findall(claim.text.casefold()))
        quoted = {word for quote in claim.quotes for word in _WORD.findall(quote.text.casefold())}
        denied = any(denies(quote.text, quote.language) for quote in claim.quotes)
        shared = len(said & quoted) / max(len(said), 1)
        numbers = {word for word in said if word.isdigit()}
        supported = shared >= _MOSTLY and numbers <= quoted and denies(claim.text, claim.language) == denied
        return Judgement(probability=shared if supported else shared / 2, supported=supported)


class Hours:
    """Time that passes only when someone sleeps; keeps what was slept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Quiet:
    """Follows a run of ingestion, says nothing, and keeps what it was told."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}
        self.total = 0

    def found(self, addresses: int) -> None:
        self.total = addresses

    def looked_at(self, address: str, outcome: str) -> None:
        self.outcomes[address] = outcome

    def embedding(self, texts: int) -> None: ...
    def stored(self, passages: int) -> None: ...


class Names:
    """Resolves names by a script: each look at a name takes its next answer, the last one for ever."""

    def __init__(self, answers: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._answers = {name: list(given) for name, given in answers.items()}
        self.names = list(answers)
        self.looked_up: list[str] = []

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        del port
        self.looked_up.append(host)
        answers = self._answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _vector(text: str) -> Vectors:
    total = np.full(_DIMENSIONS, 1e-6)
    for word in _WORD.findall(text.casefold()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).standard_normal(_DIMENSIONS)
    return (total / np.linalg.norm(total)).astype(np.float32)
