"""What all tests share: a corpus in a folder of its own, one of each server, a clean environment."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from corpus.store.corpus import Corpus
from tests.support.chroma_server import chroma_server
from tests.support.fakes import WordEmbedder
from tests.support.postgres_server import postgres_server
from tests.support.program import ROOT, leave_own_settings_out

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_own_settings_out(monkeypatch)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def corpus(tmp_path: Path, embedder: WordEmbedder) -> Iterator[Corpus]:
    corpus = Corpus(tmp_path / "corpus", embedder)
    yield corpus
    corpus.close()


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    # Not among pytest's folders: each run of it shuts theirs to the user that the server runs as under root.
    with TemporaryDirectory(prefix="footnote-postgres-") as folder, postgres_server(Path(folder)) as url:
        yield url


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Run the program in a folder of its own, without a chat model."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FOOTNOTE_") or k == "FOOTNOTE_CACHE_DIR"}
    return kept | {"FOOTNOTE_DATA_DIR": str(tmp_path / "data"), "FOOTNOTE_CHAT_MODEL": "none", "PYTHONPATH": str(ROOT)}


@pytest.hookimpl(hookwrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, None]:
    """Escape what no UTF-8 can hold in the report of a test, which processes that run tests side by side pass on."""
    outcome = yield
    outcome.force_result(_encodable(outcome.get_result()))


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_encodable(key): _encodable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_encodable(one) for one in value)
    return value
