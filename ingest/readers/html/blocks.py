"""Read the blocks of text that a page's elements make: paragraphs, headings, items, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark meter nobr output q ruby s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
_SPACES = re.compile(r"[ \t\n\r]+")
_LONGEST_CELL = 300
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_IN_LAYOUT = frozenset("table h1 h2 h3 h4 ul ol article section".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of text as people see it, its lines apart; `linked` is how many of its characters are links."""

    text: str
    linked: int
    element: Any

    @property
    def heading(self) -> bool:
        """Say whether it is a heading."""
        return self.element.tag in _HEADINGS

    @property
    def words(self) -> int:
        """Return how many words it has, as spaces part them."""
        return len(self.text.split())


class _Gathering:
    """The text of the block that is being read."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.element: Any = None

    def add(self, text: str | None, element: Any, *, linked: bool) -> None:
        if not text:
            return
        self.pieces.append(text if element.tag == "pre" else _SPACES.sub(" ", text))
        if text.strip():
            self.linked += len(text.strip()) if linked else 0
            self.element = element if self.element is None else self.element

    def end(self) -> Iterator[Block]:
        lines = "".join(self.pieces).split("\n")
        code = self.element is not None and self.element.tag == "pre"
        text = "\n".join(line.rstrip() if code else _SPACES.sub(" ", line).strip() for line in lines if line.strip())
        if text:
            yield Block(text=text, linked=self.linked, element=self.element)
        self.pieces, self.linked, self.element = [], 0, None


def blocks_of(body: Any) -> Iterator[Block]:
    """Return the blocks of an element in their order; without recursion, since pages may be nested at will."""
    gathering = _Gathering()
    # An element, the block that it lies in, whether it lies in a link, and whether it has been read.
    stack: list[tuple[Any, Any, bool, bool]] = [(body, body, False, False)]
    while stack:
        node, around, linked, done = stack.pop()
        block = around if node.tag in _INLINE or node.tag == "br" else node
        if node.tag == "br":
            gathering.pieces.append("\n")
            done = True
        elif block is node:
            yield from gathering.end()
        if done:
            gathering.add(node.tail if node is not body else None, around, linked=linked)
            continue
        stack.append((node, around, linked, True))
        row = _row(node) if node.tag == "tr" else None
        if row is not None:
            yield row
            continue
        within = linked or node.tag == "a"
        gathering.add(node.text, block, linked=within)
        stack.extend((child, block, within, False) for child in reversed(node))


def _row(row: Any) -> Block | None:
    """Return a row of a table, a bar between its cells; None if the table serves to lay the page out."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if any(next(cell.iter(*_IN_LAYOUT), None) is not None for cell in cells):
        return None
    texts = [" ".join(_SPACES.sub(" ", text) for text in cell.itertext()).strip() for cell in cells]
    if not cells or any(len(text) > _LONGEST_CELL for text in texts):
        return None
    linked = sum(len(link.text_content().strip()) for link in row.iter("a"))
    return Block(text=" | ".join(_SPACES.sub(" ", text) for text in texts if text), linked=linked, element=row)
