"""Tell whether a sentence holds the kind of thing that a question wants: a number, money, a time, a reason."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.answering.question.time_expressions import (
    names_time,
    names_unit,
    without_distances,
    without_durations,
    without_times,
)
from bot.answering.selection.library import has_number, paragraph
from corpus.language.names import names
from corpus.language.registry import language_data
from corpus.language.statements import leaves_open
from corpus.language.words import fold, word_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Ranked
    from corpus.language.registry import Ask

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME_WITH_NUMBER = re.compile(r"[^\W\d_]\d\w*")
# "And since when", "in what year", "it was when": what asks for a time stands among a question's first words, or last.
_FIRST_WORDS = 2
_YEAR_OR_HOUR = re.compile(r"\b[12]\d{3}\b|\b\d{1,2} ?[:h] ?\d{2}\b")
_VERSION = re.compile(r"\b\d+(?:\.\d+)+")
_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+(?:[.,\u00a0\u202f ]\d+)*")
# What a number counts stands so many words behind it, or before it: "about three billion images", "votes: 236".
_BESIDE = 5
_MONEY_BESIDE = 3
_BESIDE_A_NAME = re.compile(r"[,(:–—]|-\s")
_ENDS_BESIDE = re.compile(r"[,.;]")
_NAME_BEGINS = 5  # Amazon, Amazons


def states(evidence: Evidence, asked: Asked) -> bool:
    """Say whether a sentence holds what a question wants: a number that it doesn't give itself, or a time.

    A date is no number of things, and the number of a version no time. A price is one beside a currency alone.
    """
    text, language = _NAME_WITH_NUMBER.sub(" ", _without_words_of(asked.core, evidence.text)), evidence.article.language
    match asked.detail:
        case "how_many" if _asks("how_much", asked):
            return _has_money(evidence.text, language) and _speaks_of_what_is_named(evidence, asked)
        case "how_many" if _asks("how_long", asked):
            text = without_distances(text, language)
            return names_unit(text, language) or has_number(without_times(text, language), language)
        case "how_many":
            return bool(_numbers_left(text, language, asked))
        case "when" if _asks_when(asked):
            return _tells_time(_VERSION.sub(" ", text), language)
        case _:
            return True


def is_stated(ranked: Sequence[Ranked], asked: Asked, left_open: Evidence) -> bool:
    """Say whether a sentence states the number or the time that is asked for, whatever another leaves open.

    It must have more of what the question tells than the words that leave something open, in the question's language.
    """
    if asked.detail not in {"how_many", "when"}:
        return False
    place = left_open.article.id, left_open.start
    share = next((r.share for r in ranked if (r.evidence.article.id, r.evidence.start) == place), 0.0)
    stating = (r.evidence for r in ranked if r.share > share > 0 and states(r.evidence, asked))
    return any(not leaves_open(evidence.text, evidence.article.language) for evidence in stating)


def gives_reason(text: str, language: str, asked: Asked) -> bool:
    """Say whether a text gives a reason; of what isn't so, what it waits for is one."""
    data = language_data(language)
    denied = language_data(asked.language).negations.search(asked.core)
    return bool(data.reasons.search(text) or (denied and data.conditions.search(text)))


def defines(evidence: Evidence, asked: Asked) -> float:
    """Say how much a sentence looks like one that says what its topic is, from 0 to 1.

    In whatever language such a sentence begins with the name and "is", or has what it is beside the name, between
    commas, or as the noun before it; and an article tells it where it first names a thing.
    """
    data, text = language_data(evidence.article.language), evidence.text
    named = re.compile(rf"(?<!\w){re.escape(asked.topic)}(?!\w)", re.IGNORECASE)
    found = named.search(text)
    if found is None:
        return 0.0
    before, behind = text[: found.start()].rstrip(" \"“«'"), text[found.end() :].lstrip(" \"”»'")
    if len(before.split()) <= _FIRST_WORDS and data.is_a.match(behind):
        return 1.0
    first = named.search(evidence.article.text)
    is_first = bool(first and evidence.start <= first.start() < evidence.end)
    between = before.endswith(",") and _ENDS_BESIDE.match(behind)  # "its president, Brad Smith, said"
    beside = 0.4 * bool(_BESIDE_A_NAME.match(behind)) + 0.3 * bool(between)
    noun = before.rpartition(" ")[2]
    tells = noun.islower() and noun.isalpha() and not data.asks_with(noun)
    return beside + 0.2 * tells + 0.3 * is_first


def counts(evidence: Evidence, asked: Asked) -> bool:
    """Say whether a sentence has a number beside what a question counts; in another language any number will do."""
    text, language = _NAME_WITH_NUMBER.sub(" ", _without_words_of(asked.core, evidence.text)), evidence.article.language
    things = _first_things(_counted(asked), asked.language)
    if language != asked.language or not things or not _asks("how_many_things", asked):
        return True
    words = _WORD_OR_NUMBER.findall(_numbers_left(text, language, asked))
    at = [i for i, word in enumerate(words) if has_number(word, language)]
    near = {j for i in at for j in range(max(i - _BESIDE, 0), i + _BESIDE + 1) if j < len(words)}
    return any(word_forms(words[j].lower(), language)[0] in things for j in near if words[j][0].isalpha())


def _tells_time(text: str, language: str) -> bool:
    """Say whether a text names a time, or after how long something is."""
    day = language_data(language).ordinal_days.search(text) or _YEAR_OR_HOUR.search(text)
    lasting = has_number(text, language) and names_unit(text, language)
    return bool(day) or lasting or names_time(text, language)


def _numbers_left(text: str, language: str, asked: Asked) -> str:
    """Return a text without its times and lengths of time; nothing where no number is left in it."""
    bare = _YEAR_OR_HOUR.sub(" ", language_data(language).ordinal_days.sub(" ", without_times(text, language)))
    first = " ".join(_counted(asked).split()[:_FIRST_WORDS])
    left = without_durations(bare, language, first, asked.language)
    return left if has_number(left, language) else ""


def _counted(asked: Asked) -> str:
    """Return what a question counts, with what is behind it."""
    many = language_data(asked.language).question.get("how_many")
    found = many.search(asked.core) if many else None
    return asked.core[found.end() :] if found else asked.core


def _first_things(counted: str, language: str) -> set[str]:
    """Return the words for what is counted, as the index has them: the first that tells something, and one behind it.

    Of "false matches" either will do; a name is none of them.
    """
    data = language_data(language)
    words = _WORD.findall(counted)
    tells = [len(w) > 1 and w.casefold() not in data.stop_words and not w[0].isupper() for w in words]
    first = next((i for i, telling in enumerate(tells) if telling), len(words))
    return {word_forms(words[i].lower(), language)[0] for i in (first, first + 1) if i < len(words) and tells[i]}


def _speaks_of_what_is_named(evidence: Evidence, asked: Asked) -> bool:
    """Say whether a sentence's paragraph or title has a name of the question: a price is of something."""
    around = fold(f"{evidence.article.title} {paragraph(evidence)}")
    named = [fold(name)[:_NAME_BEGINS] for name in names(asked.core, asked.language)]
    return not named or any(name in around for name in named)


def _has_money(text: str, language: str) -> bool:
    """Say whether a text has a number beside a currency, or says that something costs nothing."""
    data = language_data(language)
    if data.costs_nothing.search(text):
        return True
    words = re.findall(r"[^\W\d_]+|\d+|[^\w\s]", text)
    at = [i for i, word in enumerate(words) if has_number(word, language)]
    return any(_is_currency(words[j], language) for i in at for j in _around(i, len(words)))


def _around(at: int, length: int) -> Sequence[int]:
    return range(max(at - 1, 0), min(at + _MONEY_BESIDE + 1, length))


def _is_currency(word: str, language: str) -> bool:
    return word in _symbols() or word.casefold() in language_data(language).currencies


@cache
def _symbols() -> frozenset[str]:
    """Return the signs and the codes of the currencies that are in use: €, USD (CLDR, by Babel)."""
    from babel import Locale
    from babel.numbers import list_currencies

    return frozenset({*list_currencies(), *Locale("en").currency_symbols.values()})


def _asks(ask: Ask, asked: Asked) -> bool:
    pattern = language_data(asked.language).question.get(ask)
    return bool(pattern and pattern.search(asked.core))


def _asks_when(asked: Asked) -> bool:
    """Say whether a question asks for a time, and doesn't only say when what it asks for is so."""
    when = language_data(asked.language).question.get("when")
    found = when.search(asked.core) if when else None
    if found is None:
        return False
    return len(asked.core[: found.start()].split()) <= _FIRST_WORDS or not asked.core[found.end() :].strip(" ?!.")


def _without_words_of(question: str, text: str) -> str:
    """Return a text without the numbers of a question."""
    return _NUMBER.sub(lambda found: " " if found[0] in _NUMBER.findall(question) else found[0], text)
