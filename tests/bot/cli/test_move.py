"""`footnote move`: everything to PostgreSQL and back, by the program itself."""

from __future__ import annotations

import json
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.service.corpora.names import names_of_schemas
from bot.service.store.followed import Followed
from bot.service.store.store import Store
from corpus.article import Source
from corpus.store.corpus import Corpus
from tests.support.chroma_server import free_port
from tests.support.fakes import WordEmbedder
from tests.support.postgres_server import new_database
from tests.support.program import PROGRAM, ROOT
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLLOWED = Followed(id="z", person=5, guild=1, question="Why?", language="en", known=frozenset({"a:1"}))


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
def data(environment: dict[str, str]) -> Path:
    """Return a data folder with two corpora and what the bot remembers."""
    folder = Path(environment["FOOTNOTE_DATA_DIR"])
    for directory, title in ((folder / "corpus", "Harbour"), (folder / "servers" / "123", "Market")):
        with closing(Corpus(directory, WordEmbedder())) as corpus:
            corpus.catalogue.set_source(Source(name="press", address="https://example.org"))
            corpus.replace([make_article(title, f"{title} has ships and fish.")])
    with closing(Store(folder / "discord.sqlite3")) as store:
        store.following.follow(FOLLOWED)
        store.servers.change(1, language="de")
        store.remember("home", "77")
    return folder


def test_everything_goes_to_postgresql_and_back(
    environment: dict[str, str], data: Path, database: str, chroma_url: str, tmp_path: Path
) -> None:
    for _ in range(2):  # the second finds all of it there
        moved = run(environment, "move", "--to", database, "--chroma", chroma_url)
        assert moved.returncode == 0, moved.stderr
        assert "The corpus main is there, articles: 1." in moved.stdout
        assert "The corpus 123 is there, articles: 1." in moved.stdout

    away = environment | {"FOOTNOTE_DATABASE_URL": database, "FOOTNOTE_CHROMA_URL": chroma_url}
    away |= {"FOOTNOTE_DATA_DIR": str(tmp_path / "elsewhere")}
    listed = json.loads(run(away, "sources", "--json").stdout)
    assert [one["title"] for one in listed["sources"][0]["articles"]] == ["Harbour"]

    back = run(away, "move", "--to", str(tmp_path / "back"))
    assert back.returncode == 0, back.stderr
    with closing(Store(tmp_path / "back" / "discord.sqlite3")) as store:
        assert store.following.all() == [FOLLOWED]
        assert store.servers.settings(1).language == "de"
        assert store.fact("home") == "77"
    with closing(Corpus(tmp_path / "back" / "servers" / "123", WordEmbedder())) as corpus:
        assert [one.title for one in corpus.catalogue.articles()] == ["Market"]
        assert corpus.check() == []
    assert (data / "corpus" / "catalogue.sqlite3").exists()


def test_what_remembers_something_else_is_left_alone(environment: dict[str, str], data: Path, tmp_path: Path) -> None:
    with closing(Store(tmp_path / "other" / "discord.sqlite3")) as store:
        store.remember("home", "99")

    refused = run(environment, "move", "--to", str(tmp_path / "other"))

    assert refused.returncode == 2
    assert "The bot remembers other things" in refused.stderr
    with closing(Store(tmp_path / "other" / "discord.sqlite3")) as store:
        assert store.fact("home") == "99"
    assert data.exists()


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["--to", "mysql://keeper:s3cret@host/name"], 2, "--to takes a PostgreSQL database"),
        (["--to", "postgresql://keeper:s3cret@host:port/name"], 2, "--to takes a PostgreSQL database"),
        (["--to", ""], 2, "--to takes a PostgreSQL database"),
        (["--to", "elsewhere", "--chroma", "host:8000"], 2, "--chroma takes the address"),
        (["--to", "{data}"], 2, "lie there already"),
        (["--to", "postgresql://keeper:s3cret@127.0.0.1:{port}/name"], 1, "doesn't answer"),
    ],
)
def test_a_place_that_is_none_gets_a_sentence(
    environment: dict[str, str], data: Path, words: list[str], status: int, told: str
) -> None:
    refused = run(environment, "move", *(word.format(data=data, port=free_port()) for word in words))

    assert refused.returncode == status
    assert told in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert "s3cret" not in refused.stderr + refused.stdout


def test_corpora_are_named_after_their_schemas() -> None:
    schemas = ["footnote_bot", "footnote_corpus", "footnote_servers_123", "footnote_shared_press-2", "public"]

    assert names_of_schemas([*schemas, "footnote_evaluation_x", "footnote_corpus_2"]) == ["main", "press-2", "123"]
