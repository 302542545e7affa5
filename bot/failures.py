"""Why something isn't done for someone: refusals and errors as codes with values, which the faces put into words."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from corpus.errors import BusyError, ModelError, OtherModelError, SettingsError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)

# An error is told as the first of these that it is.
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (BusyError, "failed_busy"),
    (OtherModelError, "failed_store"),
    (SettingsError, "failed"),
    (StoreError, "failed_store"),
    (ModelError, "failed_model"),
    (UsageError, "failed_question"),
)


class RefusedError(Exception):
    """Name the text that says why something isn't done for someone, and the values that stand in it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values: Mapping[str, object] = values


def failure_of(error: BaseException) -> RefusedError:
    """Log an error under a new number; return what people are told, which has the number and none of the detail."""
    number = secrets.token_hex(4)
    key = next((key for kind, key in _KINDS if isinstance(error, kind)), "failed")
    if key == "failed":
        _log.error("Error %s", number, exc_info=error)
    else:
        _log.warning("Error %s: %s", number, error, exc_info=error.__cause__)
    return RefusedError(key, number=number)
