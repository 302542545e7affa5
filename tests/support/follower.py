"""Follow a website on loopback as ingestion does, with time that passes only by sleeping."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from ingest.pipeline.pipeline import Pipeline
from ingest.source_config import SourceConfig
from ingest.web.fetcher import Fetcher
from tests.support.fakes import Hours, Names, Quiet

if TYPE_CHECKING:
    from datetime import date

    from corpus.store.corpus import Corpus
    from ingest.report import Report
    from tests.support.website import Website

MB = 1024 * 1024


class Follower:
    """Runs ingestion over a website, with time that passes only by sleeping between requests."""

    def __init__(self, corpus: Corpus, site: Website, names: Names | None = None) -> None:
        self.corpus = corpus
        self.site = site
        self.hours = Hours()
        self.progress = Quiet()
        self._names = names

    def fetcher(self) -> Fetcher:
        return Fetcher(
            max_bytes=MB,
            allow=[ip_network("127.0.0.1/32")],
            timeout=2,
            sleep=self.hours.sleep,
            clock=self.hours.clock,
            resolve=self._names.resolve if self._names else None,
        )

    async def run(
        self, *configs: SourceConfig, prune: bool = False, forced: bool = False, since: date | None = None
    ) -> Report:
        self.progress = Quiet()
        pipeline = Pipeline(self.corpus, passage_tokens=100, max_file_bytes=MB, open_getter=self.fetcher)
        return await asyncio.to_thread(pipeline.run, configs, self.progress, prune=prune, forced=forced, since=since)

    def titles(self) -> set[str]:
        return {article.title for article in self.corpus.catalogue.articles()}

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of each path."""
        return {address.replace(self.site.url(""), ""): outcome for address, outcome in self.progress.outcomes.items()}

    def errors(self, report: Report) -> dict[str, str]:
        return {failure.address.replace(self.site.url(""), ""): failure.error for failure in report.failed}


def source(site: Website, kind: str, path: str, **more: Any) -> SourceConfig:
    return SourceConfig(name="Le Quai", kind=kind, address=site.url(path), **more)
