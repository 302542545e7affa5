"""The kinds of documents that can be read, and which of them something is: one line a kind."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from ingest.readers.html.page import HTML
from ingest.readers.messages.mail import MAIL, MAILBOX
from ingest.readers.messages.thread import THREAD
from ingest.readers.office.docx import DOCX
from ingest.readers.office.epub import EPUB
from ingest.readers.office.odt import ODT
from ingest.readers.office.pptx import PPTX
from ingest.readers.office.xlsx import XLSX
from ingest.readers.pdf.document import PDF
from ingest.readers.text.feed_entry import ENTRY
from ingest.readers.text.markdown import MARKDOWN
from ingest.readers.text.plain import TEXT
from ingest.readers.text.rtf import RTF
from ingest.readers.text.table import TABLE

if TYPE_CHECKING:
    from ingest.readers.document.kind import DocumentKind

KINDS: Final[dict[str, DocumentKind]] = {
    kind.name: kind
    for kind in (TEXT, MARKDOWN, HTML, PDF, DOCX, EPUB, ODT, PPTX, XLSX, RTF, TABLE, MAIL, MAILBOX, ENTRY, THREAD)
}
SUFFIXES: Final[dict[str, str]] = {suffix: kind.name for kind in KINDS.values() for suffix in kind.suffixes}

_BY_TYPE = {media_type: kind.name for kind in KINDS.values() for media_type in kind.media_types}
# What servers say of files that they know nothing of, or that are to be saved rather than shown.
_UNKNOWN = frozenset(
    "application/octet-stream binary/octet-stream application/binary application/zip application/x-zip-compressed"
    " application/force-download application/x-force-download application/download application/x-download"
    " application/unknown application/x-unknown application/x-msdownload application/save content/unknown unknown"
    " unknown/unknown text/xml application/xml application/x-pdf text/pdf".split()
)
_ZIP = b"PK\x03\x04"


def kind_of(content: bytes, media_type: str, address: str) -> str | None:
    """Return the name of the kind that a page of the web is; None if that can't be told or it is nothing to read.

    Bytes that no text begins with count for more than what the server says of them.
    """
    told = next((kind.name for kind in KINDS.values() if kind.is_it and kind.is_it(content)), None)
    if told and KINDS[told].read_text is None:
        return told
    said = _BY_TYPE.get(media_type)
    if said == "text":  # servers know no type for Markdown, and some call all they have plain text
        return told or ("markdown" if _by_suffix(address) == "markdown" else said)
    if said or (media_type and media_type not in _UNKNOWN):
        return said
    return told or _by_name(content, address)


def _by_name(content: bytes, address: str) -> str | None:
    """Return the kind that the suffix of an address says, of archives and of texts."""
    kind = _by_suffix(address)
    if kind is None:
        return None
    is_text = KINDS[kind].read_text is not None
    return kind if (b"\0" not in content[:1024] if is_text else content.startswith(_ZIP)) else None


def _by_suffix(address: str) -> str | None:
    return SUFFIXES.get(PurePosixPath(unquote(urlsplit(address).path)).suffix.lower())
