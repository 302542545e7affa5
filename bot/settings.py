"""Settings: from the environment and `.env`, checked as a whole before anything starts."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from dotenv import load_dotenv
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from corpus.errors import SettingsError
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PREFIX = "FOOTNOTE_"


class Settings(IngestSettings):
    """All that can be set; each field is the environment variable FOOTNOTE_ and its name in capitals."""

    translate_questions: bool = Field(
        default=False,
        description="Search in the articles' language too, the question translated by the chat model: seconds more.",
    )
    reranker_model: str = Field(
        default="",
        description="A cross-encoder of sentence-transformers, by its hub id or folder, that reads question and passage"
        " together; empty: none.",
    )
    support_model: str = Field(
        default="",
        description="A cross-encoder of sentence-transformers with a label for entailment or one score, by hub id or"
        " folder, that checks drafted sentences against their quotes; local: the bundled chat model reads them too"
        " (1.3 GB, a second or more a sentence); empty: the judge that comes along.",
    )
    chat_model: str = Field(
        default="local",
        description="local (the bundled model), local:PATH or local:OWNER/REPO/FILE.gguf (a gguf file, fetched once"
        " from a hub), none (quotes only), or provider:model of openai, anthropic, google_genai, mistralai or ollama.",
    )
    chat_base_url: str = Field(
        default="",
        description="The address of an OpenAI-compatible server, with its /v1; with a local model that of"
        " `footnote serve --models`.",
    )
    chat_timeout: float = Field(default=120, gt=0, le=3600, description="Seconds a model may take for one answer.")
    chat_threads: int = Field(default=0, ge=0, le=512, description="Threads of the local model; 0: one a core.")
    context_tokens: int = Field(
        default=1200, ge=100, le=100_000, description="How many tokens of sentences a model reads for one answer."
    )
    answer_style: Literal["auto", "quotes", "draft"] = Field(
        default="auto",
        description="quotes (the articles' own sentences, translated where need be), draft (the model writes, each"
        " sentence is checked), or auto: quotes for the local model, draft for any other.",
    )
    discord_corpora: str = Field(
        default="",
        description="Which corpus which server reads, as 123456789=press,*=main; main is the one that `footnote ingest`"
        " fills.",
    )
    discord_message_content: bool = Field(
        default=False,
        description="Read messages that don't mention the bot, for follow-ups in threads and posts of forums; needs the"
        " Message Content Intent.",
    )
    discord_plain_text: bool = Field(
        default=False,
        description="Answer in plain text rather than on cards; each server can choose for itself.",
    )
    discord_api_url: str = Field(default="", description="The API of a server that speaks like Discord.")
    discord_gateway_url: str = Field(default="", description="The gateway of a server that speaks like Discord.")
    health_port: int = Field(
        default=0,
        ge=0,
        le=65_535,
        description="The loopback port of GET /health and /metrics; 0: none.",
    )
    web_host: str = Field(default="127.0.0.1", description="The address that `footnote serve` listens on.")
    web_port: int = Field(default=8642, ge=1, le=65_535, description="The port that `footnote serve` listens on.")
    web_url: str = Field(
        default="",
        description="The address of the pages as people reach them, such as https://press.example.org: with it, answers"
        " elsewhere link to the reader. Empty: the host and port.",
    )
    web_key: SecretStr = Field(
        default=SecretStr(""),
        description="What opens the pages and the API, 16 characters or more; needed where others can reach them.",
    )
    discord_client_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The application's client secret on Discord, with which people sign in to the pages and see their"
        " servers' articles; empty: the key alone opens them.",
    )
    log_format: Literal["text", "json"] = Field(default="text", description="How the bot writes its log.")
    discord_token: SecretStr = Field(
        default=SecretStr(""), validation_alias="DISCORD_TOKEN", description="The bot's token on Discord."
    )

    @field_validator("chat_base_url", "chroma_url", "embedding_url")
    @classmethod
    def _is_of_the_web(cls, value: str) -> str:
        if value and not _is_web_address(value):
            raise PydanticCustomError(
                "no_address", "write an address that begins with http:// or https://, such as http://127.0.0.1:8000/v1"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _is_of_postgresql(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address and not address.startswith(("postgresql://", "postgres://")):
            raise PydanticCustomError(
                "no_database", "write the address of a PostgreSQL database, as postgresql://user:password@host/name"
            )
        return value

    @field_validator("web_url")
    @classmethod
    def _is_a_site(cls, value: str) -> str:
        if value and not (_is_web_address(value) and urlsplit(value).path in {"", "/"}):
            raise PydanticCustomError(
                "no_site", "write the address of a site without a path, such as https://press.example.org"
            )
        return value


def load_settings(env_file: Path = Path(".env"), *, instead: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and a `.env` file beside it, the environment first.

    `instead` holds values that come before both, by their whole names; an empty one stands for the default.

    Raises:
        SettingsError: a name with our prefix is unknown, or a value doesn't parse.
    """
    # Providers' libraries read their keys from the environment, so the file is loaded into it.
    load_dotenv(env_file, override=False)
    instead = instead or {}
    known = {_PREFIX + name.upper(): name for name in Settings.model_fields if name != "discord_token"}
    _refuse_unknown([*(name for name in os.environ if name.startswith(_PREFIX)), *instead], known)
    given: dict[str, Any] = {}
    for name, value in instead.items():
        field = known[name]
        given[field] = value or Settings.model_fields[field].get_default(call_default_factory=True)
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = _PREFIX + str(first["loc"][0]).upper()
        raise SettingsError("The setting {name} is wrong: {why}.", name=name, why=_lowered(first["msg"])) from None


def _refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)
            raise SettingsError("There is no setting {name}: the nearest is {nearest}.", name=name, nearest=nearest[0])


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port, or a broken IPv6 address
        return False


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")
