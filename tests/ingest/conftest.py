from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty folder of articles."""
    folder = tmp_path / "press"
    folder.mkdir()
    return folder
