"""Keep the corpora that evaluation sets are made into, each in a folder of its own, filled once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.evaluation.fingerprint import fingerprint
from bot.evaluation.prepare import carry_out, plan
from bot.wiring.corpora import open_corpus
from bot.wiring.ingestion import build_pipeline
from corpus.store.derived.embedding_model import FORM
from ingest.sources.config import named_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager, ExitStack

    from bot.evaluation.data import EvaluationSet
    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

_KEY_LENGTH = 8
_INGEST = Path(__file__).resolve().parents[2] / "ingest"


class Teller(Protocol):
    """Says how a trial goes on."""

    def tell(self, words: str) -> None:
        """Write a line of progress."""
        ...

    def counting(self, what: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Show how a count goes up."""
        ...


class _Silent:
    """Tells nobody how an ingestion goes on."""

    def found(self, addresses: int) -> None: ...

    def looked_at(self, address: str, outcome: str) -> None: ...

    def embedding(self, texts: int) -> None: ...

    def stored(self, passages: int) -> None: ...


class Shelf:
    """The corpora of one set, each opened and filled once."""

    def __init__(
        self, data: EvaluationSet, embedders: Mapping[str, Embedder], teller: Teller, stack: ExitStack
    ) -> None:
        self._data = data
        self._embedders = embedders
        self._teller = teller
        self._stack = stack
        self._open: dict[Path, Corpus] = {}

    def corpus(self, settings: Settings) -> Corpus:
        """Return the corpus that the settings make of the set; one that is there already costs next to nothing."""
        embedder = self.embedder(settings)
        read_by = fingerprint({}, sorted(_INGEST.rglob("*/"))) if self._data.files else ""
        made_of = f"{embedder.name} {FORM} {settings.passage_tokens} {read_by}".strip()
        made_with = hashlib.sha256(made_of.encode()).hexdigest()[:_KEY_LENGTH]
        name = f"{self._data.name}-{self._data.digest}-{made_with}"
        directory = settings.data_dir / "evaluation" / name
        if directory not in self._open:
            corpus = self._stack.enter_context(open_corpus(directory, embedder))
            if self._data.files:
                self._ingest(corpus, settings)
            else:
                self._fill(corpus, settings.passage_tokens)
            self._open[directory] = corpus
        return self._open[directory]

    def embedder(self, settings: Settings) -> Embedder:
        """Return the model that the settings embed with."""
        return self._embedders[settings.embedding_model]

    def _fill(self, corpus: Corpus, passage_tokens: int) -> None:
        tell = self._teller.tell
        with corpus.writing(lambda: tell("Waiting for another process that is ingesting into this corpus")):
            lacking = plan(corpus, self._data, passage_tokens)
            if not lacking.texts and not corpus.check():
                tell(f"{self._data.name}: all embedded before")
                return
            with self._teller.counting("Texts embedded", lacking.texts) as advance:
                carry_out(lacking, corpus, on_texts=advance, tell=self._tell_estimate(lacking.texts))

    def _ingest(self, corpus: Corpus, settings: Settings) -> None:
        report = build_pipeline(settings, corpus).run([named_source(str(self._data.files))], _Silent())
        tell = self._teller.tell
        tell(f"{self._data.name}: {len(report.added)} of {self._data.size} files read, {len(report.failed)} failed")

    def _tell_estimate(self, texts: int) -> Callable[[str], None]:
        return lambda left: self._teller.tell(f"{self._data.name}: {texts:,} texts to embed, {left} here")
