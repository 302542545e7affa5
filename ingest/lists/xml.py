"""Walk through XML that strangers wrote: feeds, sitemaps, exports (doors: defusedxml, lxml).

Before it is parsed it is brought into UTF-8, and what no XML may hold is taken out: one control character, one blank
line before the declaration or one bare ampersand would else lose all the rest.
"""

from __future__ import annotations

import re
import zlib
from html.entities import html5
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from ingest.readers.document.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from corpus.reason import Reason

_MOST_BYTES = 200 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_HEAD = 8192
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_FIRST = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|\s)*<([\w.-]+:)?([\w.-]+)", re.DOTALL)
_LONGEST_JUNK = 2000  # what programs print before a feed, a warning of theirs for the most part
_LONGEST_END = 40  # "</urlset>" and the like
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_CONTROL = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(\w{1,31};)?")


def unzipped(content: bytes, most: int) -> bytes | None:
    """Return a document without the gzip it may be packed in; None where it has more bytes than `most`."""
    if not content.startswith(_GZIP):
        return content
    unzip = zlib.decompressobj(wbits=31)
    try:
        text = unzip.decompress(content, most)
    except zlib.error:
        return content
    return None if unzip.unconsumed_tail else text


def opened(content: bytes, address: str) -> bytes:
    """Return a list without the gzip it may be packed in.

    Raises:
        ArticleError: it is larger than any list.
    """
    text = unzipped(content, _MOST_BYTES)
    if text is None:
        raise ArticleError(
            "The sitemap {page} is larger than {most} MB: give its parts one by one.",
            page=address,
            most=_MOST_BYTES // 2**20,
        )
    return text


def first_tag(content: bytes) -> str:
    """Return the name of the first element of a document, in small letters, "" where it has none."""
    head = content[:_HEAD]
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(content, _HEAD)
        except zlib.error:
            return ""
    if b"\0" in head:
        head = head.replace(b"\0", b"")  # UTF-16: the names of elements are ASCII
    text = head.decode("ascii", "ignore")
    found = _FIRST.match(text, _start(text))
    return found[2].lower() if found else ""


def xml_text(content: bytes, address: str, charset: str | None = None) -> str:
    """Return a document as text that may be parsed; it declares no encoding.

    Raises:
        ArticleError: it is no text.
    """
    text = decode(opened(content, address), address, html=True, charset=charset)
    text = _DECLARATION.sub("", text[_start(text) :], count=1).lstrip()
    parts = _CDATA.split(text)
    declared = frozenset(re.findall(r"<!ENTITY\s+(\w+)", text[:_HEAD]))
    return "".join(part if part.startswith("<![CDATA[") else _mended(part, declared) for part in parts)


def elements(
    content: bytes, address: str, names: Collection[str], kind: Reason, roots: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """Walk the elements of those names; none is kept, so that a large file costs little memory.

    What breaks off or isn't well formed is read as far as it goes.

    Raises:
        ArticleError: it is no `kind`: no such XML, or its root has another name.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    if first_tag(content) not in roots:
        raise unreadable(address, kind)
    text = xml_text(content, address).encode()
    told = 0
    try:
        for found in _strictly(text, names):
            told += 1
            yield found
    except ParseError:
        yield from islice(_leniently(text, names), told, None)
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise unreadable(address, kind) from error


def local_name(tag: object) -> str:
    """Return a name without its namespace, in small letters."""
    return str(tag).rpartition("}")[2].lower()


def unreadable(address: str, kind: Reason) -> ArticleError:
    """Return the error that says that what lies at an address is none of its kind."""
    return ArticleError(
        "{page} is no {kind} that can be read: check the address, or give it as another kind.", page=address, kind=kind
    )


def _start(text: str) -> int:
    """Return where a document begins: programs print warnings and blank lines before it."""
    start = text[:_LONGEST_JUNK].find("<?xml")
    return start if start >= 0 else len(text) - len(text.lstrip(" \t\r\n\ufeff"))


def _mended(text: str, declared: frozenset[str]) -> str:
    def character(found: re.Match[str]) -> str:
        name = found[1] or ""
        if name[:-1] in declared:
            return found.group()
        # The names of characters are HTML's: XML knows five of them.
        return html5.get(name) or f"&amp;{name}"

    return _AMPERSAND.sub(character, _CONTROL.sub("", text))


def _strictly(text: bytes, names: Collection[str]) -> Iterator[tuple[str, Any]]:
    from defusedxml.ElementTree import iterparse

    for _, element in iterparse(BytesIO(text), events=("end",)):
        if (name := local_name(element.tag)) in names:
            yield name, element
            element.clear()


def _leniently(text: bytes, names: Collection[str]) -> Iterator[tuple[str, Any]]:
    from lxml.etree import LxmlError, iterparse

    walk: Any = iterparse(
        BytesIO(text), events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    # Of what breaks off, the last element is only a part.
    broken_off = not text.rstrip().endswith(b">") or b"</" not in text[-_LONGEST_END:]
    held: tuple[str, Any] | None = None
    try:
        for _, element in walk:
            if (name := local_name(element.tag)) in names:
                if held:
                    yield held
                    held[1].clear()
                held = name, element
    except LxmlError:
        pass
    if held and not broken_off:
        yield held
