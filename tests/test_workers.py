"""Two workers over one queue, killed at random: each article is whole, and no address is fetched for nothing."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from contextlib import AsyncExitStack, closing, suppress
from typing import TYPE_CHECKING

import pytest

from bot.service.jobs.job import Job
from bot.service.jobs.queue import JobQueue
from ingest.pipeline.split import split
from ingest.sources.config import named_source
from tests.support.loopback_discord import PATIENCE, until
from tests.support.postgres_server import new_database
from tests.support.program import ROOT
from tests.support.website import Reply, Website
from tests.support.worker import open_corpus, open_remembered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from corpus.store.corpus import Corpus

SITES = 4
PAGES = int(os.environ.get("PAGES_A_SITE", "6"))
KILLS = int(os.environ.get("KILLS", "4"))
_PAUSE = 0.1  # seconds that a page takes


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
async def sites() -> AsyncIterator[list[Website]]:
    """Serve four sites, each at an address of its own of this machine."""
    async with AsyncExitStack() as stack:
        sites = [Website(host=f"127.0.0.{number + 1}") for number in range(SITES)]
        for number, site in enumerate(sites):
            site.pages = {f"/{page}": [page_of(number, page)] for page in range(PAGES)}
            await stack.enter_async_context(site)
        yield sites


async def test_what_is_filed_is_read_once_by_whichever_of_two_workers_however_they_are_killed(
    database: str, chroma_url: str, sites: list[Website], tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311 -- the same moments each time, as far as a machine allows
    workers: list[asyncio.subprocess.Process] = []
    with (
        closing(JobQueue(database)) as jobs,
        closing(open_corpus(database, chroma_url, tmp_path)) as corpus,
        closing(open_remembered(database)),
    ):
        for address in [site.url(f"/{page}") for page in range(PAGES) for site in sites]:
            for _ in range(2):  # whoever files it twice gets it once
                await asyncio.to_thread(jobs.file, Job(corpus="main", config=named_source(address, "page")))
        assert jobs.counts() == {"todo": SITES * PAGES}

        def begin() -> asyncio.Future[None]:
            async def begun() -> None:
                command = [sys.executable, "-m", "tests.support.worker", database, chroma_url, str(tmp_path)]
                with (tmp_path / "workers.txt").open("ab") as log:
                    workers.append(await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=log, stdout=log))

            return asyncio.ensure_future(begun())

        await asyncio.gather(begin(), begin())
        try:
            for _ in range(KILLS):
                read = len(corpus.hashes())
                await until(lambda read=read: len(corpus.hashes()) > read or is_done(jobs), PATIENCE)
                await asyncio.sleep(chance.uniform(0, 1.5))
                with suppress(ProcessLookupError):
                    workers.pop(chance.randrange(2)).kill()
                await begin()
            await until(lambda: is_done(jobs), PATIENCE)
        finally:
            for worker in workers:
                worker.terminate()
            statuses = [await asyncio.wait_for(worker.wait(), PATIENCE) for worker in workers]

        fetched = Counter(site.url(path) for site in sites for path in site.asked if path != "/robots.txt")
        assert_each_is_whole(corpus, sites)
        assert fetched.keys() == {site.url(f"/{page}") for site in sites for page in range(PAGES)}
        again = fetched.total() - SITES * PAGES
        sys.stderr.write(f"{SITES * PAGES} addresses, {KILLS} kills, fetched again after one: {again}\n")
        assert again <= KILLS  # only what a killed worker was reading just then
        assert statuses == [0, 0]
        assert all(site.most_at_once == 1 for site in sites)


def is_done(jobs: JobQueue) -> bool:
    """Say whether all was read: then what is to be looked at again waits, and nothing else."""
    counts = jobs.counts()
    return counts.get("failed", 0) == 0 and counts == {"todo": SITES * PAGES} and not jobs.are_waiting()


def assert_each_is_whole(corpus: Corpus, sites: list[Website]) -> None:
    articles = {article.origin: article for article in corpus.catalogue.articles()}
    assert len(articles) == SITES * PAGES
    for number, site in enumerate(sites):
        for page in range(PAGES):
            article = articles[site.url(f"/{page}")]
            assert [f"{number}-{page}-{part}" in article.text for part in range(8)] == [True] * 8
            assert corpus.catalogue.passages_of(article.id) == split(article, 40)
    assert corpus.check() == []


def page_of(site: int, page: int) -> Reply:
    words = "".join(
        f"<p>Keeper {site}-{page}-{part} counts {site * 31 + page * 7 + part} ships and notes the name of each, their"
        f" cargo of {part + 3} barrels and the hour at which lighthouse {site} saw ship {page} pass.</p>"
        for part in range(8)
    )
    body = (
        f"<html><head><title>Log {page} of {site}</title></head><body><article><h1>Log {page} of lighthouse {site}</h1>"
    )
    return Reply(
        headers={"Content-Type": "text/html"}, body=f"{body}{words}</article></body></html>".encode(), pause=_PAUSE
    )
