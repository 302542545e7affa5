from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.web.headers import content_type, retry_after


@pytest.mark.parametrize(
    ("value", "media_type", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML; Charset=UTF-8", "text/html", "utf-8"),
        ('text/html;foo=bar; charset="ISO-8859-1"', "text/html", "iso-8859-1"),
        ("", "", None),
        ("; charset=utf-8", "", "utf-8"),
    ],
)
def test_a_content_type_is_a_media_type_and_a_charset(value: str, media_type: str, charset: str | None) -> None:
    assert content_type(value) == (media_type, charset)


def test_a_time_to_wait_is_a_number_of_seconds_or_a_date() -> None:
    now = datetime.now(UTC)
    assert retry_after(" 120 ") == 120
    assert retry_after(format_datetime(now + timedelta(hours=1), usegmt=True)) == pytest.approx(3600, abs=60)
    assert retry_after(format_datetime(now - timedelta(hours=1), usegmt=True)) == 0
    assert retry_after("") is None
    assert retry_after("soon") is None
    assert retry_after("-5") is None


@given(
    st.one_of(st.text(max_size=30), st.text(alphabet="0123456789", max_size=30), st.datetimes().map(format_datetime))
)
def test_any_time_to_wait_is_understood_or_passed_over(value: str) -> None:
    seconds = retry_after(value)
    assert seconds is None or seconds >= 0


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60))
def test_any_content_type_is_understood_or_passed_over(value: str) -> None:
    media_type, _ = content_type(value)
    assert media_type == media_type.strip().lower()
    content_type(f"text/html; charset={value}")
