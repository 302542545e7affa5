"""The one place that turns errors into words for people: a sentence with a number, and the detail in the log."""

from __future__ import annotations

import logging
import secrets

from bot.messages.interface_texts import Language, say
from corpus.errors import BusyError, ModelError, OtherModelError, SettingsError, StoreError, UsageError

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


def tell_failure(error: BaseException, language: Language) -> str:
    """Log an error under a new number; return the sentence that people get, which has it."""
    number = secrets.token_hex(4)
    key = next((key for kind, key in _KINDS if isinstance(error, kind)), "failed")
    if key == "failed":
        _log.error("Error %s", number, exc_info=error)
    else:
        _log.warning("Error %s: %s", number, error, exc_info=error.__cause__)
    return say(key, language, number=number)
