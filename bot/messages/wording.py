"""Say things in a language: messages with their gaps filled, dates and numbers as people of the language write them."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from bot.answering.events import StageCode
from bot.messages.catalogue import ENGLISH, interface_languages, text
from bot.messages.dates import say_date
from bot.service.store.settable import AUTO, SERVERS
from corpus.reason import Reason

if TYPE_CHECKING:
    from bot.answering.events import Stage
    from corpus.errors import FootnoteError

Language = str


def say(key: str, language: Language, /, **values: object) -> str:
    """Return a message in a language, in the form for its `count` if it has one.

    Words stand as they are, so that those of others must come escaped; numbers, dates and reasons are put into words.

    Raises:
        KeyError: there is no such message.
    """
    count = values.get("count")
    message = text(key, language, count=count if isinstance(count, int) else None)
    return message.format(**{name: _said(value, language) for name, value in values.items()})


def say_command(words: str, language: Language) -> str | None:
    """Return a name or description of a Discord command, None in English, which it is written in."""
    return None if language == ENGLISH else text(words, language, context="command")


def say_stage(stage: Stage, language: Language) -> str:
    """Return what is being done, in a language."""
    if stage.code is StageCode.READING and stage.count is None:
        return say("stage_reading_best", language)
    return say(f"stage_{stage.code}", language, **({} if stage.count is None else {"count": stage.count}))


def say_reason(reason: Reason, language: Language) -> str:
    """Return why something failed; what has no words in the language, as of an older version, is told in general."""
    if language == ENGLISH or language not in interface_languages():
        return str(reason)
    words = text(reason.words, language, context="error")
    if words == reason.words:
        return say("unread", language)
    return words.format(**{name: _said(value, language) for name, value in reason.values.items()})


def say_error(error: FootnoteError, language: Language) -> str:
    """Return what went wrong, in English where the language has no words for it."""
    if text(error.reason.words, language, context="error") == error.reason.words:
        return str(error)
    return say_reason(error.reason, language)


def say_number(value: float, language: Language) -> str:
    """Return a number as people write it, with two decimals at the most."""
    from babel.numbers import format_decimal

    return format_decimal(value, "#,##0.##", locale=language)


def language_of(locale: str) -> Language:
    """Return the language that someone of a locale, such as fr, de-AT or en_GB.UTF-8, is spoken with."""
    language = language_code(locale)
    return language if language in interface_languages() else ENGLISH


def language_code(locale: str) -> str:
    """Return the code of a locale's language, empty where it has none, as C and POSIX haven't."""
    code = locale.replace("_", "-").partition("-")[0].partition(".")[0].lower()
    return "" if code in {"c", "posix"} else code


def terminal_language() -> Language:
    """Return the language that whoever sits at the terminal is spoken with, by LC_ALL, LC_MESSAGES or LANG."""
    return language_of(_terminal_locale())


def language_at_terminal() -> str:
    """Return the code of the language of whoever sits at the terminal, empty where the system names none."""
    return language_code(_terminal_locale())


def _terminal_locale() -> str:
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


def name_of(spoken: Language, language: Language) -> str:
    """Return a language's name in another."""
    from babel import Locale

    return Locale.parse(spoken).get_display_name(language) or spoken


def say_choice(name: str, value: str, language: Language) -> str:
    """Return what one of the values of a setting that is chosen means."""
    if name == "language" and value not in {AUTO, SERVERS}:
        return name_of(value, language)
    texts = {AUTO: "language_auto", SERVERS: "room_server", "cards": "look_cards", "plain": "look_plain"}
    return say(texts.get(value, value), language)


def _said(value: object, language: Language) -> object:
    if isinstance(value, Reason):
        return say_reason(value, language)
    if isinstance(value, date):
        return say_date(value, language)
    if isinstance(value, int | float):
        return say_number(value, language)
    return value
