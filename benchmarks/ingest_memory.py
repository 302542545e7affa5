"""Measure the peak memory of ingestion at several sizes, and of the store alone, as it is searched and written.

Each size has processes of its own. What ingestion takes beyond the smallest size should be no more than what the store
itself takes beyond it, written as many vectors by a process that does nothing else. `--articles N ...` sets the
sizes; `--random` puts random vectors in the place of the model's, which takes a tenth of the time and shows what grows
with the articles.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.search_speed import RandomPassages
from bot.settings import Settings
from bot.wiring.ingestion import build_pipeline
from corpus.database.chroma import Folder
from corpus.embedding.embedder import SentenceEmbedder
from corpus.embedding.encoders.allocator import share_arenas
from corpus.language.sentences import split_sentences
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from corpus.store.derived.vectors import VectorStore
from ingest.sources.config import named_source
from tests.support.fakes import Quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
_PARAGRAPHS, _SENTENCES = 2, 3
_PART, _DIMENSIONS = 1000, 384  # about what ingestion writes at once


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--random", action="store_true")
    parser.add_argument("--step", choices=["ingest", "search"], help=argparse.SUPPRESS)
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        print(_write_alone(given.folder, given.write))
    elif given.step:
        _step(given.step, given.folder, random_vectors=given.random)
    else:
        _measure(given.articles, random_vectors=given.random)


def _measure(counts: Sequence[int], *, random_vectors: bool) -> None:
    print("articles   passages   texts   ingestion, peak MB   store and search, peak MB   store written, peak MB")
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_articles(folder / "articles", count)
            passages, texts, ingestion = _in_process("ingest", folder, random_vectors=random_vectors)
            _, _, search = _in_process("search", folder, random_vectors=random_vectors)
            written = _peak_of_writing(folder, texts - passages)
            print(f"{count:8,} {passages:10,} {texts:7,} {ingestion:20,} {search:27,} {written:25,}", flush=True)


def write_articles(folder: Path, count: int) -> None:
    """Make many short articles of the samples' sentences, so that no two are alike."""
    chance = random.Random(3)  # noqa: S311 -- the same articles each time
    sentences = [s for path in sorted((ROOT / "articles").glob("*.md")) for s in _sentences(path)]
    folder.mkdir()
    for number in range(count):
        paragraphs = [" ".join(chance.sample(sentences, _SENTENCES)) for _ in range(_PARAGRAPHS)]
        body = "\n\n".join(f"{paragraph} File {number}." for paragraph in paragraphs)
        (folder / f"{number}.txt").write_text(f"Report {number}\n\n{body}\n", encoding="utf-8")


def _sentences(path: Path) -> list[str]:
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    return [body[s.start : s.end] for s in split_sentences(body, "en")]


def _in_process(step: str, folder: Path, *, random_vectors: bool) -> tuple[int, int, int]:
    command = [sys.executable, "-m", "benchmarks.ingest_memory", "--step", step, "--folder", str(folder)]
    command += ["--random"] if random_vectors else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 -- ourselves
    passages, texts, peak = map(int, done.stdout.split())
    return passages, texts, peak


def _step(step: str, folder: Path, *, random_vectors: bool) -> None:
    settings = Settings()
    embedder = SentenceEmbedder("", settings.cache_dir, lambda _: None)
    corpus = Corpus(folder / "corpus", RandomPassages(embedder) if random_vectors else embedder)
    if step == "ingest":
        build_pipeline(settings, corpus).run([named_source(str(folder / "articles"))], Quiet())
    Searcher(corpus).search("Who pauses facial recognition?", language="en", limit=10)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # before all articles are read to count sentences
    sentences = sum(len(p.sentences) for a in corpus.catalogue.articles() for p in corpus.catalogue.passages_of(a.id))
    passages = corpus.selection.counts()[1]
    corpus.close()
    print(passages, passages + sentences, peak_kib // 1024)


def _peak_of_writing(folder: Path, count: int) -> int:
    command = [sys.executable, "-m", "benchmarks.ingest_memory", "--write", str(count), "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 -- ourselves
    return int(done.stdout)


def _write_alone(folder: Path, count: int) -> int:
    """Write so many random vectors, search once, and return the peak in MB."""
    share_arenas()
    store = VectorStore(Folder(folder / "written"))
    chance = np.random.default_rng(4)
    for at in range(0, count, _PART):
        vectors = chance.standard_normal((min(_PART, count - at), _DIMENSIONS)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        store.add("alone", [f"{number:024x}.0" for number in range(at, at + len(vectors))], vectors)
        if at == 0:
            store.nearest("alone", vectors[0], 10)
    store.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
