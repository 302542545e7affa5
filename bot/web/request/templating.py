"""Fill in the pages' templates, in the reader's language (door: jinja2)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import negotiate_locale
from babel.dates import format_date, format_datetime, format_timedelta
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.messages.catalogue import ENGLISH, interface_languages, text
from bot.messages.wording import say as say_message
from bot.messages.wording import say_reason
from bot.web.request.parts import viewing
from ingest.source_config import is_web

if TYPE_CHECKING:
    from datetime import date, datetime

    from starlette.requests import Request

    from bot.messages.wording import Language
    from corpus.reason import Reason

_LOCALES = {"en": "en_GB"}


def N_(words: str) -> str:  # noqa: N802 -- gettext's own name for words that a template says later
    """Mark words that a template says."""
    return words


def language_for(request: Request) -> str:
    """Return which of our languages someone reads best, by what their browser says."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        code, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), code.replace("-", "_")))
        except ValueError:
            continue
    preferred = [code for _, code in sorted(wanted, key=lambda one: one[0])]
    return negotiate_locale(preferred, interface_languages()) or ENGLISH


def spoken(language: str) -> Language:
    """Return the language in which what all faces say is said to someone who reads this one."""
    return language


def say_wait(seconds: float, language: str) -> str:
    """Return in how long something may be done, such as "in 20 minutes"."""
    locale = _LOCALES.get(language, language)
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, granularity="minute", locale=locale)


def fragment(name: str, language: str, **values: Any) -> str:
    """Return a template filled in, in a language."""
    return _environment().get_template(name).render(**_in(language), **values)


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page in the reader's language."""
    language = language_for(request)
    html = fragment(name, language, path=request.url.path, viewer=viewing(request), **values)
    return HTMLResponse(html, status, headers={"Content-Language": language, "Vary": "Accept-Language, Cookie"})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["web"] = lambda value: is_web(str(value))
    return environment


def _in(language: str) -> dict[str, Any]:
    """Return what the templates say things with."""

    def say(words: str, **values: object) -> str:
        said = text(words, language, context="page")
        return said.format(**values) if values else said

    def day(when: date) -> str:
        return format_date(when, "long", locale=_LOCALES.get(language, language))

    def moment(when: datetime) -> str:
        return format_datetime(when, "medium", locale=_LOCALES.get(language, language))

    def message(key: str) -> str:
        return say_message(key, language)

    def why(reason: Reason | None) -> str:
        return say_reason(reason, language) if reason else ""

    return {"_": say, "message": message, "why": why, "day": day, "moment": moment, "language": language}
