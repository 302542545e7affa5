"""Open the zip archives that documents are, and the XML in them, as if by an enemy (door: zipfile, lxml).

What an archive says of its sizes may be a lie, so what counts is what comes out, and it is counted while it comes.
Nothing is written to the disk, no name in an archive is ever a path, and an archive in an archive stays closed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.reason import Reason

_MOST_FILES = 10_000
_MOST_BYTES = 256 * 1024 * 1024
_MOST_BYTES_OF_A_FILE = 64 * 1024 * 1024
# XML of the most repetitive kind is packed a hundredfold; deflate can pack zeros a thousandfold.
_MOST_RATIO = 200
_SMALL = 1024 * 1024
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# All that zipfile raises over damaged archives; NotImplementedError over methods that it doesn't know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class Archive:
    """The files of a zip archive, unpacked in memory when they are asked for."""

    def __init__(self, content: bytes, name: str, what: Reason) -> None:
        """Open the archive of the file called `name`, which should be `what`, such as a Word document.

        Raises:
            ArticleError: it is no such archive, or holds more files than any document.
        """
        self._name = name
        self._what = what
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (*_BROKEN, MemoryError) as error:
            raise self.refused() from error
        if len(self._zip.infolist()) > _MOST_FILES:
            raise ArticleError(
                "{name} holds more than {most:,} files: save it anew, or as a PDF.", name=name, most=_MOST_FILES
            )
        self.names = frozenset(self._zip.namelist())

    def refused(self) -> ArticleError:
        """Return the error that says that this is no such document."""
        return ArticleError(
            "{name} is no {what} or is damaged: open it, and save it anew.", name=self._name, what=self._what
        )

    def locked(self) -> ArticleError:
        """Return the error that says that a password is asked for."""
        return ArticleError("{name} is locked with a password: save it without one.", name=self._name)

    def read(self, file: str) -> bytes | None:
        """Return what is in a file of the archive; None if there is no such file.

        Raises:
            ArticleError: it is damaged, locked, or larger than anything in a document is.
        """
        if file not in self.names:
            return None
        info = self._zip.getinfo(file)
        if info.flag_bits & _ENCRYPTED:
            raise self.locked()
        if info.compress_type not in _METHODS:
            raise self.refused()
        try:
            with self._zip.open(info) as opened:
                return b"".join(self._counted(opened, max(_SMALL, info.compress_size * _MOST_RATIO)))
        except _BROKEN as error:
            raise self.refused() from error

    def _counted(self, opened: IO[bytes], most: int) -> Iterator[bytes]:
        size = 0
        while chunk := opened.read(_CHUNK):
            size += len(chunk)
            self._unpacked += len(chunk)
            if size > min(most, _MOST_BYTES_OF_A_FILE) or self._unpacked > _MOST_BYTES:
                raise ArticleError(
                    "{name} unpacks to far more than a document holds: save it anew, or as a PDF.", name=self._name
                )
            yield chunk

    def xml(self, file: str) -> Any:
        """Return the root of an XML file of the archive; None if there is no such file.

        Raises:
            ArticleError: it is no XML, or declares entities of its own, which a document has no use for.
        """
        content = self.read(file)
        return None if content is None else parse_xml(content, self.refused())

    def plain_xml(self, file: str, change: Callable[[Any], None] | None = None) -> bytes:
        """Return an XML file of the archive written anew, with nothing in it but elements and text.

        What isn't to be read is taken out by `change`, given the root.

        Raises:
            ArticleError: as `xml` does, or there is no such file.
        """
        from lxml.etree import tostring

        root = self.xml(file)
        if root is None:
            raise self.refused()
        if change:
            change(root)
        return tostring(root)


def parse_xml(content: bytes, refused: ArticleError) -> Any:
    """Return the root of XML; nothing is fetched, and what it declares of its own is refused with `refused`."""
    from lxml.etree import Entity, LxmlError, XMLParser, fromstring

    parser = XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Any = fromstring(content, parser)
    except (LxmlError, ValueError) as error:
        check_memory(parser)
        raise refused from error
    declared: Any = root.getroottree().docinfo.internalDTD
    if (declared is not None and any(declared.iterentities())) or next(root.iter(Entity), None) is not None:
        raise refused
    return root


def check_memory(parser: Any) -> None:
    """Raise MemoryError if a parser ended for want of memory: to the library that is a fault of what it parses."""
    from lxml.etree import ErrorTypes

    if any(entry.type == ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
        raise MemoryError
