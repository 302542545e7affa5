"""Read a fragment of HTML that is text from its first word to its last, as people see it (door: lxml)."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from ingest.readers.text.wrapped_lines import unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li blockquote pre tr figcaption article section dd dt ul ol table br hr details summary"
    " figure header footer main address".split()
)
_NO_TEXT = frozenset("script style noscript iframe form button svg template".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
# What follows is for a blog's members alone, as Ghost marks it.
_FOR_MEMBERS = re.compile(r"<!--\s*members-only\s*-->")
_LINE = "\x00"  # a line break within <pre>, which stays one; HTML has no such character
_LINES = re.compile(r"\s*\n\s*")


def is_hidden(element: Any) -> bool:
    """Say whether an element is marked as one that nobody sees."""
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def blocks_of_fragment(html: str, unread: Callable[[Any], bool] | None = None) -> list[str]:
    r"""Return the text of the blocks of a fragment, each on a line but for `<pre>`, whose lines stay apart.

    Elements that are `unread` are left out, as those that are hidden are.
    """
    html = _FOR_MEMBERS.split(html, maxsplit=1)[0]
    if "<" not in html:
        text = unwrapped(unescape(html))
    else:
        from lxml.html import fromstring  # its HTML parser fetches nothing and knows no entities of the document's own

        pieces: list[str] = []
        root = fromstring(f"<div>{html}</div>".encode(errors="replace"), parser=_parser())
        _gather(root, pieces, unread or is_hidden)
        text = "".join(pieces)
    lines = _LINES.sub("\n", _SPACES.sub(" ", text)).strip().split("\n")
    return [found for line in lines if (found := _tidy(line))]


def _tidy(line: str) -> str:
    return "\n".join(part.strip() for part in line.split(_LINE) if part.strip())


def line_of_fragment(html: str) -> str:
    """Return the text of a fragment on one line."""
    return " ".join(" ".join(blocks_of_fragment(html)).split())


def _gather(element: Any, pieces: list[str], unread: Callable[[Any], bool]) -> None:
    """Walk without recursion: a fragment may be nested deeper than Python's stack."""
    stack: list[tuple[Any, bool, bool]] = [(element, False, False)]
    while stack:
        node, within, done = stack.pop()
        after = _said(node.tail, keeping=within)
        block = node.tag in _BLOCKS
        if done:
            pieces.append(("\n" if block and node.tag != "br" else "") + after)
            continue
        if not isinstance(node.tag, str) or node.tag in _NO_TEXT or is_hidden(node) or unread(node):
            pieces.append(after)
            continue
        keeping = within or node.tag == "pre"
        pieces.append("\n" if block and not (within and node.tag == "br") else _LINE if block else "")
        pieces.append(_said(node.text, keeping=keeping))
        stack.append((node, within, True))
        stack.extend((child, keeping, False) for child in reversed(node))


def _said(text: str | None, *, keeping: bool) -> str:
    """Return the text of a node; of `<pre>` its lines stay apart."""
    words = (text or "").replace("\r\n", "\n").replace(_LINE, "")
    return words.replace("\n", _LINE if keeping else " ")


def _parser() -> Any:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
