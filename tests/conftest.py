"""What all tests share: a corpus in a folder of its own, articles made from a few words, a clean environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from corpus.store.corpus import Corpus
from tests.support.fakes import WordEmbedder
from tests.support.program import ROOT, leave_own_settings_out

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path


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
