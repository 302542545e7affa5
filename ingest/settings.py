"""Settings of ingestion: how large a passage and a file may be."""

from __future__ import annotations

from pydantic import Field

from corpus.settings import CorpusSettings


class IngestSettings(CorpusSettings):
    """How large a passage and a file may be."""

    passage_tokens: int = Field(default=220, ge=40, le=400, description="How many tokens a passage has at most.")
    max_file_mb: int = Field(default=20, ge=1, le=500, description="Files larger than this are listed and left out.")
