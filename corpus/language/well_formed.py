"""Make a text one that can be encoded, and so be embedded, stored and printed."""

from __future__ import annotations

import re

_HALF = re.compile(r"[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """Return a text with U+FFFD for each lone surrogate.

    Python makes them of bytes on the command line that aren't UTF-8, and of broken escapes in JSON; the tokenizer,
    SQLite and standard output all refuse them.
    """
    return _HALF.sub("\ufffd", text)
