"""Read what was filled into the fields of a form, each where it stands: after its label, as people see it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.readers.document.blocks import clean
from ingest.readers.pdf.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_FIELDS = 2000  # of a page
_HIDDEN = 1 << 1 | 1 << 5  # never shown, or in print alone: PDF 32000-1:2008, 12.5.3
_PASSWORD = 1 << 13  # 12.7.4.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What was filled in, where that stands, and what the field is called for who can't see the page."""

    value: str
    name: str
    left: float
    right: float
    bottom: float
    top: float


def fields_of(raw: Any, form: Any, page: Any, turned: Callable[[float, float], tuple[float, float]]) -> Iterator[Field]:
    """Yield the fields of a page that hold words; `raw` are the functions of PDFium, `form` and `page` its handles.

    Boxes that are ticked, buttons, passwords and what isn't shown are left out.
    """
    kinds = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_FIELDS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        is_shown = not raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN
        is_secret = raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD
        if is_shown and not is_secret and raw.FPDFAnnot_GetFormFieldType(form, annotation) in kinds:
            value = _text(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
            box = raw.FS_RECTF()
            if value and raw.FPDFAnnot_GetRect(annotation, box):
                (left, bottom), (right, top) = turned(box.left, box.bottom), turned(box.right, box.top)
                yield Field(
                    value=value,
                    name=_text(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation),
                    left=min(left, right),
                    right=max(left, right),
                    bottom=min(bottom, top),
                    top=max(bottom, top),
                )
        raw.FPDFPage_CloseAnnot(annotation)


def filled(lines: Sequence[Line], fields: Sequence[Field]) -> list[Line]:
    """Return the lines of a page with its fields: each behind the label in its line, or under what stands above it."""
    found = list(lines)
    for field in sorted(fields, key=lambda field: (-field.top, field.left)):
        beside = [n for n, line in enumerate(found) if field.bottom <= line.y <= field.top and line.left < field.left]
        if beside:
            at = max(beside, key=lambda n: found[n].left)
            label = found[at]
            left = max(field.left, label.right + label.size)  # a space is between them, however near they stand
            line = Line(text=field.value, left=left, right=max(left, field.right), y=label.y, size=label.size)
        else:
            above = [n for n, line in enumerate(found) if line.y >= field.top]
            at = min(above, key=lambda n: (found[n].y - field.top, -n), default=-1)
            said = f"{field.name.rstrip(' :')}: {field.value}" if field.name else field.value
            size = found[at].size if found else field.top - field.bottom
            line = Line(text=said, left=field.left, right=field.right, y=field.bottom, size=size)
        found.insert(at + 1, line)
    return found


def _text(get: Callable[..., int], form: Any, annotation: Any) -> str:
    """Return what one of PDFium's functions says of a field, on one line."""
    length = get(form, annotation, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 2))
    get(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    words = buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
    return " ".join(clean(words.replace("\0", "")).split())
