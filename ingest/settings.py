"""Settings of ingestion: how large passages, files and pages may be, and what is fetched from the web."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, IPvAnyNetwork
from pydantic_settings import NoDecode

from corpus.settings import CorpusSettings


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class IngestSettings(CorpusSettings):
    """How large passages, files and pages may be, and what is fetched from the web."""

    passage_tokens: int = Field(default=220, ge=40, le=400, description="How many tokens a passage has at most.")
    max_file_mb: int = Field(default=20, ge=1, le=500, description="Files larger than this are listed and left out.")
    sources_file: Path = Field(default=Path("sources.toml"), description="Which sources `footnote ingest` reads.")
    max_page_mb: int = Field(
        default=20, ge=1, le=500, description="Pages of the web larger than this are listed and left out."
    )
    fetch_delay: float = Field(
        default=1, ge=0, le=30, description="Seconds between two requests to one site; its robots.txt may ask for more."
    )
    allow_private_addresses: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(),
        description="Private networks that may be fetched from, separated by commas, such as 10.0.0.0/8,127.0.0.1/32.",
    )
