"""What says no more than its quotes, in their words: a compression, and never an exchange of roles."""

from __future__ import annotations

import pytest

from bot.answering.judge.support.claim import Claim, Quote
from bot.answering.judge.support.wording import adds_nothing, is_said_in_order

SUED = "On 28 May 2020, the ACLU sued Clearview in Illinois under a law on biometric data."


def in_order(said: str, *quoted: str, language: str = "en", quoted_in: str = "") -> bool:
    quotes = tuple(Quote(text=text, language=quoted_in or language) for text in quoted)
    return is_said_in_order(Claim(text=said, language=language, quotes=quotes))


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("The ACLU sued Clearview in Illinois.", True),
        ("Clearview sued the ACLU in Illinois.", False),
        ("The ACLU sued Clearview in Ohio.", False),
        ("The ACLU suing Clearview under a law on biometric data.", True),
        ("In the of.", False),
        ("", False),
    ],
)
def test_the_quotes_own_words_in_their_order_are_said_again(said: str, *, holds: bool) -> None:
    assert in_order(said, SUED) is holds


def test_words_of_two_quotes_are_not_joined_since_facts_could_be_crossed() -> None:
    timber, ferries = "The northern quay handles timber.", "The southern quay serves ferries."
    assert in_order("The southern quay serves ferries.", timber, ferries)
    assert not in_order("The southern quay handles timber.", timber, ferries)


def test_in_another_language_it_cant_be_told() -> None:
    assert not in_order("The ACLU sued Clearview.", "The ACLU sued Clearview.", quoted_in="fr")


def test_reasons_may_be_left_out_and_nothing_else() -> None:
    assert adds_nothing({"cause lost": 1.0, "contrast lost": 1.0, "all added": 0.0})
    assert not adds_nothing({"possible lost": 1.0})
    assert not adds_nothing({"numbers": 0.5})
