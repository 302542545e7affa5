"""Each library of others has one door: a module that alone knows it, or the room of a face that is made of it."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.support.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGES = ("bot", "corpus", "ingest")
# Frameworks that a whole room is written in.
ROOMS = {
    "discord": "bot/discord",
    "fastapi": "bot/web",
    "sse_starlette": "bot/web",
    "starlette": "bot/web",
    "rich": "bot/cli/showing",
    "typer": "bot/cli",
    "safetensors": "corpus/embedding/encoders",
    "sentence_transformers": "corpus/embedding",
    "torch": "corpus/embedding",
    "transformers": "corpus/embedding",
}
# Libraries of values rather than of deeds, or of one deed that several need, each told why.
SEVERAL = {
    "aiohttp": "Discord's own client raises its errors, and the health check is served with it",
    "babel": "names of languages, numbers and dates are what each speaks of, catalogues what one reads",
    "filelock": "a lock is a line, and guards another file each time",
    "httpx2": "Discord's accounts, the chat model's own port and a server that embeds are asked in three rooms",
    "lxml": "each kind of document has its own markup to read",
    "numpy": "arrays are what the rooms hand each other",
    "pydantic": "what comes from outside is checked where it comes in",
    "pydantic_settings": "the settings of a room lie in it, and build on those of the room below",
}


def test_each_library_has_one_door() -> None:
    importers: defaultdict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for name in _imported(path):
                importers[name].add(path.relative_to(ROOT).as_posix())
    several = {
        name: sorted(paths)
        for name, paths in importers.items()
        if len(paths) > 1 and name not in SEVERAL and not all(path.startswith(f"{ROOMS.get(name)}/") for path in paths)
    }

    assert several == {}
    assert importers.keys() >= ROOMS.keys() | SEVERAL.keys()


def _imported(path: Path) -> Iterator[str]:
    """Yield the libraries that a module imports when it runs, sqlite3 among them; not those that only types need."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            top = name.partition(".")[0]
            if top == "sqlite3" or (top not in sys.stdlib_module_names and top not in PACKAGES):
                yield top
