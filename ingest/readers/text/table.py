"""Read tables as text: CSV, with commas, semicolons or tabs (door: csv)."""

from __future__ import annotations

import csv
from io import StringIO

from corpus.errors import ArticleError
from ingest.readers.document.blocks import read_blocks
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading
from ingest.readers.text.rows import blocks_of_rows

_SAMPLE = 8192
_SEPARATORS = ",;\t|"


def read_table(text: str, name: str) -> Reading:
    """Return the rows of a table, each with the names of its columns.

    Raises:
        ArticleError: Its quotation marks don't end, or it has more cells than any text.
    """
    first = text[:_SAMPLE].partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ArticleError(
            "{name} is no table that can be read: a quotation mark in it doesn't end; save it anew.", name=name
        ) from error
    return read_blocks(list(blocks_of_rows(rows, name)), name, Reading(text=""))


TABLE = DocumentKind(
    name="csv",
    suffixes=(".csv", ".tsv"),
    media_types=("text/csv", "text/tab-separated-values", "application/csv"),
    read_text=read_table,
)
