"""What a command works with: the settings, the terminal, the corpus; and how it prints JSON."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from bot.settings import Settings, load_settings
from bot.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.documents import Document
    from corpus.corpus import Corpus
    from corpus.embedder import Embedder


class Session:
    """The parts that a command works with, closed at its end."""

    def __init__(self) -> None:
        self.settings: Settings = load_settings()
        self.terminal = Terminal()
        self.announce: Callable[[str], None] = self.terminal.tell
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        from bot.wiring import build_embedder, open_corpus

        self.embedder: Embedder = build_embedder(self.settings, self._tell)
        directory = self.settings.data_dir / "corpus"
        self.corpus: Corpus = self._stack.enter_context(open_corpus(directory, self.embedder))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _tell(self, words: str) -> None:
        self.announce(words)


def print_json(document: Document) -> None:
    """Print a JSON document and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
