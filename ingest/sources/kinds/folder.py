"""Find the files of a source: a folder's articles, or one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.language.well_formed import well_formed
from ingest.readers.registry import SUFFIXES
from ingest.sources.kinds.kind import SourceKind
from ingest.sources.looking.site_folders import without_articles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What lies at an address: the files that hold articles, as far as their kind says, and the `others` below it.

    `outside` are the links of a repository that lead out of it, `aside` the folders that hold no articles.
    """

    articles: tuple[Path, ...]
    others: tuple[Path, ...] = ()
    outside: tuple[Path, ...] = ()
    aside: tuple[Path, ...] = ()


def find_files(address: Path) -> Files:
    """Return the files of an address in sorted order: itself, or what lies below it.

    Paths are absolute and their links resolved, as the origin of a page is. Hidden files and folders are passed
    over, unless the address itself is one. Links are followed, each file and folder once: a file reached by two ways
    would otherwise be two articles, and a loop would never end. Of a Git repository, which others wrote, those that
    lead out of it aren't followed. Templates, built sites and packages of others within it are no articles.

    Raises:
        ArticleError: There is nothing at the address, or a folder can't be listed. A folder is never passed over in
            silence, since its articles would then look as if they had been deleted.
    """
    try:
        if address.is_dir():
            walk = _Walk(address.resolve())
            files = sorted(walk.below(walk.root))
            return Files(
                articles=tuple(path for path in files if path.suffix.lower() in SUFFIXES),
                others=tuple(path for path in files if path.suffix.lower() not in SUFFIXES),
                outside=tuple(walk.outside),
                aside=tuple(walk.aside),
            )
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


class _Walk:
    """A walk through a folder, which remembers what it has met and which links it didn't follow."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.outside: list[Path] = []
        self.aside: list[Path] = []
        self._seen: set[Path] = set()
        self._is_repository = (root / ".git").exists()

    def below(self, folder: Path) -> Iterator[Path]:
        """Yield the files of a folder and of those below it, each once."""
        self._seen.add(folder)
        entries = list(folder.iterdir())
        passed_over = without_articles([entry.name for entry in entries])
        for entry in entries:
            if entry.name in passed_over and entry.is_dir():
                self.aside.append(entry)
                continue
            if entry.name.startswith(".") or not entry.exists():  # a broken link, or one that leads to itself
                continue
            resolved = entry.resolve()
            if resolved in self._seen:
                continue
            if self._is_repository and not resolved.is_relative_to(self.root):
                self.outside.append(entry)
            elif resolved.is_dir():
                yield from self.below(resolved)
            elif resolved.is_file():
                self._seen.add(resolved)
                yield resolved


FOLDER = SourceKind(name="folder", most=1_000_000, is_local=True)
