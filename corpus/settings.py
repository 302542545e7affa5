"""Settings of the corpus: where it lies and which model embeds it."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CorpusSettings(BaseSettings):
    """Where the corpus lies and which model embeds it."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTNOTE_", frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True
    )

    data_dir: Path = Field(default=Path("data"), description="The folder of the corpus.")
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("footnote"),
        description="Where the bundled models are unpacked; empty: the user's cache folder.",
    )
    embedding_model: str = Field(
        default="", description="Any sentence-transformers model or folder; empty: the bundled multilingual-e5-small."
    )
