"""The lines of a document's pages: where they stand, and in which columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SAME_SIZE = 0.12
_SAME_LINE = 0.35
_SIDE_BY_SIDE = 0.15
_NEAR_LEFT, _NEAR_ABOVE = 5, 4  # times the size of the letters
_USUAL_LEADING = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page: how far it reaches, the height of its baseline and of its letters, all in points."""

    text: str
    left: float
    right: float
    y: float
    size: float
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page: what it is called, where it begins and ends, and its lines in the order they are read."""

    label: str
    top: float
    bottom: float
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Column:
    """A stretch of lines one under another in one size: how far they reach to the right, and how far apart they are."""

    right: float
    leading: float
    last: Line = field(repr=False)


def body_size(lines: Iterable[Line]) -> float:
    """Return the size that most letters have."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def on_one_line(lines: Iterable[Line]) -> Iterator[Line]:
    """Join what stands side by side: a raised sign, or a wide space, makes two lines of one."""
    before: Line | None = None
    for line in lines:
        if before and abs(line.y - before.y) < _SAME_LINE * max(line.size, before.size) and line.left >= before.left:
            gap = "" if line.left - before.right < _SIDE_BY_SIDE * before.size else " "
            size = before.size if len(before.text) >= len(line.text) else line.size
            before = replace(before, text=before.text + gap + line.text, right=line.right, size=size)
            continue
        if before:
            yield before
        before = line
    if before:
        yield before


def columns(lines: Sequence[Line]) -> list[Column]:
    """Return for each line the column it stands in."""
    columns: list[Column] = []
    column: Column | None = None
    gaps: dict[int, Counter[float]] = {}
    for before, line in pairwise(lines):
        if is_under(before, line):
            gaps.setdefault(round(line.size), Counter())[round(before.y - line.y, 1)] += 1
    for line in lines:
        if column is None or not is_under(column.last, line):
            usual = gaps.get(round(line.size), Counter()).most_common(1)
            many = usual and usual[0][1] > 1
            column = Column(right=line.right, leading=usual[0][0] if many else line.size * _USUAL_LEADING, last=line)
        column.right, column.last = max(column.right, line.right), line
        columns.append(column)
    return columns


def is_under(before: Line, line: Line) -> bool:
    """Say whether a line stands under another, in the same column and size."""
    near = abs(line.left - before.left) < _NEAR_LEFT * line.size
    return (
        before.page == line.page
        and is_same_size(before, line)
        and 0 < before.y - line.y < _NEAR_ABOVE * line.size
        and near
    )


def is_same_size(before: Line, line: Line) -> bool:
    """Say whether two lines are of one size, as far as the eye can tell."""
    return abs(before.size - line.size) <= _SAME_SIZE * max(before.size, line.size)
