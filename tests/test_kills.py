"""Kill an ingesting process at random moments: each article is as before or complete, and a re-run ends the work."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from corpus.store.corpus import Corpus
from ingest.sources.config import named_source
from tests.support.fakes import Quiet, WordEmbedder
from tests.support.ingester import pipeline
from tests.support.lighthouses import ARTICLES, assert_each_is_whole, texts_of, write

ROOT = Path(__file__).resolve().parents[1]
KILLS = 32


def ingest_for(directory: Path, folder: Path, seconds: float | None) -> float:
    """Run an ingesting process and kill it so many seconds after it begins; return how long it ran at most."""
    command = [sys.executable, "-m", "tests.support.ingester", str(directory), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "begins\n"
        started = time.monotonic()
        if seconds is None:
            assert process.stdout.readline() == "done\n"
        else:
            time.sleep(seconds)
            process.kill()
        return time.monotonic() - started


def test_a_process_killed_at_any_moment_leaves_whole_articles_and_a_rerun_completes_them(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 -- the same moments each time, as far as a machine allows
    directory, folder = tmp_path / "corpus", tmp_path / "articles"
    write(folder, 0)
    longest = ingest_for(directory, folder, None)
    span = 0.6 * longest
    interrupted = 0
    for version in range(1, KILLS + 1):
        write(folder, version)
        # The first run is the longest: later ones have less to store.
        ingest_for(directory, folder, chance.uniform(0, span))
        corpus = Corpus(directory, WordEmbedder())
        try:
            assert_each_is_whole(corpus, texts_of(version - 1), texts_of(version))
            report = pipeline(corpus).run([named_source(str(folder))], Quiet(), prune=True)
            was_killed = bool(report.added or report.changed or report.removed)
            interrupted += was_killed
            # One that had ended was quicker than the first: the next are killed sooner.
            span *= 1.0 if was_killed else 0.9
            assert report.failed == ()
            assert len(corpus.articles()) == ARTICLES
            assert_each_is_whole(corpus, texts_of(version))
            corpus.repair()
            assert corpus.check() == []
        finally:
            corpus.close()
    # Had most processes ended before they were killed, this would show nothing.
    assert interrupted >= KILLS / 2
