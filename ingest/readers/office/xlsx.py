"""Read workbooks of Excel: the rows of each sheet (door: openpyxl).

The library is given no more than the parts that hold cells, each unpacked under caps and written anew as plain XML.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.readers.document.blocks import Block, read_blocks
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading
from ingest.readers.office.archive import Archive
from ingest.readers.text.rows import MOST_CELLS, blocks_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT = Reason("Excel workbook")
_WORKBOOK = "xl/workbook.xml"
_YES = frozenset(["1", "true"])
_ERRORS = frozenset("#N/A #REF! #DIV/0! #VALUE! #NAME? #NULL! #NUM!".split())
_PARTS = frozenset(
    "xl/workbook.xml xl/styles.xml xl/sharedStrings.xml [Content_Types].xml _rels/.rels"
    " xl/_rels/workbook.xml.rels".split()
)


def read_xlsx(content: bytes, name: str) -> Reading:
    """Return the rows of a workbook's sheets that are shown, each row a place.

    Raises:
        ArticleError: It is no workbook, locked, or larger than any text; says what to do.
    """
    from openpyxl import load_workbook

    archive = Archive(content, name, _WHAT)
    if _WORKBOOK not in archive.names:
        raise archive.refused()
    try:
        book: Any = load_workbook(_cells_only(archive), read_only=True, data_only=True)
        blocks: list[Block] = []
        for group, sheet in enumerate(book.worksheets):
            if sheet.sheet_state == "visible":
                blocks += blocks_of_rows(_rows(sheet, name), name, sheet=str(sheet.title), group=group)
    except ArticleError:
        raise
    except Exception as error:  # whatever a document does to the library, the other articles go on
        raise archive.refused() from error
    return read_blocks(blocks, name, Reading(text=""))


def _cells_only(archive: Archive) -> io.BytesIO:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as copy:
        for file in sorted(archive.names):
            is_sheet = file.startswith("xl/worksheets/sheet") and file.endswith(".xml")
            if (
                is_sheet
                or file in _PARTS
                or file in {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
            ):
                copy.writestr(file, archive.plain_xml(file, _without_hidden if is_sheet else None))
    kept.seek(0)
    return kept


def _without_hidden(sheet: Any) -> None:
    """Take out the rows and columns that a sheet doesn't show."""
    columns = [
        (int(column.get("min")), int(column.get("max")))
        for column in sheet.iterfind("{*}cols/{*}col")
        if column.get("hidden") in _YES
    ]
    for row in list(sheet.iterfind("{*}sheetData/{*}row")):
        if row.get("hidden") in _YES:
            row.getparent().remove(row)
            continue
        for cell in list(row) if columns else ():
            number = _column(cell.get("r") or "")
            if any(first <= number <= last for first, last in columns):
                row.remove(cell)


def _column(cell: str) -> int:
    """Return the number of the column of a cell by its name: 28 of AB7."""
    number = 0
    for letter in cell.rstrip("0123456789"):
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _rows(sheet: Any, name: str) -> Iterator[list[str]]:
    cells = 0
    for row in sheet.iter_rows():
        cells += len(row)
        if cells > MOST_CELLS:
            raise ArticleError("{name} has more than {most:,} cells: split it.", name=name, most=MOST_CELLS)
        yield [_shown(cell.value, str(cell.number_format or "")) for cell in row]


def _shown(value: Any, form: str) -> str:
    """Return what stands in a cell as people read it; an error of a formula is no word."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and form.rstrip("_ )").endswith("%"):
        return f"{100 * value:.6g}%"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)


def _is_xlsx(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04") and _WORKBOOK.encode() in content


XLSX = DocumentKind(
    name="xlsx",
    suffixes=(".xlsx",),
    media_types=("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    is_it=_is_xlsx,
    read_bytes=read_xlsx,
)
