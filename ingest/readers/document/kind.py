"""What makes a kind of document: how it is told, and what reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.readers.document.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of document: the endings of its files' names, its media types, and `is_it`, which knows its bytes.

    It is read from its text by `read_text`, or from its bytes by `read_bytes`, in a process of its own where what
    does that is a library that a document may break (`apart`). Both are given the document's name for errors.
    `guesses`: its bytes hold texts in encodings that may have to be told by their language.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    is_it: Callable[[bytes], bool] | None = None
    read_text: Callable[[str, str], Reading] | None = None
    read_bytes: Callable[[bytes, str], Reading] | None = None
    apart: bool = True
    guesses: bool = False
