"""Start a module of ours in a process of its own, wherever our packages lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module, and takes nothing from the folder we stand in."""
    return [sys.executable, "-P", "-m", module, *arguments]


def python_path() -> dict[str, str]:
    """Return the variable that lets a child find what we find."""
    root = str(Path(__file__).parents[1])
    return {
        "PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")]), *filter(None, sys.path)])
    }
