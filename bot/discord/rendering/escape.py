"""Words of articles and models as plain text on Discord: they can't format, link elsewhere, or mention anyone."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

LONGEST_MESSAGE = 2000
"""In characters, by Discord's own count."""

_BREAK = "\u200b"
# The marks that may follow an address in a sentence are no part of it.
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\"()\[\]»”’…]", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\*_~`|>#<\[\]]|^[-+](?=\s|$)")
# What isn't seen, and what turns the direction of what follows, so that a text looks like another.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
# What ends an address on Discord, formats, or mentions someone.
_UNSAFE_IN_ADDRESS = re.compile(r"[\s<>\\*|`@]")


def escape(text: str) -> str:
    """Return a text that Discord shows as it stands, on one line, three times as long at most.

    Addresses within it stay links without a preview, percent-encoded where they would format; a mention is broken after
    its @. Characters that turn the direction of others are left out.
    """
    text = " ".join(_CONTROLS.sub("", text).split())
    pieces: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        pieces += [_plain(text[at : found.start()]), f"<{safe_address(found[0])}>"]
        at = found.end()
    return "".join([*pieces, _plain(text[at:])])


def safe_address(address: str) -> str:
    """Return an address that ends where it ends, and does nothing but lead there."""
    encoded = _UNSAFE_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), address)
    return _CONTROLS.sub(lambda found: quote(found[0], safe=""), encoded)


def is_address(text: str) -> bool:
    """Say whether a text is an address of the web and nothing else may be made of it."""
    return text.lower().startswith(("http://", "https://"))


def is_whole_address(address: str) -> bool:
    """Say whether an address names a host: Discord refuses a message with a button that leads nowhere."""
    try:
        return is_address(address) and bool(urlsplit(address).hostname)
    except ValueError:  # a broken IPv6 address
        return False


def shortened(text: str, longest: int) -> str:
    """Return a text cut at a word, with an ellipsis, where it is longer than `longest`; never within an address."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    words, space, _ = text[:longest].rpartition(" ")
    if space:
        return words + "…"
    return "…" if "://" in text else text[: longest - 1] + "…"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(lambda found: "\\" + found[0], text).replace("@", "@" + _BREAK)
