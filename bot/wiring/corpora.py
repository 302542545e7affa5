"""Open corpora where the settings keep them: in the data folder, or on the servers that they name."""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.service.corpora.names import names_of_schemas, names_there
from bot.service.store.database import SCHEMA_NAME
from bot.wiring.embedding import embedder_of
from corpus.database.chroma import ChromaServer
from corpus.database.postgres import Postgres, PostgresServer
from corpus.errors import SettingsError, UsageError
from corpus.store.corpus import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder


@contextmanager
def open_corpus(directory: Path, embedder: Embedder, settings: Settings | None = None) -> Generator[Corpus]:
    """Open the corpus in a directory, on the servers of the settings where they name some; close it at the end."""
    corpus = corpus_of(settings, directory, embedder) if settings else Corpus(directory, embedder)
    try:
        yield corpus
    finally:
        corpus.close()


def open_listed(settings: Settings, directory: Path, announce: Callable[[str], None]) -> Corpus:
    """Open the corpus in a directory to list what it holds, or to remove some, which reads no text."""
    return corpus_of(settings, directory, embedder_of(settings, announce))


def corpora_there(settings: Settings) -> list[str]:
    """Return the names of the corpora that there are, in the data folder or in the database of the settings."""
    url = settings.database_url.get_secret_value()
    if not url:
        return names_there(settings.data_dir)
    with closing(Postgres(PostgresServer(url=url, schema=SCHEMA_NAME), lambda _: None)) as database:
        return names_of_schemas(database.schemas())


def settings_moved(settings: Settings, to: str, chroma: str) -> Settings:
    """Return the settings by which everything lies elsewhere: in a PostgreSQL database or in a data folder.

    Vectors go to the Chroma server at `chroma`; where that is empty, beside a database they stay where they are, and
    into a folder they go with the rest.

    Raises:
        UsageError: an address is none, or that is where everything lies.
    """
    changes: dict[str, object] = {}
    with suppress(ValueError):  # of what is no address
        if "://" not in to:
            changes = {"database_url": SecretStr(""), "data_dir": Path(to), "chroma_url": chroma}
        elif urlsplit(to).scheme in {"postgresql", "postgres"} and urlsplit(to).port != 0:
            changes = {"database_url": SecretStr(to), "chroma_url": chroma or settings.chroma_url}
    if not (to and changes):
        raise UsageError("--to takes a PostgreSQL database, as postgresql://user:password@host/name, or a folder.")
    if chroma and not chroma.startswith(("http://", "https://")):
        raise UsageError("--chroma takes the address of a Chroma server, such as http://127.0.0.1:8000.")
    moved = settings.model_copy(update=changes)
    here, there = ((one.database_url.get_secret_value(), one.data_dir.resolve()) for one in (settings, moved))
    if here[0] == there[0] and (here[0] or here[1] == there[1]):
        raise UsageError("The articles lie there already: name another database or another folder.")
    return moved


def corpus_of(settings: Settings, directory: Path, embedder: Embedder) -> Corpus:
    """Open the corpus in a directory, for whoever closes it."""
    return Corpus(directory, embedder, chroma=chroma_of(settings), database=database_of(settings, directory))


def chroma_of(settings: Settings) -> ChromaServer | None:
    """Return the server of the vectors, None where they lie in the data folder.

    Raises:
        SettingsError: Chroma Cloud lacks its key.
    """
    if not settings.chroma_url:
        return None
    server = ChromaServer(
        url=settings.chroma_url,
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
        token=settings.chroma_token.get_secret_value(),
    )
    if server.is_cloud and not server.token:
        raise SettingsError("Chroma Cloud needs a key: set FOOTNOTE_CHROMA_TOKEN.")
    return server


def database_of(settings: Settings, directory: Path) -> PostgresServer | None:
    """Return where a server holds the articles of the corpus in a directory, None where they lie in it."""
    url = settings.database_url.get_secret_value()
    if not url:
        return None
    # What it is called in any data folder, so that several machines find the same.
    place = directory.resolve().relative_to(settings.data_dir.resolve())
    return PostgresServer(url=url, schema="_".join(["footnote", *place.parts]))
