"""Judge what a document says of itself: most titles and authors in its properties were put there by programs."""

from __future__ import annotations

import re

from ingest.readers.document.page_words import said, words

_BY_PROGRAM = re.compile(
    r"^\s*(?:microsoft (?:word|powerpoint|excel|publisher) - |powerpoint presentation$)", re.IGNORECASE
)
_FILE = re.compile(
    r"(?:^|[\w)\]])\.(?:docx?|odt|rtf|pdf|tex|dvi|ps|html?|indd|qxd|qxp|p65|pptx?|odp|xlsx?|ods|txt|md|epub|pages|ai|cdr)$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NO_NAME = re.compile(r"\S+@\S+|https?://\S+|\{\{.*\}\}|<%.*%>")  # of a template, what was never filled in
_PROGRAM = re.compile(r"\b(?:microsoft|windows|hewlett-packard|apache poi|python-docx)\b|un-named", re.IGNORECASE)
_ACCOUNTS = frozenset("users admin root default pc none null undefined word latex test".split())


def believed_title(title: str | None) -> str | None:
    """Return a title that somebody wrote; None for the name of a file or what a program puts there."""
    stripped = (title or "").strip().strip("\0")
    if not _LETTERS.search(stripped) or said("no_title", after=r"?[\s_-]*\d*").fullmatch(stripped):
        return None
    # With "Microsoft Word - " before it a title is always the name of a file, its suffix there or not.
    return None if _BY_PROGRAM.search(stripped) or _FILE.search(stripped) else stripped


def believed_author(author: str | None) -> str | None:
    """Return the name of an author; None for a machine's account, an address, a place that was left to be filled."""
    stripped = (author or "").strip().strip("\0")
    is_name = _LETTERS.search(stripped) and not _NO_NAME.fullmatch(stripped) and not is_nobody(stripped)
    return stripped if is_name else None


def is_nobody(name: str) -> bool:
    """Say whether a name is that of an account or a role, not of a person."""
    told = name.strip().casefold()
    return told in _ACCOUNTS | words("nobody") or bool(_PROGRAM.search(told))
