"""Put the rows of a table into words: what each column is called before what stands in it, a place a row."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from corpus.article import Place
from corpus.errors import ArticleError
from ingest.readers.document.blocks import Block, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_CELLS = 1_000_000
"""A hundred pages of small print; what gives more is data, and no text to quote."""

_NUMBER = re.compile(r"[\d\W]+")
_LONGEST_NAME = 60
_MOST_OVER = 5


def blocks_of_rows(rows: Iterable[Sequence[str]], name: str, *, sheet: str = "", group: int = 0) -> Iterator[Block]:
    """Yield a block a row that says something; the first row names the columns if it looks like names.

    Raises:
        ArticleError: there are more than `MOST_CELLS`.
    """
    cells = 0
    names: list[str] = []
    named_at = 0
    numbered = enumerate(([clean(cell).replace("\n", " ") for cell in row] for row in rows), 1)
    begun = list[tuple[int, list[str]]]()
    for number, row in numbered:  # over a table stand its title and whatever else has a row to itself
        if any(row):
            begun.append((number, row))
        if sum(map(bool, row)) > 1 or len(begun) > _MOST_OVER:
            break
    if begun and _are_names(begun[-1][1]):
        named_at, names = begun.pop()
    rest = chain(begun, numbered)
    for number, row in rest:
        cells += len(row)
        if cells > MOST_CELLS:
            raise ArticleError("{name} has more than {most:,} cells: split it.", name=name, most=MOST_CELLS)
        called = names if number > named_at else []
        text = " | ".join(_said(cell, called[at] if at < len(called) else "") for at, cell in enumerate(row) if cell)
        if text:
            label = f"{sheet}, {number}" if sheet else f"row {number}"
            yield Block(text=text, group=group, places=(Place(start=0, label=label),))


def _are_names(row: Sequence[str]) -> bool:
    given = [cell for cell in row if cell]
    distinct = len(given) > 1 and len(set(given)) == len(given)
    return distinct and all(len(cell) <= _LONGEST_NAME and not _NUMBER.fullmatch(cell) for cell in given)


def _said(cell: str, column: str) -> str:
    return f"{column}: {cell}" if column else cell
