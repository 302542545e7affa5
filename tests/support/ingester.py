"""A process of its own that ingests a folder with the real pipeline and store, or one after another in children."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from corpus.errors import FootnoteError
from corpus.store.corpus import Corpus, are_near
from ingest.page import Page
from ingest.pipeline.pipeline import Pipeline
from ingest.pipeline.split import split
from ingest.readers.extract import extract
from ingest.sources.config import named_source
from ingest.web.fetcher import Fetcher
from tests.support.fakes import Quiet, WordEmbedder

MB = 1024 * 1024


def pipeline(corpus: Corpus) -> Pipeline:
    """Return ingestion with passages short enough that each article has several."""
    return Pipeline(corpus, passage_tokens=40, max_file_bytes=MB, open_getter=lambda: Fetcher(max_bytes=MB))


def ingest(directory: Path, folder: Path) -> None:
    """Ingest a folder, and say on standard output by which process, when it begins and when it is done."""
    corpus = Corpus(directory, WordEmbedder())
    sources = [named_source(str(folder))]
    # All that is opened is open by now, so that who waits a moment meets the work and not what comes before.
    pipeline(corpus).run(sources, Quiet(), dry_run=True)
    corpus.check()
    _say(f"begins {os.getpid()}")
    pipeline(corpus).run(sources, Quiet(), prune=True)
    _say("done")
    corpus.close()


def serve() -> None:
    """Ingest the folders that are named on standard input, each in a child, which has by then all that is imported."""
    _load()
    for line in sys.stdin:
        directory, _, folder = line.rstrip("\n").partition("\t")
        child = os.fork()
        if child == 0:
            ingest(Path(directory), Path(folder))
            os._exit(0)
        os.waitpid(child, 0)
        _say("ended")


def _load() -> None:
    """Load what takes seconds; what the store opens, and its threads, are each child's own."""
    import_module("chromadb.api.rust")
    page = Page(origin="/warm.txt", content=b"Warm\nThe lamp burns on until the morning watch.", kind="text")
    article = extract(page, "warm", "hash")
    split(article, 40)
    are_near(article, article)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        if len(sys.argv) > 1:
            ingest(Path(sys.argv[1]), Path(sys.argv[2]))
        else:
            serve()
    except FootnoteError as error:
        sys.exit(str(error))
