"""Measure ingestion against plain encode() in fp32, and a second, unchanged run against the first.

All figures are ratios taken in one run, by the clock and by the time of processors, which work beside it doesn't touch.
`--articles N` sets how many articles are made from articles/.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.wiring.ingestion import build_pipeline
from corpus.embedding.embedder import SentenceEmbedder
from corpus.store.corpus import Corpus
from ingest.sources.config import named_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ingest.pipeline.pipeline import Pipeline
    from ingest.source_config import SourceConfig

ARTICLES = Path(__file__).resolve().parents[1] / "articles"


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, and of this process's processors."""

    clock: float = 0.0
    processors: float = 0.0

    @classmethod
    def now(cls) -> Taken:
        return cls(time.perf_counter(), time.process_time())

    def since(self) -> Taken:
        now = self.now()
        return Taken(now.clock - self.clock, now.processors - self.processors)

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.clock + other.clock, self.processors + other.processors)


class Recording:
    """The real embedder, remembering the texts and the seconds spent on them."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.calibration = embedder.calibration
        self.texts: list[str] = []
        self.taken = Taken()

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        begun = Taken.now()
        vectors = self._embedder.passages(texts, on_progress)
        self.taken += begun.since()
        self.texts += texts
        return vectors

    def passages_and_words(
        self, texts: Sequence[str], worded: int, on_progress: Callable[[int], None] | None = None
    ) -> tuple[NDArray[np.float32], list[bytes]]:
        begun = Taken.now()
        found = self._embedder.passages_and_words(texts, worded, on_progress)
        self.taken += begun.since()
        self.texts += texts
        return found

    def query(self, text: str) -> NDArray[np.float32]:
        return self._embedder.query(text)

    def query_words(self, text: str) -> NDArray[np.float32]:
        return self._embedder.query_words(text)


class Silent:
    """Follows a run and says nothing."""

    def found(self, addresses: int) -> None: ...
    def looked_at(self, address: str, outcome: str) -> None: ...
    def embedding(self, texts: int) -> None: ...
    def stored(self, passages: int) -> None: ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    count: int = parser.parse_args().articles
    settings = Settings()
    embedder = SentenceEmbedder("", settings.cache_dir, print)
    embedder.passages(["warm up"] * 8)
    with tempfile.TemporaryDirectory() as folder:
        _write_articles(Path(folder) / "articles", count)
        recording = Recording(embedder)
        corpus = Corpus(Path(folder) / "corpus", recording)
        pipeline = build_pipeline(settings, corpus)
        sources = [named_source(str(Path(folder) / "articles"))]
        first, second = (_run(pipeline, sources) for _ in range(2))
        corpus.close()
    plain = _plain_encode(settings.cache_dir, recording.texts)
    print(f"{count} articles, {len(recording.texts)} texts (passages and sentences)")
    print(f"{'':26}{'clock, s':>10}{'processors, s':>16}   as fast as plain encode()")
    _show("plain encode() in fp32", plain, plain)
    _show("the embedder", recording.taken, plain)
    _show("ingestion, all of it", first, plain)
    _show("a second, unchanged run", second, plain)


def _show(name: str, taken: Taken, plain: Taken) -> None:
    ratios = f"{plain.clock / taken.clock:8.2f} {plain.processors / taken.processors:8.2f}"
    print(f"{name:26}{taken.clock:10.3f}{taken.processors:16.3f}   {ratios}")


def _run(pipeline: Pipeline, sources: list[SourceConfig]) -> Taken:
    begun = Taken.now()
    pipeline.run(sources, Silent())
    return begun.since()


def _write_articles(folder: Path, count: int) -> None:
    """Make many articles from the samples: each has its own number in every paragraph, so that none is known."""
    folder.mkdir()
    samples = sorted(ARTICLES.glob("*.md"))
    for number in range(count):
        sample = samples[number % len(samples)].read_text(encoding="utf-8")
        head, body = sample[3:].split("\n---\n", 1)
        paragraphs = "\n\n".join(f"{p} ({number})" for p in body.strip().split("\n\n"))
        (folder / f"{number}.md").write_text(f"---{head}\n---\n{paragraphs}\n", encoding="utf-8")


def _plain_encode(cache: Path, texts: list[str]) -> Taken:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import torch
    from sentence_transformers import SentenceTransformer

    from corpus.embedding.encoders.sentence_transformer_folder import bundled_folder

    model = SentenceTransformer(str(bundled_folder(cache, print)), model_kwargs={"dtype": torch.float32})
    prefixed = [f"passage: {text}" for text in texts]
    model.encode(prefixed[:8])
    begun = Taken.now()
    model.encode(prefixed, normalize_embeddings=True)
    return begun.since()


if __name__ == "__main__":
    main()
