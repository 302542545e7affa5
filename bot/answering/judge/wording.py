"""Say whether a sentence says no more than its quotes do, in their own words and order.

Vectors and words can't tell who did what to whom: "the ACLU sued Clearview" has all the words of "Clearview sued the
ACLU". What has them in the quotes' order, and none of its own, can have left something out and nothing more.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from corpus.language.words import telling_words, word_forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.judge.claim import Claim

# What may be left out of a quote without making it say more: its reasons, and what it sets itself against.
_MAY_BE_LOST = frozenset(("cause lost", "contrast lost"))


def is_said_in_order(claim: Claim) -> bool:
    """Say whether all telling words of a sentence stand in its quotes in its order, one quote after another.

    Of quotes in another language it can't be told, and isn't so.
    """
    said = _forms(claim.text, claim.language)
    quoted = [_forms(quote.text, claim.language) for quote in claim.quotes if quote.language == claim.language]
    return bool(said) and any(
        _is_within(said, [form for quote in order for form in quote]) for order in permutations(quoted)
    )


def adds_nothing(found: Mapping[str, float]) -> bool:
    """Say whether no sign of a difference is seen (`differences.signs`), but for those of what may be left out."""
    return not any(sign for name, sign in found.items() if name not in _MAY_BE_LOST)


def _forms(text: str, language: str) -> list[str]:
    return [form for word in telling_words(text, language) for form in word_forms(word, language)]


def _is_within(said: Sequence[str], quoted: Sequence[str]) -> bool:
    left = iter(quoted)
    return all(form in left for form in said)
