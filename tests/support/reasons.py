"""Find all that ingestion may say of why something can't be read."""

from __future__ import annotations

import ast
from pathlib import Path

import corpus
import ingest
from corpus import errors
from corpus.errors import ArticleError
from ingest import errors as fetching

_MAKERS = {"Reason"} | {
    name
    for name, kind in {**vars(errors), **vars(fetching)}.items()
    if isinstance(kind, type) and issubclass(kind, ArticleError)
}
# Where reasons are made again from what they were packed into.
_MAKING_AGAIN = {"corpus/reason.py", "corpus/errors.py"}


def reasons() -> list[str]:
    """Return the words of all reasons in the code, each written out where it is made, so that none is missed."""
    found: list[str] = []
    for package in (corpus, ingest):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            for call in _calls(path):
                words = call.args[0] if call.args else None
                if path.relative_to(root.parent).as_posix() in _MAKING_AGAIN:
                    continue
                assert isinstance(words, ast.Constant), f"{path}:{call.lineno}: write the words out"
                assert isinstance(words.value, str)
                found.append(words.value)
    return sorted(set(found))


def _calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKERS
    ]
