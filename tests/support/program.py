"""How tests run the program itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]


def leave_own_settings_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them, but for the cache of unpacked models."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name in list(os.environ):
        if name.startswith("FOOTNOTE_") and name != "FOOTNOTE_CACHE_DIR":
            monkeypatch.delenv(name)
