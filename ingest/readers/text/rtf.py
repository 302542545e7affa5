"""Read Rich Text Format (door: striprtf)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from ingest.readers.document.decoding import decode
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.properties import believed_author
from ingest.readers.text.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.readers.document.reading import Reading

_MARK = b"{\\rtf"
_TOKEN = re.compile(r"\\([a-z]+)(-?\d+)? ?|\\'[0-9a-f]{2}|\\[^a-z]|[{}]|[^\\{}]+", re.IGNORECASE | re.DOTALL)
_UNSEEN = frozenset(["v", "deleted"])
# A font that names no charset has the document's; the library gives it that of the font after it.
_FONT_OF_NO_CHARSET = re.compile(r"\{\\f\d+(?![^{}]*\\fcharset)[^{}]*;\}")
_CODEPAGE = re.compile(r"\\ansicpg\d+")


def read_rtf(content: bytes, name: str) -> Reading:
    """Return the text of a document; its first line is its title, as that of a plain text.

    Raises:
        ArticleError: It is no such document, or without text.
    """
    if not content.lstrip().startswith(_MARK):
        raise _refused(name)
    try:
        rtf = content.decode("latin-1")  # the format is ASCII: what is beyond it is written in numbers
        text = _words("".join(_shown(_FONT_OF_NO_CHARSET.sub("", rtf))))
        author = believed_author(_said(rtf, "author"))
    except Exception as error:  # whatever a document does to the library, the other articles go on
        raise _refused(name) from error
    plain = re.sub(r"\n{2,}", "\n\n", decode(text.encode(errors="replace"), name))
    return replace(read_plain(plain, name), author=author)


def _words(rtf: str) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(rtf, errors="ignore"))


def _said(rtf: str, what: str) -> str | None:
    """Return what a document says of itself, in the encoding that it declares."""
    found = re.search(rf"\{{\\{what} ((?:[^{{}}\\]|\\[^{{}}])*)\}}", rtf)
    page = _CODEPAGE.search(rtf)
    return _words(f"{{\\rtf1\\ansi{page.group() if page else ''} {found[1]}}}") if found else None


def _shown(rtf: str) -> Iterator[str]:
    """Yield the tokens of a document but for the words that are hidden, or deleted in a change that is kept."""
    groups = list[frozenset[str]]()
    unseen = frozenset[str]()
    for token in _TOKEN.finditer(rtf):
        word = token[1]
        if token.group() == "{":
            groups.append(unseen)
        elif token.group() == "}":
            unseen = groups.pop() if groups else unseen
        elif word in _UNSEEN:
            unseen = unseen - {word} if token[2] == "0" else unseen | {word}
        elif word == "plain":
            unseen = frozenset()
        elif unseen and not word:
            continue
        yield token.group()


def _refused(name: str) -> ArticleError:
    return ArticleError("{name} is no RTF document or is damaged: open it, and save it anew.", name=name)


RTF = DocumentKind(
    name="rtf",
    suffixes=(".rtf",),
    media_types=("application/rtf", "text/rtf"),
    is_it=lambda content: content.startswith(_MARK),
    read_bytes=read_rtf,
    guesses=True,
)
