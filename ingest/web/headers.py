"""Read the HTTP headers whose value takes some reading."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime


def content_type(value: str) -> tuple[str, str | None]:
    """Return the media type and the charset of a Content-Type, in lower case; "" and None where it names none."""
    message = Message()
    message["content-type"] = value
    return value.partition(";")[0].strip().lower(), message.get_content_charset()


def retry_after(value: str) -> float | None:
    """Return the seconds to wait that a Retry-After asks for, as a number or a date; None where it is neither."""
    value = value.strip()
    if value.isdecimal():
        return float(value[:9])  # thirty years are enough
    with suppress(ValueError, OverflowError, TypeError):
        date = parsedate_to_datetime(value)
        until = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    return None
