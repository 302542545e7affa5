"""A text that comes with a question: read as the one article of a corpus of its own, which is gone with the answer."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.service.corpora.corpora import Library

LONGEST = 100_000  # bytes; more would take minutes to read, and is an article to add
_UNSAFE = re.compile(r"[^\w. -]+")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A text or Markdown file, by the name that people know it by."""

    name: str
    content: bytes


@contextmanager
def read_apart(material: Material, build: Callable[[str, Path], Library]) -> Generator[Library]:
    """Open a corpus that holds nothing but a text, for as long as it is asked about; to be used in a thread.

    Raises:
        FootnoteError: it can't be read.
    """
    from bot.service.corpora.ingestion import Unwatched
    from ingest.sources.config import named_source

    with TemporaryDirectory(prefix="footnote-") as folder:
        file = Path(folder) / _file_name(material.name)
        file.write_bytes(material.content)
        library = build("material", Path(folder) / "corpus")
        try:
            library.pipeline.run([named_source(str(file))], Unwatched())
            yield library
        finally:
            library.corpus.close()


def is_text(name: str) -> bool:
    """Say whether a file's name is that of a text or of Markdown."""
    return name.lower().endswith((".txt", ".md", ".markdown"))


def _file_name(name: str) -> str:
    """Return a name that lies where it is put; Markdown is read as such."""
    stem, _, ending = _UNSAFE.sub(" ", name.replace("\\", "/").rpartition("/")[2]).rpartition(".")
    return f"{stem.strip('. ')[:_LONGEST_NAME] or 'text'}.{'txt' if ending.lower() == 'txt' else 'md'}"
