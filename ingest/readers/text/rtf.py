"""Read Rich Text Format (door: striprtf)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from ingest.readers.document.decoding import decode
from ingest.readers.document.kind import DocumentKind
from ingest.readers.text.plain import read_plain

if TYPE_CHECKING:
    from ingest.readers.document.reading import Reading

_MARK = b"{\\rtf"


def read_rtf(content: bytes, name: str) -> Reading:
    """Return the text of a document; its first line is its title, as that of a plain text.

    Raises:
        ArticleError: It is no such document, or without text.
    """
    from striprtf.striprtf import rtf_to_text

    if not content.lstrip().startswith(_MARK):
        raise _refused(name)
    try:
        # The format is ASCII: what is beyond it is written in numbers.
        text = rtf_to_text(content.decode("latin-1"), errors="ignore")
    except Exception as error:  # whatever a document does to the library, the other articles go on
        raise _refused(name) from error
    return read_plain(re.sub(r"\n{2,}", "\n\n", decode(text.encode(errors="replace"), name)), name)


def _refused(name: str) -> ArticleError:
    return ArticleError("{name} is no RTF document or is damaged: open it, and save it anew.", name=name)


RTF = DocumentKind(
    name="rtf",
    suffixes=(".rtf",),
    media_types=("application/rtf", "text/rtf"),
    is_it=lambda content: content.startswith(_MARK),
    read_bytes=read_rtf,
)
