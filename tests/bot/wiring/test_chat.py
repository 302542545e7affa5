"""What is built of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.models.local_server import is_bundled
from bot.models.prompt import Prompt
from bot.settings import Settings
from bot.wiring.chat import open_chat
from corpus.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(not is_bundled(), reason="the extra `local` isn't installed")
def test_a_model_that_is_prepared_and_cant_be_loaded_says_so_once_it_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF and then nothing")
    told: list[str] = []

    with open_chat(Settings(chat_model=f"local:{file}", cache_dir=tmp_path), told.append) as model:
        assert model is not None
        model.prepare()
        model.prepare()
        with pytest.raises(ModelError, match=r"mine.gguf can't be loaded"):
            list(model.stream(Prompt(system="", user="x"), max_tokens=1))
