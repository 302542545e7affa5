"""Read tables as text: CSV, with commas, semicolons or tabs (door: csv)."""

from __future__ import annotations

import csv
import re
from io import StringIO

from corpus.errors import ArticleError
from ingest.readers.document.blocks import read_blocks
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading
from ingest.readers.text.rows import blocks_of_rows

_SAMPLE = 8192
_SEPARATORS = ",;\t|"
_SAID = re.compile(r"sep=(.)[ \t]*\n", re.IGNORECASE)
_NOTHING = "\x1f"  # no text has it: control characters are taken out


def read_table(text: str, name: str) -> Reading:
    """Return the rows of a table, each with the names of its columns.

    Raises:
        ArticleError: Its quotation marks don't end, or it has more cells than any text.
    """
    text, separator = _separated(text)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ArticleError(
            "{name} is no table that can be read: a quotation mark in it doesn't end; save it anew.", name=name
        ) from error
    return read_blocks(list(blocks_of_rows(rows, name)), name, Reading(text=""))


def _separated(text: str) -> tuple[str, str]:
    """Return a table, and what stands between its cells: as its first line says, as Excel has it, or as often does."""
    if said := _SAID.match(text):
        return text[said.end() :], said[1]
    lines = [*(line for line in text[:_SAMPLE].split("\n") if line.strip()), "", "", ""]
    first, second, third = (max(_SEPARATORS, key=line.count) for line in lines[:3])
    if first in lines[0]:
        return text, first
    # Over a table may stand a title; where nothing parts two lines alike, it has one column.
    return text, second if lines[1].count(second) == lines[2].count(third) > 0 else _NOTHING


TABLE = DocumentKind(
    name="csv",
    suffixes=(".csv", ".tsv"),
    media_types=("text/csv", "text/tab-separated-values", "application/csv"),
    read_text=read_table,
)
