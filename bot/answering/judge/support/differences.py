"""Say in which words a sentence differs from its quotes: numbers, names, and words that say how sure, how many, when.

A difference proves nothing - "ninety" may stand for "almost all" - and so none is a veto: each is one sign among others
(`bundled`). The words are a language's own; of one that has none, no sign is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.judge.support.claim import Difference
from corpus.language.names import names
from corpus.language.numbers import numbers, ordinals
from corpus.language.registry import language_data
from corpus.language.statements import denies
from corpus.language.words import fold

if TYPE_CHECKING:
    from bot.answering.judge.support.claim import Claim, Quote
    from corpus.language.registry import ClaimWords

# What it is that differs where words of a kind do, kinds as in the data of the languages.
_KINDS: dict[ClaimWords, Difference] = {
    "possible": Difference.HOW_SURE,
    "planned": Difference.HOW_SURE,
    "certain": Difference.HOW_SURE,
    "told": Difference.WHO,
    "all": Difference.HOW_MANY,
    "most": Difference.HOW_MANY,
    "some": Difference.HOW_MANY,
    "only": Difference.HOW_MANY,
    "more": Difference.HOW_MANY,
    "less": Difference.HOW_MANY,
    "cause": Difference.CAUSE,
    "condition": Difference.CAUSE,
    "before": Difference.WHEN,
    "after": Difference.WHEN,
    "contrast": Difference.CAUSE,
}
NUMBERS, NAMES, DENIED, DENIAL_LOST = "numbers", "names", "denied", "denial lost"
# Endings change between forms of a name: Congress, Congrès.
_NAME_BEGINS = 5
_WORD = re.compile(r"\w+")
_NAMED = {
    NUMBERS: Difference.NUMBER,
    NAMES: Difference.NAME,
    DENIED: Difference.NEGATION,
    DENIAL_LOST: Difference.NEGATION,
}


def signs(claim: Claim) -> dict[str, float]:
    """Return the signs of a difference, each from 0 (none) to 1, by name.

    "all added" is that the sentence has a word for all and no quote has, "all lost" that a quote has and it hasn't.
    """
    denied = any(denies(quote.text, quote.language) for quote in claim.quotes)
    denying = denies(claim.text, claim.language)
    found = {
        NUMBERS: _missing_numbers(claim),
        NAMES: _missing_names(claim),
        DENIED: float(denying and not denied),
        DENIAL_LOST: float(denied and not denying),
    }
    for kind in _KINDS:
        said = _has(kind, claim.text, claim.language)
        there = any(_has(kind, quote.text, quote.language) for quote in claim.quotes)
        found[f"{kind} added"] = float(said and not there)
        found[f"{kind} lost"] = float(there and not said)
    return found


def named(sign: str) -> Difference:
    """Return what it is that differs where a sign is seen."""
    by_kind: dict[str, Difference] = {**_KINDS}
    return _NAMED.get(sign) or by_kind.get(sign.split(maxsplit=1)[0], Difference.NOT_STATED)


def is_known(language: str) -> bool:
    """Say whether a language has the words that signs are read in."""
    return bool(language_data(language).claims)


def _missing_numbers(claim: Claim) -> float:
    """Return which share of a sentence's numbers no quote has; "one" is an article in half of the languages."""
    wanted = numbers(claim.text, claim.language) - {"1"}
    known = {number for quote in claim.quotes for number in _all_numbers(quote)}
    return len(wanted - known) / len(wanted) if wanted else 0.0


def _all_numbers(quote: Quote) -> set[str]:
    around = f"{quote.title} {quote.before} {quote.text}"
    return numbers(around, quote.language) | ordinals(around, quote.language)


def _missing_names(claim: Claim) -> float:
    """Return which share of a sentence's names nothing around the quotes has, by their beginnings.

    Between two languages only those are counted that are spelt in capitals: countries have other names there.
    """
    same = all(quote.language == claim.language for quote in claim.quotes)
    wanted = {name for name in names(claim.text, claim.language) if same or name.upper() in claim.text}
    wanted -= language_data(claim.language).translated_names
    there = " ".join(words for quote in claim.quotes for words in (quote.title, quote.before, quote.text))
    known = {word[:_NAME_BEGINS] for word in _WORD.findall(fold(there))}
    return sum(_WORD.findall(fold(name))[0][:_NAME_BEGINS] not in known for name in wanted) / max(len(wanted), 1)


def _has(kind: ClaimWords, text: str, language: str) -> bool:
    pattern = language_data(language).claims.get(kind)
    return bool(pattern and pattern.search(text))
