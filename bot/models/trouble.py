"""Put what goes wrong with a chat model into words: sentences that hold neither a key nor what the vendor answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import ModelError
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What went wrong, and whether it may be gone at the next try."""

    reason: Reason
    passing: bool = False

    def error(self, *, name: str, timeout: float, keys: Sequence[str]) -> ModelError:
        """Return the error that people are told, for a model of a name."""
        named = " / ".join(keys) or "FOOTNOTE_CHAT_MODEL"
        return ModelError.of(self.reason.filled(name=name, timeout=f"{timeout:g}", keys=named))


_KEY = Trouble(reason=Reason("{name} refused the key: check {keys}."))
_UNKNOWN = Trouble(reason=Reason("{name} isn't known there: check FOOTNOTE_CHAT_MODEL and FOOTNOTE_CHAT_BASE_URL."))
_LIMIT = Trouble(
    reason=Reason("{name} takes no more for now: wait a minute, or check the account's limits and credit.")
)
_TOO_LONG = Trouble(
    reason=Reason(
        "This is too long for {name}: ask something shorter, or set FOOTNOTE_CHAT_MODEL to one that reads more."
    )
)
_REFUSED = Trouble(reason=Reason("{name} refused the request: set FOOTNOTE_CHAT_MODEL to another model."))
_SERVER = Trouble(reason=Reason("{name} has trouble on its own side: ask again in a while."), passing=True)
_AWAY = Trouble(
    reason=Reason("{name} can't be reached: check the network and FOOTNOTE_CHAT_BASE_URL."),
    passing=True,
)
_SILENT = Trouble(
    reason=Reason("{name} didn't answer within {timeout} s: ask again, or raise FOOTNOTE_CHAT_TIMEOUT."),
    passing=True,
)
_UNREADABLE = Trouble(
    reason=Reason("{name} sent nothing that can be read: check FOOTNOTE_CHAT_MODEL and FOOTNOTE_CHAT_BASE_URL.")
)

_BY_STATUS = {401: _KEY, 403: _KEY, 404: _UNKNOWN, 408: _SILENT, 413: _TOO_LONG, 429: _LIMIT}
# By the names of an error's classes, the first that fits: LangChain, httpx, httpx2 and the vendors' own packages,
# most of which aren't installed, share them.
_BY_NAME = {
    "ContextOverflowError": _TOO_LONG,
    "ModelAuthenticationError": _KEY,
    "ModelPermissionDeniedError": _KEY,
    "ModelNotFoundError": _UNKNOWN,
    "ModelRateLimitError": _LIMIT,
    "ModelInvalidRequestError": _REFUSED,
    "ModelAPIError": _SERVER,
    "ModelTimeoutError": _SILENT,
    "TimeoutException": _SILENT,
    "TimeoutError": _SILENT,
    "ModelConnectionError": _AWAY,
    "ConnectionError": _AWAY,
    "TransportError": _AWAY,
    "APIError": _SERVER,
}
_CLIENT_ERRORS, _SERVER_ERRORS = range(400, 500), range(500, 600)
# Where a vendor has no status of its own for it, only its words tell one refusal from another.
_TOO_LONG_WORDS = re.compile(r"context.?(size|length|window)|prompt is too long|number of tokens", re.IGNORECASE)
_KEY_WORDS = re.compile(r"api.?key", re.IGNORECASE)


def trouble_of(error: Exception) -> Trouble:
    """Return what an error of a vendor's library, or of the connection, comes down to."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if status in _SERVER_ERRORS:
        return _SERVER
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in _CLIENT_ERRORS:
        return _refusal(str(error))
    names = {cls.__name__ for cls in type(error).__mro__}
    return next((trouble for name, trouble in _BY_NAME.items() if name in names), _UNREADABLE)


def _refusal(words: str) -> Trouble:
    if _TOO_LONG_WORDS.search(words):
        return _TOO_LONG
    return _KEY if _KEY_WORDS.search(words) else _REFUSED
