"""Say at which address of the web a file of a folder is published: as its owner says, or as MkDocs does."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site of MkDocs: its address, the folder of its texts, and whether its pages end in .html."""

    address: str
    docs: str
    flat: bool

    def page_of(self, path: PurePosixPath) -> str | None:
        """Return the address of the page of a file, given by its path from the settings; None where it has none."""
        if path.suffix.lower() not in _MARKDOWN or not path.is_relative_to(self.docs):
            return None
        page = path.relative_to(self.docs).with_suffix("")
        page = page.parent if page.name.lower() in {"index", "readme"} else page
        if page == PurePosixPath():
            return f"{self.address}/"
        return f"{self.address}/{quote(str(page))}{'.html' if self.flat else '/'}"


def page_of(config: SourceConfig, path: Path) -> str | None:
    """Return the address of the page that shows a file of a source; None where that isn't known for sure."""
    folder = Path(config.address) if Path(config.address).is_dir() else Path(config.address).parent
    if config.pages and path.is_relative_to(folder):
        return page_by_pattern(config.pages, PurePosixPath(path.relative_to(folder).as_posix()))
    found = _site_of(path.parent)
    return found[1].page_of(PurePosixPath(path.relative_to(found[0]).as_posix())) if found else None


def page_by_pattern(pattern: str, below: PurePosixPath) -> str:
    """Return the address of a file's page as the owner of its source says it is made."""
    address = pattern.replace("{file}", quote(str(below)))
    return address.replace("{path}", quote(str(below.with_suffix(""))))


def read_site(said: str) -> Site | None:
    """Return the site that settings of MkDocs tell of; None where its pages' addresses can't be told from its files."""
    site = _SITE.search(said)
    if site is None or _BLOG.search(said):
        return None
    docs = _DOCS.search(said)
    return Site(
        address=site[1].rstrip("/"),
        docs=str(PurePosixPath(docs[1] if docs else "docs")),
        flat=bool(_FLAT.search(said)),
    )


@cache
def _site_of(folder: Path) -> tuple[Path, Site] | None:
    """Return the site of MkDocs that a folder is part of, after the folder of its settings."""
    for above in (folder, *folder.parents):
        said = _read(above / "mkdocs.yml") or _read(above / "mkdocs.yaml")
        if _SITE.search(said):
            site = read_site(said)
            return (above, site) if site else None
    return None


def _read(file: Path) -> str:
    """Return what a file of settings says; nothing where there is none."""
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_LONGEST)
    except OSError:
        return ""
