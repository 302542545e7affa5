"""Measure searching at several sizes, with filters and without, against a bare embed and one query of Chroma.

The words are real, varied so that no two passages are alike; the vectors of passages and sentences are random, those of
questions are embedded. `--passages N ...` sets the sizes, `--folder` where the stores are kept for another run.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.settings import Settings
from corpus.article import Article, Filters, Span, article_id, make_passages
from corpus.database.chroma import Folder
from corpus.embedding.calibration import BUNDLED
from corpus.embedding.embedder import SentenceEmbedder
from corpus.embedding.word_vectors import DIMENSIONS_PER_BYTE
from corpus.language.sentences import split_sentences
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from corpus.store.derived.vectors import VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from corpus.article import Passage

    Vectors = NDArray[np.float32]

ROOT = Path(__file__).resolve().parents[1]
_PER_ARTICLE = 8
_PER_PASSAGE = 4
_DIMENSIONS = 384
_VOCABULARY = 50_000
_REPLACED = 0.4
_BATCH = 100
_BARE, _BARE_BATCH = "bare", 2000
_HITS = 12
_WORD = re.compile(r"[^\W\d_]{4,}")
# How large a part of the corpus each filter keeps.
_SHARES = (2, 10, 100, 1000)


class RandomPassages:
    """Embeds questions with the real model and all else at random."""

    name = "random-384"
    calibration = replace(BUNDLED, model=name)

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._chance = np.random.default_rng(1)

    def passages(self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None) -> Vectors:
        del on_progress
        vectors = self._chance.standard_normal((len(texts), _DIMENSIONS)).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def passages_and_words(
        self, texts: Sequence[str], worded: int, on_progress: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[bytes]]:
        counts = [len(text.split()) for text in texts[:worded]]
        words = [self._chance.bytes(count * _DIMENSIONS // DIMENSIONS_PER_BYTE) for count in counts]
        return self.passages(texts, on_progress), words

    def query(self, text: str) -> Vectors:
        # A space more each time: the embedder remembers its last questions, which would make the second way free.
        self._asked = getattr(self, "_asked", 0) + 1
        return self._embedder.query(f"{text} {self._asked}")

    def query_words(self, text: str) -> Vectors:
        return self._embedder.query_words(f"{text} {self._asked}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    embedder = RandomPassages(SentenceEmbedder("", Settings().cache_dir, print))
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.passages:
            folder = given.folder or Path(temporary)
            corpus = Corpus(folder / str(count), embedder)
            missing = count // _PER_ARTICLE - corpus.selection.counts()[0]
            if missing > 0:
                started = time.perf_counter()
                fill(corpus, count // _PER_ARTICLE)
                print(f"{count:,} passages stored in {time.perf_counter() - started:.0f} s", flush=True)
            searcher = Searcher(corpus)
            for question in (questions := _questions(given.queries)):
                searcher.search(question, language="en", limit=_HITS)
            passages = corpus.selection.counts()[1]
            print(f"\n{passages:,} passages, {given.queries} questions; {_resident_mb():,} MB resident")
            bare = VectorStore(Folder(folder / f"{count}-bare"))
            _fill_bare(bare, embedder, count)
            _measure(corpus, bare, embedder, questions)
            bare.close()
            corpus.close()


def fill(corpus: Corpus, articles: int) -> None:
    """Put so many articles in."""
    batch: list[tuple[Article, list[Passage]]] = []
    known = corpus.catalogue.origins()
    with corpus.writing():
        for article, passages in made_articles(articles):
            if article.origin not in known:
                batch.append((article, passages))
            if len(batch) == _BATCH:
                corpus.replace(batch)
                batch.clear()
        corpus.replace(batch)


def _fill_bare(store: VectorStore, embedder: RandomPassages, count: int) -> None:
    """Give each passage a vector of its own, as a plain chain does: a search of Footnote's needs none."""
    if len(store.ids(_BARE)) < count:
        for at in range(0, count, _BARE_BATCH):
            ids = [str(number) for number in range(at, min(at + _BARE_BATCH, count))]
            store.add(_BARE, ids, embedder.passages(ids))


def made_articles(count: int) -> Iterator[tuple[Article, list[Passage]]]:
    """Yield articles of the samples' sentences, two words of five replaced by others of a large vocabulary."""
    chance = np.random.default_rng(2)
    sentences = sample_sentences()
    # Words are as frequent as in any language: the n-th a n-th as often as the first (Zipf).
    weights = 1 / np.arange(1, _VOCABULARY + 1)
    weights /= weights.sum()
    for number in range(count):
        lines = []
        for _ in range(_PER_ARTICLE):
            chosen = " ".join(sentences[i] for i in chance.integers(len(sentences), size=_PER_PASSAGE))
            replaced = iter(chance.choice(_VOCABULARY, size=400, p=weights))
            lines.append(
                _WORD.sub(lambda w: f"w{next(replaced)}" if chance.random() < _REPLACED else w[0], chosen)  # noqa: B023 -- used at once
            )
        yield _made(number, "\n".join(lines))


def _made(number: int, text: str) -> tuple[Article, list[Passage]]:
    origin = f"/made/{number}.txt"
    article = Article(
        id=article_id(origin),
        origin=origin,
        address=origin,
        title=text.partition(".")[0][:60],
        text=text,
        author="Author of " + "".join(f" every {share}" for share in _SHARES if number % share == 0),
        published=date(2020, 1, 1) + timedelta(days=number % 1000),
        language="en",
        source=f"one of {next((s for s in reversed(_SHARES) if number % s == 0), 1)}",
        content_hash=str(number),
    )
    spans: list[tuple[Span, tuple[Span, ...]]] = []
    at = 0
    for line in text.split("\n"):
        within = tuple(Span(start=at + s.start, end=at + s.end) for s in split_sentences(line, "en"))
        spans.append((Span(start=within[0].start, end=within[-1].end), within))
        at += len(line) + 1
    return article, make_passages(article, spans)


def sample_sentences() -> list[str]:
    """Return the sentences of the English samples."""
    bodies = (p.read_text(encoding="utf-8").split("\n---\n", 1)[1] for p in sorted((ROOT / "articles").glob("*.md")))
    return [body[s.start : s.end] for body in bodies for s in split_sentences(body, "en")]


def _questions(count: int) -> list[str]:
    chance = np.random.default_rng(3)
    sentences = sample_sentences()
    return [
        f"What is known of {' '.join(sentences[i].split()[:9])}?" for i in chance.integers(len(sentences), size=count)
    ]


def _measure(corpus: Corpus, bare_store: VectorStore, embedder: RandomPassages, questions: Sequence[str]) -> None:
    searcher = Searcher(corpus)
    ways: dict[str, Callable[[str], object]] = {
        "embed and one query of Chroma": lambda q: bare_store.nearest(_BARE, embedder.query(q), 20),
        "search": lambda q: searcher.search(q, language="en", limit=_HITS),
    }
    day = date(2020, 1, 1)
    filters = {f"in a source of 1 / {share}": Filters(source=f"one of {share}") for share in _SHARES}
    filters |= {"published in half the days": Filters(since=day + timedelta(days=500))}
    filters |= {"published on one day": Filters(since=day, until=day)}
    filters |= {"in no source there is": Filters(source="none")}
    for name, narrowed in filters.items():
        ways[f"search {name}"] = lambda q, f=narrowed: searcher.search(q, language="en", limit=_HITS, filters=f)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for question in questions:
        for name, way in ways.items():  # in turns, since the machine's speed drifts
            started = time.perf_counter()
            way(question)
            times[name].append((time.perf_counter() - started) * 1000)
    print(f"{'':34} p50 ms  p95 ms   p95 to bare")
    bare = float(np.percentile(times["embed and one query of Chroma"][2:], 95))
    for name, taken in times.items():
        middle, high = np.percentile(taken[2:], [50, 95])
        print(f"{name:34} {middle:6.1f} {high:7.1f} {high / bare:10.2f}", flush=True)


def _resident_mb() -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


if __name__ == "__main__":
    main()
