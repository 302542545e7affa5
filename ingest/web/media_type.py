"""Tell of what kind a page of the web is: by its media type, or by its bytes and its name where a server knows none."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from ingest.sources.folder import SUFFIXES

if TYPE_CHECKING:
    from ingest.sources.folder import Kind
    from ingest.web.fetcher import Fetched

_KINDS: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/epub+zip": "epub",
    "application/vnd.oasis.opendocument.text": "odt",
}
_UNKNOWN = frozenset(
    ["", "application/octet-stream", "binary/octet-stream", "application/zip", "application/x-zip-compressed"]
)
_ZIP = b"PK\x03\x04"
_PDF, _PDF_WITHIN = b"%PDF-", 1024
# EPUB and OpenDocument begin with their type, unpacked; each name of a Word document's files stands in its directory.
_MARKS: tuple[tuple[bytes, int, Kind], ...] = (
    (b"mimetypeapplication/epub+zip", 128, "epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", 128, "odt"),
    (b"word/document.xml", -1, "docx"),
)


def page_kind(got: Fetched) -> Kind | None:
    """Return how a page is to be read; None if that can't be told or it is nothing to read."""
    if kind := _KINDS.get(got.media_type):
        return kind
    return _by_bytes(got.content, got.final) if got.media_type in _UNKNOWN else None


def _by_bytes(content: bytes, address: str) -> Kind | None:
    if _PDF in content[:_PDF_WITHIN]:
        return "pdf"
    if content.startswith(_ZIP):
        for mark, within, kind in _MARKS:
            if mark in (content if within < 0 else content[:within]):
                return kind
        return _by_name(address)
    if b"<html" in content[:2048].lower() or b"<!doctype html" in content[:512].lower():
        return "html"
    return None


def _by_name(address: str) -> Kind | None:
    """Return the kind of document that an archive is by the suffix of its address."""
    kind = SUFFIXES.get(PurePosixPath(unquote(urlsplit(address).path)).suffix.lower())
    return kind if kind in {"docx", "epub", "odt"} else None
