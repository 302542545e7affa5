"""Make a text one that can be encoded, and so be embedded, stored and printed; take out what screens would obey."""

from __future__ import annotations

import re

# What moves a cursor, begins a terminal's commands, or turns the direction of what follows, so that a text looks like
# another: the C0 and C1 codes but for tab and line feed, and Unicode's embeddings, overrides and isolates.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_HALF = re.compile(r"[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """Return a text with U+FFFD for each lone surrogate.

    Python makes them of bytes on the command line that aren't UTF-8, and of broken escapes in JSON; the tokenizer,
    SQLite and standard output all refuse them.
    """
    return _HALF.sub("\ufffd", text)


def without_controls(text: str) -> str:
    """Return a text that can be shown as it stands."""
    return CONTROLS.sub("", text)
