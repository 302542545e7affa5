"""Read a file of the disk, as it is: path to Page."""

from __future__ import annotations

from stat import S_ISREG
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from ingest.page import Page
from ingest.readers.registry import SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

_MB = 1024 * 1024
# What the programs that write these can save instead.
_BETTER = {
    **dict.fromkeys((".doc", ".dot", ".docm", ".dotx", ".pages", ".wpd"), ".docx, .odt or .pdf"),
    **dict.fromkeys((".ott", ".fodt", ".sxw"), ".odt"),
    **dict.fromkeys((".odp", ".ppt", ".key", ".ods", ".xls", ".ps", ".djvu", ".xps"), ".pdf"),
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".fb2"), ".epub"),
}


def read_file(path: Path, max_bytes: int) -> Page:
    """Read a file of a kind that we know.

    Raises:
        ArticleError: The file is of no such kind, too large, empty or unreadable.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        if better := _BETTER.get(path.suffix.lower()):
            raise ArticleError(
                "{name} is of no kind that can be read: save it as {better}.", name=_shown(path), better=better
            )
        raise ArticleError(
            "{name} is of no kind that can be read: convert it to one of {kinds}.",
            name=_shown(path),
            kinds=", ".join(SUFFIXES),
        )
    try:
        origin = str(path.resolve())
        origin.encode()
        content = _read(path, max_bytes)
    except UnicodeEncodeError as error:
        raise ArticleError("The name of {name} is not valid UTF-8: rename it.", name=_shown(path)) from error
    except (OSError, RuntimeError) as error:  # resolve() raises RuntimeError on a loop of links
        reason = error.strerror if isinstance(error, OSError) else "Loop of links"
        raise ArticleError(
            "{name} can't be read ({reason}): check that it exists and may be read.",
            name=_shown(path),
            reason=reason or type(error).__name__,
        ) from error
    if not content:
        raise ArticleError("{name} is empty: write something in it or remove it.", name=_shown(path))
    return Page(origin=origin, content=content, kind=kind)


def _read(path: Path, max_bytes: int) -> bytes:
    if not S_ISREG(path.stat().st_mode):  # opening a named pipe would wait for ever
        raise ArticleError("{name} is no regular file: give a file or a folder.", name=_shown(path))
    with path.open("rb") as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise ArticleError(
            "{name} has {size:.1f} MB, more than the {most:g} MB that are read: raise FOOTNOTE_MAX_FILE_MB or split"
            " the file.",
            name=_shown(path),
            size=round(path.stat().st_size / _MB, 1),
            most=max_bytes / _MB,
        )
    return content


def _shown(path: Path) -> str:
    """Return a file's name as it can be printed; a name may hold bytes that are no text."""
    return path.name.encode(errors="backslashreplace").decode()
