from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.search.searcher import Searcher
from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ROOT = Path(__file__).resolve().parents[1]
QUERY = "Lighthouse keeper report"


@contextmanager
def writer(directory: Path) -> Generator[Callable[[str], None]]:
    """Start a process that writes; yield what tells it to, which returns once it is done."""
    command = [sys.executable, "-m", "tests.support.writer", str(directory)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        to, back = process.stdin, process.stdout

        def tell(order: str) -> None:
            to.write(order + "\n")
            to.flush()
            assert back.readline() == "done\n"

        yield tell
        to.close()


def editions(corpus: Corpus) -> list[str]:
    """Return the edition of each passage of the lighthouse article that a search finds."""
    hits = Searcher(corpus).search(QUERY, language="en", limit=50)
    return [hit.passage.text.rsplit(" ", 1)[1] for hit in hits if hit.article.title == "Lighthouse"]


def test_a_reader_finds_the_new_never_the_old_and_never_half_an_article(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, WordEmbedder())
    torn: list[list[str]] = []
    searches = 0
    stop = threading.Event()

    def hammer() -> None:
        nonlocal searches
        while not stop.is_set():
            found = editions(corpus)
            searches += 1
            if len(set(found)) > 1 or len(found) not in {0, 6}:
                torn.append(found)
            time.sleep(0.02)

    with writer(tmp_path) as tell:
        tell("put 0")
        reader = threading.Thread(target=hammer)
        reader.start()
        try:
            for version in range(1, 9):
                tell(f"put {version}")
                # The very first search that begins after the swap finds it, without waiting.
                assert editions(corpus) == [f"v{version}x."] * 6
                if version % 3 == 0:
                    tell("remove")
                    assert editions(corpus) == []
        finally:
            stop.set()
            reader.join()

    corpus.close()
    assert torn == []
    assert searches > 8
