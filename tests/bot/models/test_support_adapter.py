"""The adapter that judges support: what it was made for, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.models import support_adapter as adapter
from bot.models.local_server import BUNDLED
from bot.models.support_adapter import support_adapter
from corpus.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_adapter_that_comes_along_is_made_for_the_bundled_model_and_the_prompt_as_it_is() -> None:
    found = support_adapter(BUNDLED.sha256)
    assert found is not None, "the judge's prompt was changed: training/README.md makes the adapter anew"
    assert found.read_bytes()[:4] == b"GGUF"
    assert support_adapter("another model") is None


def test_an_edited_prompt_has_no_adapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = tmp_path / "supported.md"
    edited.write_text("Is it so?")
    monkeypatch.setattr(adapter, "PROMPT_FILE", edited)
    assert support_adapter(BUNDLED.sha256) is None


@pytest.mark.parametrize(("data", "problem"), [(None, "can't be read"), (b"GGUF", "isn't the one expected")])
def test_a_file_that_is_gone_or_another_says_what_mends_it(
    data: bytes | None, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "adapter.gguf"
    if data is not None:
        other.write_bytes(data)
    monkeypatch.setattr(adapter, "FILE", other)
    with pytest.raises(StoreError, match=f"{problem}: install Footnote again"):
        support_adapter(BUNDLED.sha256)
