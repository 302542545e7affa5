"""Take out of a message what its writer didn't write: the message that it answers, marks of signing, a signature."""

from __future__ import annotations

import re
from typing import Any

_SIGNATURE = re.compile(r"^-- ?$.*", re.DOTALL | re.MULTILINE)
# "On Wednesday, Ida wrote:" over what is quoted: a line or two that hold a day or an address, and end with a colon.
_QUOTED = re.compile(
    r"(?:^(?=[^\n]*(?:\n[^\n]+)?:[ \t]*\n)(?=[^\n]*[\d@])(?![ \t]*>)[^\n]+(?:\n(?![ \t]*>)[^\n]+)?:[ \t]*\n+)?"
    r"(?:^(?!>From )[ \t]*>.*$\n?)+",
    re.MULTILINE,
)
# Outlook puts the message that is answered under a line of its own, with its head in the words of who answers.
_ANSWERED = re.compile(
    r"^(?:-{4,} ?[^\n-][^\n]{4,40}?-{4,}|_{20,})[ \t]*\n+(?=[^\n:]{2,20}[ \t\xa0]?:[ \t]).*", re.DOTALL | re.MULTILINE
)
_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:\w+: [^\n]*\n)*\n?", re.MULTILINE)
_SIGNED_BY = re.compile(r"^-----BEGIN PGP SIGNATURE-----.*?^-----END PGP SIGNATURE-----$", re.DOTALL | re.MULTILINE)
_ESCAPED = re.compile(r"^>(>*From )", re.MULTILINE)
_WORD = re.compile(r"\w")
_QUOTES = frozenset("gmail_quote gmail_attr moz-cite-prefix yahoo_quoted protonmail_quote".split())
_HEAD_OF_ANSWERED = frozenset(["divRplyFwdMsg", "appendonsend"])


def own_words(text: str) -> str:
    """Return what a writer wrote of a message's plain text; of one that only passes another on, all of it."""
    text = _SIGNED_BY.sub("", _SIGNED.sub("", text))
    own = _ESCAPED.sub(r"\1", _QUOTED.sub("", _SIGNATURE.sub("", text)))
    alone = _ANSWERED.sub("", own)
    return alone if _WORD.search(alone) else own


def is_quote(element: Any) -> bool:
    """Say whether an element of a message holds the one that it answers, by the names that mail programs give it."""
    names = set((element.get("class") or "").split())
    return bool(names & _QUOTES) or element.get("id") in _HEAD_OF_ANSWERED or element.get("type") == "cite"


def unflowed(text: str, *, delsp: bool) -> str:
    """Return a text of format=flowed with its paragraphs on one line each (RFC 3676): a space at an end goes on."""
    made: list[str] = []
    open_line = False
    for line in text.split("\n"):
        goes_on = line.endswith(" ") and line != "-- "
        words = line[:-1] if goes_on and delsp else line
        if open_line:
            made[-1] += words
        else:
            made.append(words)
        open_line = goes_on
    return "\n".join(made)
