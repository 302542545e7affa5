"""Drop what is printed on each page beside its text: running heads, feet and the numbers of pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.readers.pdf.lines import body_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.readers.pdf.lines import Line, Sheet

_OUTERMOST = 2
_MARGIN = 0.15
_NO_LARGER = 1.12
_SAME_HEIGHT = 3.0
_PAGES_APART = 2  # left and right pages may have heads of their own
_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(
    r"[-–—|\s]*(?:p\.?|page|pg\.?|seite)?\s*(\d+|[ivxlcdm]+)(?:\s*(?:/|of|sur|de|von)\s*\d+)?[-–—|\s]*", re.IGNORECASE
)
_FIRST_OR_LAST = re.compile(r"^(\S+)\s|\s(\S+)$")

_Row = list["Line"]
"""What stands at one height."""


def without_margins(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages without the lines at their edges that pages nearby have too, at the same height.

    Numbers in such lines may differ. At a height where such lines are, one with the page's own number at its end goes
    too, as the head of a chapter of one page; a bare number goes where it is the page's own. A line larger than the
    text is a heading, however often it comes back, and what stands further in than a line that stays, stays.
    """
    body = body_size(line for sheet in sheets for line in sheet.lines)
    edges = [_edges(sheet, body) for sheet in sheets]
    margins = _Margins(edges)
    kept: list[Sheet] = []
    for page, sheet in enumerate(sheets):
        dropped = {id(line) for edge in edges[page] for line in margins.of(edge, page, sheet)}
        kept.append(replace(sheet, lines=tuple(line for line in sheet.lines if id(line) not in dropped)))
    return kept


def _edges(sheet: Sheet, body: float) -> tuple[list[_Row], list[_Row]]:
    """Return the rows in the upper margin and in the lower one, the outermost first."""
    margin = _MARGIN * (sheet.top - sheet.bottom)
    rows: dict[int, _Row] = {}
    for line in sheet.lines:
        rows.setdefault(round(line.y), []).append(line)
    heights = sorted(rows)
    upper = [y for y in heights[: -_OUTERMOST - 1 : -1] if y > sheet.top - margin]
    lower = [y for y in heights[:_OUTERMOST] if y < sheet.bottom + margin]
    small = {y: [line for line in row if line.size <= _NO_LARGER * body] for y, row in rows.items()}
    return [small[y] for y in upper], [small[y] for y in lower]


class _Margins:
    """Knows the lines at the edges of all pages."""

    def __init__(self, edges: Sequence[tuple[list[_Row], list[_Row]]]) -> None:
        self._seen: dict[str, list[tuple[int, float]]] = {}
        found = [(page, line) for page, both in enumerate(edges) for edge in both for row in edge for line in row]
        for page, line in sorted(found, key=lambda pair: (pair[0], pair[1].y)):
            self._seen.setdefault(_known_by(line), []).append((page, line.y))
        self._heights = Counter(round(line.y) for page, line in found if self._comes_back(line, page))

    def of(self, edge: Iterable[_Row], page: int, sheet: Sheet) -> list[Line]:
        """Return the lines at an edge of a page that are no part of its text."""
        found: list[Line] = []
        for row in edge:
            beside = [line for line in row if self._comes_back(line, page) or self._is_numbered(line, page, sheet)]
            if not beside:
                break
            found += beside
        return found

    def _comes_back(self, line: Line, page: int) -> bool:
        others = self._seen[_known_by(line)]
        at = bisect_left(others, (page, line.y))
        near = others[max(at - 2 * _OUTERMOST, 0) : at + 2 * _OUTERMOST + 1]
        return any(0 < abs(other - page) <= _PAGES_APART and abs(y - line.y) < _SAME_HEIGHT for other, y in near)

    def _is_numbered(self, line: Line, page: int, sheet: Sheet) -> bool:
        own = {str(page + 1), sheet.label.removeprefix("p. ")}
        bare = _PAGE.fullmatch(line.text)
        if bare and bare.group(1) in own:
            return True
        ends = {end for match in _FIRST_OR_LAST.finditer(line.text) for end in match.groups()}
        return bool(ends & own) and sum(self._heights[round(line.y) + off] for off in (-1, 0, 1)) > 1


def _known_by(line: Line) -> str:
    return _NUMBER.sub("#", line.text.casefold())
