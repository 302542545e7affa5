"""Find the files of a source: a folder's articles, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.language.well_formed import well_formed
from ingest.readers.registry import SUFFIXES
from ingest.sources.kinds.kind import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What lies at an address: the files that hold articles, as far as their kind says, and the `others` below it."""

    articles: tuple[Path, ...]
    others: tuple[Path, ...] = ()


def find_files(address: Path) -> Files:
    """Return the files of an address in sorted order: itself, or what lies below it.

    Paths are absolute and their links resolved, as the origin of a page is. Hidden files and folders are passed
    over, unless the address itself is one. Links are followed, each file and folder once: a file reached by two ways
    would otherwise be two articles, and a loop would never end.

    Raises:
        ArticleError: There is nothing at the address, or a folder can't be listed. A folder is never passed over in
            silence, since its articles would then look as if they had been deleted.
    """
    try:
        if address.is_dir():
            files = sorted(_below(address.resolve(), set()))
            articles = tuple(path for path in files if path.suffix.lower() in SUFFIXES)
            return Files(articles=articles, others=tuple(path for path in files if path.suffix.lower() not in SUFFIXES))
        found = address.exists()
    except OSError as error:
        raise ArticleError(
            "{path} can't be read ({reason}): check its permissions.",
            path=well_formed(str(error.filename or address)),
            reason=error.strerror or type(error).__name__,
        ) from error
    if not found:
        raise ArticleError("There is no file or folder at {path}: check the path.", path=well_formed(str(address)))
    return Files(articles=(address.resolve(),))


def _below(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """Walk a folder; `seen` holds the files and folders met so far."""
    seen.add(folder)
    for entry in folder.iterdir():
        if entry.name.startswith(".") or not entry.exists():  # a broken link, or one that leads to itself
            continue
        resolved = entry.resolve()
        if resolved in seen:
            continue
        if resolved.is_dir():
            yield from _below(resolved, seen)
        elif resolved.is_file():
            seen.add(resolved)
            yield resolved


FOLDER = SourceKind(name="folder", most=1_000_000, is_local=True)
