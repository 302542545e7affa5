"""Measure a corpus in a folder, with its vectors on a Chroma server, and with its articles in PostgreSQL besides.

The words are real and the vectors random, as in benchmarks/search_speed.py, those of questions too: what is measured is
the store alone. Each way runs in a process of its own, the server in another, on the same machine.
`--passages N ...` sets the sizes, `--folder` where the stores are kept for another run.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.search_speed import RandomPassages, fill, sample_sentences
from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer
from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.chroma_server import chroma_server
from tests.support.postgres_server import postgres_server

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
_PER_ARTICLE = 8
_ASKED = 200
_AT_ONCE = 4
_HITS = 12


class RandomQuestions(RandomPassages):
    """Embeds questions at random too, in no time."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)

    def query(self, text: str) -> NDArray[np.float32]:
        del text
        (vector,) = self.passages([""])
        return vector

    def query_words(self, text: str) -> NDArray[np.float32]:
        return self.passages(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 40_000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--one", nargs=4, help="one way, as the program calls itself: folder, passages, addresses")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_measured(Path(given.one[0]), int(given.one[1]), *given.one[2:])))
        return
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.passages:
            for way in ("folder", "chroma", "both"):
                folder = (given.folder or Path(temporary)) / f"{way}-{count}"
                folder.mkdir(parents=True, exist_ok=True)
                vectors = nullcontext("") if way == "folder" else chroma_server(folder / "chroma")
                rows = postgres_server(folder / "postgres") if way == "both" else nullcontext("")
                with vectors as chroma, rows as postgres:
                    _print(way, _in_a_process(folder, count, chroma, postgres), folder)


def _in_a_process(folder: Path, count: int, *urls: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scale", "--one", str(folder / "corpus"), str(count), *urls]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 -- ourselves
    return json.loads(done.stdout)


def _measured(folder: Path, count: int, chroma: str, postgres: str) -> dict[str, Any]:
    vectors = ChromaServer(url=chroma) if chroma else None
    rows = PostgresServer(url=postgres, schema="measured") if postgres else None
    with closing(Corpus(folder, RandomQuestions(), chroma=vectors, database=rows)) as corpus:
        started = time.perf_counter()
        missing = corpus.selection.counts()[0] < count // _PER_ARTICLE
        if missing:
            fill(corpus, count // _PER_ARTICLE)
        rate = corpus.selection.counts()[1] / (time.perf_counter() - started) if missing else 0.0
        searcher = Searcher(corpus)
        questions = [f"What is known of {one}?" for one in sample_sentences()]

        def ask(number: int) -> float:
            began = time.perf_counter()
            searcher.search(questions[number % len(questions)], language="en", limit=_HITS)
            return 1000 * (time.perf_counter() - began)

        for number in range(20):
            ask(number)
        took = [ask(number) for number in range(_ASKED)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            began = time.perf_counter()
            list(pool.map(ask, range(_ASKED)))
            at_once = _ASKED / (time.perf_counter() - began)
        return {
            "passages": corpus.selection.counts()[1],
            "rate": rate,
            "p50": statistics.median(took),
            "p95": statistics.quantiles(took, n=20)[-1],
            "at_once": at_once,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def _print(way: str, found: dict[str, Any], folder: Path) -> None:
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    print(
        f"{found['passages']:>8,} passages, {way:<6}: put in {found['rate']:4.0f} passages a second;"
        f" a search {found['p50']:.1f} ms (p95 {found['p95']:.1f}), {_AT_ONCE} at once {found['at_once']:.0f} a second;"
        f" {found['memory']:,} MB at the most, {disk:,.0f} MB of disk",
        flush=True,
    )


if __name__ == "__main__":
    main()
