"""Read books in EPUB (door: lxml).

The library for it, ebooklib, is under the AGPL; but a book is an archive of pages of XHTML, a list of them in the
order they are read, and a table of contents, and all three we can read.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from corpus.article import Place
from corpus.errors import ArticleError
from corpus.reason import Reason
from ingest.readers.document.blocks import Block, label_of, read_blocks, with_chapters
from ingest.readers.document.dates import parse_date
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.properties import believed_author, believed_title
from ingest.readers.document.reading import Reading
from ingest.readers.office.archive import Archive
from ingest.readers.office.markup import blocks_of, local_name, parse_markup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_WHAT = Reason("EPUB book")
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_OF_MARKUP = frozenset(["application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"])
# Fonts are garbled in books that anyone may read; whatever else is encrypted can't be read without its shop's program.
_GARBLED_FONTS = frozenset(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
_FRONT = frozenset("toc cover titlepage halftitlepage copyright-page landmarks".split())
# calibre writes the year 101 where it knows none.
_EARLIEST_YEAR = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What the package says: its metadata, the files of the pages in their order, and where the contents are."""

    metadata: Any
    pages: tuple[str, ...]
    contents: tuple[str, ...]


def read_epub(content: bytes, name: str) -> Reading:
    """Return the text of a book and what its metadata say; its chapters are those of its table of contents.

    A book's date is that of its publication; older books mark their other dates as such.

    Raises:
        ArticleError: It is no book, protected against reading, or larger than any; says what to do.
    """
    archive = Archive(content, name, _WHAT)
    book = _book(archive)
    _refuse_protected(archive, book, name)
    blocks = _with_contents(list(_blocks(archive, book)), _chapters(archive, book))
    return read_blocks(blocks, name, _said(book.metadata))


def _book(archive: Archive) -> _Book:
    container = archive.xml("META-INF/container.xml")
    found = () if container is None else container.iterfind(".//{*}rootfile[@full-path]")
    path = next((root.get("full-path") for root in found), None)
    package = archive.xml(path) if path else None
    if package is None or path is None:
        raise archive.refused()
    items: dict[str | None, Any] = {item.get("id"): item for item in package.iterfind("{*}manifest/{*}item[@href]")}
    spine = package.find("{*}spine")
    listed = () if spine is None else spine.iterfind("{*}itemref[@idref]")
    navigation = [item for item in items.values() if "nav" in (item.get("properties") or "").split()]
    ncx = [item for item in items.values() if item.get("media-type") == "application/x-dtbncx+xml"]
    front = {_at(path, item.get("href")) for item in navigation} | {
        _at(path, reference.get("href"))
        for reference in package.iterfind("{*}guide/{*}reference[@href]")
        if (reference.get("type") or "").lower() in _FRONT
    }
    read = [items[ref.get("idref")] for ref in listed if ref.get("idref") in items]
    pages = [_at(path, item.get("href")) for item in read if (item.get("media-type") or "").lower() in _OF_MARKUP]
    return _Book(
        metadata=package.find("{*}metadata"),
        # A book whose only page is also its cover still has a page.
        pages=tuple(dict.fromkeys(page for page in pages if page not in front)) or tuple(dict.fromkeys(pages)),
        contents=tuple(_at(path, item.get("href")) for item in (*navigation, *ncx)),
    )


def _at(base: str, href: str) -> str:
    """Return the name in the archive of the file that a link leads to from another."""
    try:
        path = unquote(urlsplit(href.strip()).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base


def _refuse_protected(archive: Archive, book: _Book, name: str) -> None:
    encryption = archive.xml("META-INF/encryption.xml")
    if encryption is None:
        return
    for data in encryption.iterfind(".//{*}EncryptedData"):
        method, reference = data.find("{*}EncryptionMethod"), data.find(".//{*}CipherReference")
        if method is not None and method.get("Algorithm") in _GARBLED_FONTS:
            continue
        if reference is not None and unquote(reference.get("URI") or "") in book.pages:
            raise ArticleError(
                "{name} is protected against copying: get it without protection or leave it out.", name=name
            )


# The pages and their names are kept with each block until the chapters are known.
_Found = tuple[Block, str, frozenset[str]]
# The file, the name in it, and the title.
_Chapter = tuple[str, str, str]


def _blocks(archive: Archive, book: _Book) -> Iterator[_Found]:
    groups = count()
    for page in book.pages:
        content = archive.read(page)
        root = parse_markup(content) if content else None
        if root is None or _is_front(root):
            continue
        yield from ((block, page, names) for block, names in blocks_of(root, groups))


def _is_front(root: Any) -> bool:
    body = root.find("{*}body")
    if body is None:
        return False
    marked = [body, *body] if len(body) == 1 else [body]
    return any(_FRONT & set((element.get(_EPUB_TYPE) or "").split()) for element in marked)


def _chapters(archive: Archive, book: _Book) -> list[_Chapter]:
    """Return the chapters that the table of contents names.

    An entry under another that lies in the same file is a section of that chapter.
    """
    for file in book.contents:
        content = archive.read(file)
        root = parse_markup(content) if content else None
        entries = [] if root is None else list(_entries(root, file))
        chapters = [entry for entry, is_section in entries if not is_section]
        if entries:
            return chapters if len(chapters) > 1 else [entry for entry, _ in entries]
    return []


def _entries(root: Any, file: str) -> Iterator[tuple[_Chapter, bool]]:
    """Yield the entries of a table of contents, and whether each is a section of the one above it."""
    navigations = [nav for nav in root.iter("{*}nav") if "toc" in (nav.get(_EPUB_TYPE) or "").split()]
    above: list[tuple[Any, str]] = []
    for point in (navigations or [root])[0].iter("{*}li", "{*}navPoint", "{*}navpoint"):
        link, title = _link_and_title(point)
        path = _at(file, link) if link else ""
        ancestors = set(point.iterancestors())
        while above and above[-1][0] not in ancestors:
            above.pop()
        if path and title:
            fragment = unquote(link.partition("#")[2])
            yield (path, fragment, title), bool(fragment and above and above[-1][1] == path)
        above.append((point, path))


def _link_and_title(point: Any) -> tuple[str, str]:
    anchor = next((child for child in point if local_name(child) == "a"), None)
    if anchor is not None:
        return anchor.get("href") or "", label_of("".join(anchor.itertext()))
    label, content = point.find("{*}navLabel"), point.find("{*}content")
    if label is None or content is None:
        return "", ""
    return content.get("src") or "", label_of("".join(label.itertext()))


def _with_contents(found: list[_Found], chapters: list[_Chapter]) -> list[Block]:
    """Return the blocks with a place where a chapter begins, or at their headings if no contents say where."""
    first: dict[tuple[str, str], int] = {}
    for index, (_, page, names) in enumerate(found):
        for fragment in ("", *names):
            first.setdefault((page, fragment), index)
    blocks = [block for block, _, _ in found]
    begun = False
    for page, fragment, title in chapters:
        index = first.get((page, fragment), first.get((page, "")))
        if index is not None:
            blocks[index] = replace(blocks[index], places=(Place(start=0, label=title),))
            begun = True
    return blocks if begun else with_chapters(blocks)


def _said(metadata: Any) -> Reading:
    if metadata is None:
        return Reading(text="")
    titles = (believed_title(title.text) for title in metadata.iterfind(f"{_DC}title"))
    return Reading(
        text="",
        title=next((title for title in titles if title), None),
        author=", ".join(dict.fromkeys(_authors(metadata))) or None,
        published=next((day for day in map(_published, metadata.iterfind(f"{_DC}date")) if day), None),
        language=metadata.findtext(f"{_DC}language"),
    )


def _authors(metadata: Any) -> Iterator[str]:
    refined = metadata.iterfind("{*}meta[@property='role']")
    roles = {(meta.get("refines") or "").lstrip("#"): (meta.text or "").strip() for meta in refined}
    for creator in metadata.iterfind(f"{_DC}creator"):
        role = creator.get(f"{_OPF}role") or roles.get(creator.get("id") or "", "aut")
        author = believed_author(creator.text)
        if author and role == "aut":
            yield author


def _published(element: Any) -> date | None:
    day = parse_date(element.text or "") if element.get(f"{_OPF}event") in {None, "publication"} else None
    return day if day and day.year >= _EARLIEST_YEAR else None


def _is_epub(content: bytes) -> bool:
    # It begins with its type, unpacked.
    return content.startswith(b"PK\x03\x04") and b"mimetypeapplication/epub+zip" in content[:128]


EPUB = DocumentKind(
    name="epub",
    suffixes=(".epub",),
    media_types=("application/epub+zip",),
    is_it=_is_epub,
    read_bytes=read_epub,
)
