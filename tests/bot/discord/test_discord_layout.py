from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.rendering.escape import escape, shortened
from bot.discord.rendering.layout import lay_out

hostile = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "@everyone",
                "```",
                "```py\n",
                "~~~",
                "\n",
                "\n\n",
                "| a | b |",
                "|---|---|",
                "a\tb",
                "`",
                "https://example.org/" + "x" * 300,
                "**",
                "||",
                "[a](b)",
                "<@1>",
                "عربي",
                "👩‍👩‍👧",
                "\u200b",
                " ",
            ]
        ),
        st.text(max_size=200),
    ),
    max_size=30,
).map("".join)


def test_sentences_and_paragraphs_are_kept() -> None:
    assert lay_out("One. Two.\n\nThree.", "en", 500) == ["One. Two.\nThree."]


def test_a_table_is_a_code_block_with_its_columns_in_line() -> None:
    text = "Before.\n| Town | People |\n|------|-------|\n| Brest | 139,000 |\n| Is | 1 |\nAfter."

    (page,) = lay_out(text, "en", 500)

    assert page == "Before.\n```\nTown   People\nBrest  139,000\nIs     1\n```\nAfter."


def test_code_stays_code_and_cannot_end_its_fence() -> None:
    (page,) = lay_out("See:\n```python\nx = `1`\n    y = 2\n```\nDone.", "en", 500)

    assert page == "See:\n```\nx = `\u200b1`\u200b\n    y = 2\n```\nDone."


def test_a_fence_that_a_page_ends_in_is_closed_and_opened_again() -> None:
    text = "```\n" + "\n".join(f"line {n}" for n in range(40)) + "\n```"

    pages = lay_out(text, "en", 120)

    assert len(pages) > 2
    for page in pages:
        assert page.startswith("```\n")
        assert page.endswith("\n```")
        assert page.count("```") == 2
    assert re.findall(r"line \d+", "\n".join(pages)) == [f"line {n}" for n in range(40)]


def test_pages_break_between_sentences() -> None:
    sentences = [f"Sentence number {n} is here." for n in range(30)]

    pages = lay_out(" ".join(sentences), "en", 200)

    assert " ".join(pages).replace("\n", " ") == " ".join(sentences)
    assert all(page.endswith(".") for page in pages)


@pytest.mark.parametrize("length", [10, 50, 2000])
def test_an_address_is_never_cut(length: int) -> None:
    address = "https://example.org/" + "x" * length

    pages = lay_out(f"Look at {address} and go on. " * 5, "en", 300)

    for found in re.findall(r"https?://[^\s>]*", "\n".join(pages)):
        assert found == address


@given(text=hostile, longest=st.integers(min_value=60, max_value=2000))
def test_any_text_fits_and_its_fences_are_whole(text: str, longest: int) -> None:
    pages = lay_out(text, "en", longest)

    for page in pages:
        assert 0 < len(page) <= longest
        assert page.count("```") % 2 == 0
        outside = "".join(page.split("```")[::2])
        assert not re.search(r"@(everyone|here|[!&]?\d)", outside)


@given(text=hostile, longest=st.integers(min_value=1, max_value=300))
def test_what_is_shortened_is_short_and_no_address_is_cut(text: str, longest: int) -> None:
    short = shortened(text, longest)

    assert len(short) <= max(longest, 1)
    whole = set(re.findall(r"https?://[^\s…]+", text))
    assert set(re.findall(r"https?://[^\s…]+", short)) <= whole


@given(text=hostile)
def test_what_is_escaped_is_three_times_as_long_at_most(text: str) -> None:
    assert len(escape(text)) <= 3 * len(text)
