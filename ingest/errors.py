"""What can go wrong with an address, named for what becomes of its article.

ArticleError (corpus/errors.py)
|-- PrivateError        it isn't meant for the public: it is left out, and its article goes
`-- FetchError          one address wasn't fetched: the others go on
    |-- GoneError           it was taken away for good: its article goes too
    |-- MissingError        there is nothing now: its article stays
    |-- RefusedError        it won't be fetched: change the address or a setting
    `-- FailedError         it may work later: another run tries again
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from corpus.reason import Reason


class PrivateError(ArticleError):
    """Say why an article isn't meant for the public: it is a draft, or marked as private."""


class FetchError(ArticleError):
    """Say why one address wasn't fetched; never holds a password or a query."""


class GoneError(FetchError):
    """Say that the server declares a page gone for good (410)."""


class MissingError(FetchError):
    """Say that the server has no such page (404)."""


class RefusedError(FetchError):
    """Say why an address isn't fetched, now or later: by us or by its server."""


class FailedError(FetchError):
    """Say what failed on the way; `retry_after` is in how many seconds the server wants to be asked again."""

    def __init__(self, words: str, *, retry_after: float | None = None, **values: str | float | Reason) -> None:
        super().__init__(words, **values)
        self.retry_after = retry_after
