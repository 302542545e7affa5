"""Put together what fetches pages and what reads them into a corpus, within the limits of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.pipeline.pipeline import Pipeline
from ingest.web.fetcher import Fetcher

if TYPE_CHECKING:
    from bot.settings import Settings
    from corpus.store.corpus import Corpus

_MB = 1024 * 1024


def build_fetcher(settings: Settings) -> Fetcher:
    """Return what fetches pages, within the limits of the settings."""
    return Fetcher(
        max_bytes=settings.max_page_mb * _MB, allow=settings.allow_private_addresses, delay=settings.fetch_delay
    )


def build_pipeline(settings: Settings, corpus: Corpus) -> Pipeline:
    """Return the ingestion of a corpus."""
    return Pipeline(
        corpus,
        passage_tokens=settings.passage_tokens,
        max_file_bytes=settings.max_file_mb * _MB,
        open_getter=lambda: build_fetcher(settings),
    )
