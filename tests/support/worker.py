"""A worker as a process of its own, with the real queue, pipeline and store, servers, and a model of words."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from contextlib import closing, contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service.jobs import queue as module
from bot.service.jobs.queue import JobQueue
from bot.service.store.store import Store
from bot.service.worker import Worker
from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer
from corpus.store.corpus import Corpus
from ingest.pipeline.pipeline import Pipeline
from ingest.web.fetcher import Fetcher
from tests.support.fakes import WordEmbedder

if TYPE_CHECKING:
    from collections.abc import Generator

MB = 1024 * 1024
LOOPBACK = ip_network("127.0.0.0/8")
SECONDS_BETWEEN_LOOKS = 0.3


def open_corpus(database: str, chroma: str, folder: Path) -> Corpus:
    return Corpus(
        folder,
        WordEmbedder(),
        chroma=ChromaServer(url=chroma),
        database=PostgresServer(url=database, schema="footnote_corpus"),
    )


def open_remembered(database: str) -> Store:
    return Store(Path("none"), PostgresServer(url=database, schema="footnote_bot"))


def fetcher() -> Fetcher:
    return Fetcher(max_bytes=MB, allow=[LOOPBACK], delay=0, attempts=1)


def work(database: str, chroma: str, folder: Path) -> None:
    """Do what is filed until stopped."""

    @contextmanager
    def open_pipeline(_: str) -> Generator[Pipeline]:
        with closing(open_corpus(database, chroma, folder)) as corpus:
            yield Pipeline(corpus, passage_tokens=40, max_file_bytes=MB, open_getter=fetcher)

    module.SECONDS_BETWEEN_LOOKS = SECONDS_BETWEEN_LOOKS
    with closing(JobQueue(database)) as jobs, closing(open_remembered(database)) as store:
        asyncio.run(Worker(jobs, store, open_pipeline, time.time).run())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    work(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
