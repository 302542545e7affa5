"""Kill an ingesting process at random moments: each article is as before or complete, and a re-run ends the work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.store.corpus import Corpus
from ingest.sources.config import named_source
from tests.support.fakes import Quiet, WordEmbedder
from tests.support.ingester import pipeline
from tests.support.lighthouses import ARTICLES, assert_each_is_whole, texts_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
KILLS = 32


class Ingesters:
    """Ingesting processes, one after another: children of one that has loaded what they need."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._to, self._back = process.stdin, process.stdout

    def run(self, directory: Path, folder: Path, seconds: float | None) -> float:
        """Ingest, and kill the process so many seconds after it begins; return how long it ran at most."""
        self._to.write(f"{directory}\t{folder}\n")
        self._to.flush()
        word, number = self._back.readline().split()
        assert word == "begins"
        started = time.monotonic()
        if seconds is not None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        said = [self._back.readline()]
        if said == ["done\n"]:
            said.append(self._back.readline())
        assert said[-1] == "ended\n"
        assert len(said) > 1 or seconds is not None
        return time.monotonic() - started


@pytest.fixture
def ingesters() -> Iterator[Ingesters]:
    command = [sys.executable, "-m", "tests.support.ingester"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Ingesters(process)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no children with all that is loaded")
def test_a_process_killed_at_any_moment_leaves_whole_articles_and_a_rerun_completes_them(
    tmp_path: Path, ingesters: Ingesters
) -> None:
    chance = random.Random(5)  # noqa: S311 -- the same moments each time, as far as a machine allows
    directory, folder = tmp_path / "corpus", tmp_path / "articles"
    write(folder, 0)
    longest = ingesters.run(directory, folder, None)
    span = 0.6 * longest
    interrupted = 0
    for version in range(1, KILLS + 1):
        write(folder, version)
        # The first run is the longest: later ones have less to store.
        ingesters.run(directory, folder, chance.uniform(0, span))
        corpus = Corpus(directory, WordEmbedder())
        try:
            assert_each_is_whole(corpus, texts_of(version - 1), texts_of(version))
            report = pipeline(corpus).run([named_source(str(folder))], Quiet(), prune=True)
            was_killed = bool(report.added or report.changed or report.removed)
            interrupted += was_killed
            # One that had ended was quicker than the first: the next are killed sooner.
            span *= 1.0 if was_killed else 0.9
            assert report.failed == ()
            assert len(corpus.catalogue.articles()) == ARTICLES
            assert_each_is_whole(corpus, texts_of(version))
            corpus.upkeep.repair()
            assert corpus.check() == []
        finally:
            corpus.close()
    # Had most processes ended before they were killed, this would show nothing.
    assert interrupted >= KILLS / 2
