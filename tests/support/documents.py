"""Write documents by hand, as small as they can be, for the readers to read."""

from __future__ import annotations

import io
import zipfile
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Written = tuple[float, float, float, str]
"""Where a line stands on a page, from the left and from below, its size, and its words."""

_CODES = {"ﬁ": 1, "ﬂ": 2, "\u0301": 3, "\u0300": 4}  # beyond windows-1252, by their names in Adobe's list of glyphs
_FONT = (
    b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding<</BaseEncoding/WinAnsiEncoding"
    b"/Differences[1/fi/fl/acutecomb/gravecomb]>>>>"
)


def zipped(files: Mapping[str, str | bytes], *, stored: Sequence[str] = ("mimetype",)) -> bytes:
    """Return a zip archive of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=method)
    return out.getvalue()


# PDF


def pdf(
    pages: Sequence[Sequence[Written]],
    *,
    info: Mapping[str, str] | None = None,
    catalog: str = "",
    page: str = "",
    extra: Sequence[str] = (),
) -> bytes:
    """Return a PDF of pages of lines; `catalog` and `page` go into those dictionaries, `extra` are more objects.

    The catalogue is object 1, the tree of pages 2, the font 3, the properties 4, the extra objects from 5 on.
    """
    first = 5 + len(extra)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    said = "".join(f"/{key} <{_utf_16(value)}>" for key, value in (info or {}).items())
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        _FONT,
        f"<<{said}>>".encode(),
        *(text.encode() for text in extra),
    ]
    for number, lines in enumerate(pages):
        content = b"BT " + b" ".join(_drawn(line) for line in lines) + b" ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {first + 2 * number + 1} 0 R {page}>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return assembled(objects, trailer="/Info 4 0 R")


def assembled(objects: Sequence[bytes], *, trailer: str = "") -> bytes:
    """Return a PDF of objects, the first its catalogue, with a table of where they are."""
    out = bytearray(b"%PDF-1.7\n")
    at: list[int] = []
    for number, content in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in at)
    out += b"trailer<</Size %d/Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, trailer.encode(), table)
    return bytes(out)


def _utf_16(text: str) -> str:
    return "feff" + text.encode("utf-16-be").hex()


def _drawn(line: Written) -> bytes:
    x, y, size, text = line
    code = b"".join(bytes([_CODES[c]]) if c in _CODES else c.encode("cp1252") for c in text)
    return b"/F %g Tf 1 0 0 1 %g %g Tm <%s> Tj" % (size, x, y, code.hex().encode())


def lines(texts: Sequence[str], *, top: float = 760, left: float = 60, size: float = 10) -> list[Written]:
    """Return lines one under another, as a paragraph is set; an empty text leaves a line free."""
    return [(left, top - 1.2 * size * number, size, text) for number, text in enumerate(texts) if text]


def wrapped(text: str, width: int = 70) -> list[str]:
    """Return text as lines of at most so many characters, broken at spaces."""
    out = [""]
    for word in text.split(" "):
        if out[-1] and len(out[-1]) + 1 + len(word) > width:
            out.append("")
        out[-1] = f"{out[-1]} {word}".strip()
    return out


# Word

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DC = "http://purl.org/dc/elements/1.1/"


def paragraph(text: str, style: str = "") -> str:
    """Return a paragraph of a Word document in a style."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{styled}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def docx(
    body: str, *, core: str = "", notes: Sequence[str] = (), doctype: str = "", more: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a Word document: styles are H1, H2, T for a title and C for its contents; notes are numbered from 1."""
    names = {"H1": "heading 1", "H2": "heading 2", "T": "Title", "C": "toc 1"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    noted = "".join(f'<w:footnote w:id="{number}">{note}</w:footnote>' for number, note in enumerate(notes, 1))
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_R}/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(("styles", "footnotes", "numbering"))
    )
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
            f' Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
            "</Relationships>",
            "word/document.xml": f'{doctype}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}">{noted}</w:footnotes>',
            "word/numbering.xml": f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">{level}'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
            "docProps/core.xml": f'<p:coreProperties xmlns:p="{_PACKAGE}/metadata/core-properties" xmlns:dc="{DC}"'
            f' xmlns:dcterms="http://purl.org/dc/terms/">{core}</p:coreProperties>',
            **(more or {}),
        }
    )


# OpenDocument


def odt(body: str, *, meta: str = "", styles: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """Return an OpenDocument text."""
    names = {name: name for name in "office text table style meta".split()} | {"draw": "drawing"}
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"' for name, space in names.items()
    )
    spaces += f' xmlns:dc="{DC}"'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content{spaces}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "meta.xml": f"<office:document-meta{spaces}><office:meta>{meta}</office:meta></office:document-meta>",
            **(more or {}),
        }
    )


# EPUB


def epub(  # noqa: PLR0913 -- one parameter a part that a test may care about
    pages: Mapping[str, str],
    *,
    metadata: str = "<dc:title>The Tide</dc:title><dc:language>en</dc:language>",
    nav: str = "",
    ncx: str = "",
    guide: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """Return a book of pages by the names of their files, in the order they are read."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages)
    listed = "".join(f'<itemref idref="{name}"/>' for name in pages)
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        **{f"OEBPS/{name}": content for name, content in pages.items()},
    }
    if nav:
        items += '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        listed = f'<itemref idref="nav"/>{listed}'
        files["OEBPS/nav.xhtml"] = xhtml(f'<nav epub:type="toc"><ol>{nav}</ol></nav>')
    if ncx:
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        files["OEBPS/toc.ncx"] = (
            '<?xml version="1.0"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN"'
            ' "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">'
            f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{ncx}</navMap></ncx>'
        )
    files["OEBPS/book.opf"] = (
        f'<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="{DC}">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{listed}</spine><guide>{guide}</guide>"
        "</package>"
    )
    return zipped(files | dict(more or {}))


def xhtml(body: str, *, attributes: str = "") -> str:
    """Return a page of a book, with the document type that most books have."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"'
        ' "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html xmlns="http://www.w3.org/1999/xhtml"'
        ' xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head>'
        f"<body{attributes}>{body}</body></html>"
    )
