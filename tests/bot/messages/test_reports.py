from __future__ import annotations

import pytest

from bot.messages.reports import not_read_in_words


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([(".jpg", 1)], "1 file was not read: .jpg (1)"),
        ([(".jpg", 1000), ("", 2)], "1,002 files were not read: .jpg (1,000), without an ending (2)"),
        (
            [(f".{letter}", 2) for letter in "abcdefghijk"],
            "22 files were not read: .a (2), .b (2), .c (2), .d (2), .e (2), .f (2), .g (2), .h (2), others (6)",
        ),
    ],
)
def test_kinds_that_are_not_read_fit_on_a_line(kinds: list[tuple[str, int]], said: str) -> None:
    assert not_read_in_words(kinds, "en") == said
