"""Say whether a sentence says no more than one of its quotes does, in its own words and order.

Vectors and words can't tell who did what to whom: "the ACLU sued Clearview" has all the words of "Clearview sued the
ACLU", and two quotes together have all those of facts that are crossed. What has a quote's words in its order, and none
of its own, can have left something out and nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.language.words import telling_words, word_forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.judge.support.claim import Claim

# What may be left out of a quote without making it say more: its reasons, and what it sets itself against.
_MAY_BE_LOST = frozenset(("cause lost", "contrast lost"))


def is_said_in_order(claim: Claim) -> bool:
    """Say whether all telling words of a sentence stand in one of its quotes in its order.

    Of quotes in another language it can't be told, and isn't so.
    """
    said = _forms(claim.text, claim.language)
    quoted = [_forms(quote.text, claim.language) for quote in claim.quotes if quote.language == claim.language]
    return bool(said) and any(_is_within(said, quote) for quote in quoted)


def adds_nothing(found: Mapping[str, float]) -> bool:
    """Say whether no sign of a difference is seen (`differences.signs`), but for those of what may be left out."""
    return not any(sign for name, sign in found.items() if name not in _MAY_BE_LOST)


def is_reordered(claim: Claim) -> bool:
    """Say whether a sentence has no telling words but those of one quote, and has them in another order: A sued B."""
    said = set(_forms(claim.text, claim.language))
    return not is_said_in_order(claim) and any(
        said <= set(_forms(f"{quote.title} {quote.before} {quote.text}", claim.language))
        for quote in claim.quotes
        if quote.language == claim.language
    )


def _forms(text: str, language: str) -> list[str]:
    return [form for word in telling_words(text, language) for form in word_forms(word, language)]


def _is_within(said: Sequence[str], quoted: Sequence[str]) -> bool:
    left = iter(quoted)
    return all(form in left for form in said)
