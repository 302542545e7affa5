"""A process of its own that ingests a folder with the real pipeline and store, and says when it begins and ends."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.errors import FootnoteError
from corpus.store.corpus import Corpus
from ingest.pipeline.pipeline import Pipeline
from ingest.sources.config import named_source
from ingest.web.fetcher import Fetcher
from tests.support.fakes import Quiet, WordEmbedder

MB = 1024 * 1024


def pipeline(corpus: Corpus) -> Pipeline:
    """Return ingestion with passages short enough that each article has several."""
    return Pipeline(corpus, passage_tokens=40, max_file_bytes=MB, open_getter=lambda: Fetcher(max_bytes=MB))


def main(directory: Path, folder: Path) -> None:
    corpus = Corpus(directory, WordEmbedder())
    sources = [named_source(str(folder))]
    # All that is loaded is loaded by now, so that who waits a moment meets the work and not the imports.
    pipeline(corpus).run(sources, Quiet(), dry_run=True)
    corpus.check()
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    pipeline(corpus).run(sources, Quiet(), prune=True)
    sys.stdout.write("done\n")
    sys.stdout.flush()
    corpus.close()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except FootnoteError as error:
        sys.exit(str(error))
