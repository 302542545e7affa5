"""Find all that may be said of what went wrong."""

from __future__ import annotations

import ast
from pathlib import Path

import bot
import corpus
import ingest
from corpus import errors
from corpus.errors import FootnoteError
from ingest import errors as fetching

_MAKERS = {"Reason"} | {
    name
    for name, kind in {**vars(errors), **vars(fetching)}.items()
    if isinstance(kind, type) and issubclass(kind, FootnoteError)
}
# Where reasons are made again from what they were packed into.
_MAKING_AGAIN = {"corpus/reason.py", "corpus/errors.py"}


def reasons() -> list[str]:
    """Return the words of all reasons in the code, each written out where it is made, so that none is missed."""
    found: list[str] = []
    for package in (bot, corpus, ingest):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            for call in _calls(path):
                words = call.args[0] if call.args else None
                if path.relative_to(root.parent).as_posix() in _MAKING_AGAIN or _is_said(call, root.name):
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


def _is_said(call: ast.Call, package: str) -> bool:
    """Tell whether the words are a message already: by its key, as bot's own refusals have it, or put into words."""
    words = call.args[0] if call.args else None
    by_key = package == "bot" and isinstance(call.func, ast.Name) and call.func.id == "RefusedError"
    return by_key or (isinstance(words, ast.Call) and isinstance(words.func, ast.Name) and words.func.id == "say")
