"""The kinds of documents that can be read, and which of them something is: one line a kind."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from ingest.readers.feed_entry import ENTRY
from ingest.readers.html.page import HTML
from ingest.readers.markdown import MARKDOWN
from ingest.readers.office.docx import DOCX
from ingest.readers.office.epub import EPUB
from ingest.readers.office.odt import ODT
from ingest.readers.pdf.document import PDF
from ingest.readers.plain import TEXT

if TYPE_CHECKING:
    from ingest.readers.kind import DocumentKind

KINDS: Final[dict[str, DocumentKind]] = {
    kind.name: kind for kind in (TEXT, MARKDOWN, HTML, PDF, DOCX, EPUB, ODT, ENTRY)
}
SUFFIXES: Final[dict[str, str]] = {suffix: kind.name for kind in KINDS.values() for suffix in kind.suffixes}

_BY_TYPE = {media_type: kind.name for kind in KINDS.values() for media_type in kind.media_types}
_UNKNOWN = frozenset(
    ["", "application/octet-stream", "binary/octet-stream", "application/zip", "application/x-zip-compressed"]
)
_ZIP = b"PK\x03\x04"


def kind_of(content: bytes, media_type: str, address: str) -> str | None:
    """Return the name of the kind that a page of the web is; None if that can't be told or it is nothing to read."""
    if kind := _BY_TYPE.get(media_type):
        return kind
    return _by_bytes(content, address) if media_type in _UNKNOWN else None


def _by_bytes(content: bytes, address: str) -> str | None:
    told = next((kind.name for kind in KINDS.values() if kind.is_it and kind.is_it(content)), None)
    return told or (_by_name(address) if content.startswith(_ZIP) else None)


def _by_name(address: str) -> str | None:
    """Return the kind of document that an archive is by the suffix of its address."""
    kind = SUFFIXES.get(PurePosixPath(unquote(urlsplit(address).path)).suffix.lower())
    return kind if kind in {"docx", "epub", "odt"} else None
