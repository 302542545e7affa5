"""Settings of the corpus: where it lies and which model embeds it."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, SecretStr
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
    embedding_url: str = Field(
        default="",
        description="A server that embeds, with its /v1: `footnote serve --models`, or any of OpenAI's embeddings"
        " protocol; empty: the model runs in this process.",
    )
    models_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key of that server, and of the one of FOOTNOTE_CHAT_BASE_URL where the chat model is local.",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="A PostgreSQL database that holds the articles and what the bot remembers, as"
        " postgresql://user:password@host/name; empty: they lie in the data folder.",
    )
    chroma_url: str = Field(
        default="",
        description="The address of a Chroma server that holds the vectors, such as http://127.0.0.1:8000, or"
        " https://api.trychroma.com for Chroma Cloud; empty: they lie in the data folder.",
    )
    chroma_tenant: str = Field(default="", description="The tenant on the Chroma server; empty: its default.")
    chroma_database: str = Field(default="", description="The database on the Chroma server; empty: its default.")
    chroma_token: SecretStr = Field(
        default=SecretStr(""),
        description="What opens the Chroma server, sent as a bearer token, or the API key of Chroma Cloud.",
    )
