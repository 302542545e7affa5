"""Take in the body of a response piece by piece, within a limit before and after decompression."""

from __future__ import annotations

import zlib

from ingest.errors import FailedError, RefusedError

_MB = 1024 * 1024
_GZIP = zlib.MAX_WBITS | 16
_PIECE = 256 * 1024
# https://www.iana.org/assignments/http-parameters, the names of encodings that change the bytes.
_ENCODINGS = frozenset("gzip x-gzip br zstd deflate compress x-compress exi pack200-gzip dcb dcz".split())


class Body:
    """The body of one response; it never grows beyond the limit by more than a piece of 256 KiB."""

    def __init__(self, name: str, encoding: str, max_bytes: int) -> None:
        """Name the page for errors, its Content-Encoding ("" for none) and the limit.

        Raises:
            RefusedError: the encoding is one that we can't read and didn't ask for.
        """
        # A name that no encoding has says nothing of the bytes, as "utf-8" or "aws-chunked"; browsers read on.
        known = [name for name in (part.strip() for part in encoding.split(",")) if name in _ENCODINGS]
        if known not in ([], ["gzip"], ["x-gzip"]):
            raise RefusedError("{page} is compressed in a way that wasn't asked for: it can't be read.", page=name)
        self._name = name
        self._max_bytes = max_bytes
        self._content = bytearray()
        self._received = 0
        self._compressed = bool(known)
        self._member = zlib.decompressobj(_GZIP)

    def expect(self, size: int) -> None:
        """Refuse a body of which it is known that so many bytes are received.

        Raises:
            RefusedError: they are too many.
        """
        if size > self._max_bytes:
            raise RefusedError(
                "{page} is larger than the {most:g} MB that are read: raise FOOTNOTE_MAX_PAGE_MB or leave it out.",
                page=self._name,
                most=self._max_bytes / _MB,
            )

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes.

        Raises:
            RefusedError: they are too many, before or after decompression.
            FailedError: they aren't what the encoding says.
        """
        self._received += len(chunk)
        self.expect(self._received)
        if not self._compressed:
            self._content += chunk
            return
        try:
            self._inflate(chunk)
        except zlib.error as error:
            raise FailedError(
                "{page} arrived with broken compression: a later run tries again.", page=self._name
            ) from error

    def _inflate(self, data: bytes) -> None:
        while data:
            if self._member.eof:
                if not data.startswith(b"\x1f\x8b"):  # padding after the last member, which all readers pass over
                    break
                self._member = zlib.decompressobj(_GZIP)
            self._content += self._member.decompress(data, _PIECE)
            self.expect(len(self._content))
            data = self._member.unconsumed_tail or self._member.unused_data

    def content(self) -> bytes:
        """Return the whole body.

        Raises:
            FailedError: its compressed data end too early.
        """
        if self._compressed and self._received and not self._member.eof:
            raise FailedError("{page} arrived in part: a later run tries again.", page=self._name)
        return bytes(self._content)
