"""Say what the bot itself says, in English or French, by the person's locale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from bot.answering.events import StageCode
from bot.messages.phrases import PHRASES
from bot.messages.reason_texts import FRENCH

if TYPE_CHECKING:
    from datetime import date

    from bot.answering.events import Stage
    from corpus.reason import Reason

Language = Literal["en", "fr"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_STAGES = {
    StageCode.UNDERSTANDING: "said_before",
    StageCode.SEARCHING: "looking",
    StageCode.OTHER_TIMES: "other_times",
    StageCode.TRANSLATING: "translating",
    StageCode.CHECKING: "checking",
    StageCode.WITHOUT_MODEL: "going_on_without",
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text in a language; values stand as they are, so that words of others must come escaped."""
    return PHRASES[key][LANGUAGES.index(language)].format(**values)


def say_stage(stage: Stage, language: Language) -> str:
    """Return what is being done, in a language."""
    if stage.code is StageCode.READING:
        return say("reading_best", language) if stage.count is None else say("reading", language, count=stage.count)
    return say(_STAGES[stage.code], language)


def say_reason(reason: Reason, language: Language) -> str:
    """Return why something can't be read; what an older version kept has no French, and is told in general."""
    if language == "en":
        return str(reason)
    words = FRENCH.get(reason.words)
    if words is None:
        return say("unread", language)
    return words.format(**{name: _in_french(value) for name, value in reason.values.items()})


def say_date(day: date, language: Language) -> str:
    """Return a date as people write it."""
    month = _MONTHS[language][day.month - 1]
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
    return f"{day.day} {month} {day.year}"


def _in_french(value: str | float | Reason) -> str:
    """Return what stands in a gap; numbers are written as the French write them."""
    if isinstance(value, int | float):
        figures = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
        return figures.replace(",", "\u202f").replace(".", ",")
    return value if isinstance(value, str) else say_reason(value, "fr")


def language_of(locale: str) -> Language:
    """Return the language that the bot speaks with someone of a locale, such as fr or en-GB."""
    return "fr" if locale.lower().startswith("fr") else "en"
