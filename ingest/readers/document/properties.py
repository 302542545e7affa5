"""Judge what a document says of itself: most titles and authors in its properties were put there by programs."""

from __future__ import annotations

import re

_BY_PROGRAM = re.compile(
    r"^\s*(?:microsoft (?:word|powerpoint|excel|publisher) - |powerpoint presentation$)", re.IGNORECASE
)
_FILE = re.compile(
    r"(?:^|[\w)\]])\.(?:docx?|odt|rtf|pdf|tex|dvi|ps|html?|indd|qxd|qxp|p65|pptx?|odp|xlsx?|ods|txt|md|epub|pages|ai|cdr)$",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:untitled|sans titre|ohne titel|title|titre|document|dokument|pr[ée]sentation|slide|layout|doc)?[\s_-]*\d*",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NOBODY = frozenset(
    "user users utilisateur benutzer admin administrator administrateur owner author auteur unknown inconnu anonymous"
    " python-docx root default pc none word latex".split()
) | {
    "microsoft office user",
    "utilisateur windows",
    "windows user",
    "un-named",
    "apache poi",
    "hewlett-packard company",
}


def believed_title(title: str | None) -> str | None:
    """Return a title that somebody wrote; None for the name of a file or what a program puts there."""
    stripped = (title or "").strip().strip("\0")
    if not _LETTERS.search(stripped) or _NO_TITLE.fullmatch(stripped):
        return None
    # With "Microsoft Word - " before it a title is always the name of a file, its suffix there or not.
    return None if _BY_PROGRAM.search(stripped) or _FILE.search(stripped) else stripped


def believed_author(author: str | None) -> str | None:
    """Return the name of an author; None for that of a machine's account."""
    stripped = (author or "").strip().strip("\0")
    return stripped if _LETTERS.search(stripped) and stripped.casefold() not in _NOBODY else None
