"""Say at which address of the web a file of a folder is published: as its owner says, or as MkDocs does."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from ingest.source_config import SourceConfig

_MARKDOWN = frozenset([".md", ".markdown", ".mdown", ".mkd", ".mdx"])
_LONGEST = 200_000  # characters of a file of settings
_SITE = re.compile(r"^site_url:\s*['\"]?(https?://[^\s'\"#]+)", re.MULTILINE)
_DOCS = re.compile(r"^docs_dir:\s*['\"]?([^\s'\"#]+)", re.MULTILINE)
_FLAT = re.compile(r"^use_directory_urls:\s*(?:false|no|off)\b", re.MULTILINE | re.IGNORECASE)
# The blog of Material for MkDocs gives its posts addresses by their day and title, as settings say.
_BLOG = re.compile(r"^\s*-\s*(?:material/)?blog\b", re.MULTILINE)


def page_of(config: SourceConfig, path: Path) -> str | None:
    """Return the address of the page that shows a file of a source; None where that isn't known for sure."""
    folder = Path(config.address) if Path(config.address).is_dir() else Path(config.address).parent
    if config.pages and path.is_relative_to(folder):
        below = path.relative_to(folder)
        address = config.pages.replace("{file}", quote(below.as_posix()))
        return address.replace("{path}", quote(below.with_suffix("").as_posix()))
    return _of_mkdocs(path)


def _of_mkdocs(path: Path) -> str | None:
    site = _mkdocs_of(path.parent) if path.suffix.lower() in _MARKDOWN else None
    if site is None:
        return None
    address, docs, flat = site
    if not path.is_relative_to(docs):
        return None
    page = PurePosixPath(path.relative_to(docs).as_posix()).with_suffix("")
    page = page.parent if page.name.lower() in {"index", "readme"} else page
    if page == PurePosixPath():
        return f"{address}/"
    return f"{address}/{quote(str(page))}{'.html' if flat else '/'}"


@cache
def _mkdocs_of(folder: Path) -> tuple[str, Path, bool] | None:
    """Return the address of the site of MkDocs that a folder is part of, its texts, and whether pages end in .html."""
    for above in (folder, *folder.parents):
        said = _read(above / "mkdocs.yml") or _read(above / "mkdocs.yaml")
        if site := _SITE.search(said):
            docs = _DOCS.search(said)
            if _BLOG.search(said):
                return None
            return site[1].rstrip("/"), above / (docs[1] if docs else "docs"), bool(_FLAT.search(said))
    return None


def _read(file: Path) -> str:
    """Return what a file of settings says; nothing where there is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_LONGEST)
    except OSError:
        return ""
