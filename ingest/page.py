"""The noun between fetching and reading: what lies at an address, as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was fetched: `origin` is the absolute path, links resolved, or the URL that was asked for.

    `kind` is the name of a kind of document (ingest/readers/registry.py). `address` is the URL it was found at, where
    that isn't the origin; `charset` what its server says.
    """

    origin: str
    content: bytes
    kind: str
    address: str | None = None
    charset: str | None = None

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content, in hex: it changes when the page does."""
        return hashlib.sha256(self.content).hexdigest()
