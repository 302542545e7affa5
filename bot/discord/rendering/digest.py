"""The digest as messages, or as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord.rendering.card import CitedArticle, Sheet, Tone, button_link, first_fitting
from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, is_address, safe_address, shortened
from bot.discord.rendering.reply import pack
from bot.messages.wording import say, say_date
from bot.service.digest import MOST_ARTICLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages.wording import Language
    from bot.service.digest import NewArticle

_LONGEST_LINK = 400
# How many characters of a sentence are quoted, before escaping, which makes them three times as many at most.
_QUOTE_WIDTHS = (200, 100)


def render_digest(new: list[NewArticle], language: Language) -> list[str]:
    """Return a digest as messages."""
    lines = [say("digest_head", language, count=len(new))]
    lines += ["\n" + _entry(one, language) for one in new[:MOST_ARTICLES]]
    if len(new) > MOST_ARTICLES:
        lines.append("\n" + say("digest_more", language, count=len(new) - MOST_ARTICLES))
    return pack(lines)


def digest_sheet(new: Sequence[NewArticle], language: Language) -> Sheet | None:
    """Return a digest as a sheet, None where it has no room there."""
    head, left = say("digest_head", language, count=len(new)), len(new) - MOST_ARTICLES
    further = [say("digest_more", language, count=left)] if left > 0 else []

    def sheet(width: int) -> Sheet:
        articles = (
            CitedArticle(
                line="\n".join([_about(one, language), *_quoted(one, width)]),
                number=0,
                link=button_link(one.article.address),
            )
            for one in new[:MOST_ARTICLES]
        )
        return Sheet(tone=Tone.ANSWERED, pieces=(head, *articles, *further))

    return first_fitting(map(sheet, _QUOTE_WIDTHS))


def _entry(new: NewArticle, language: Language) -> str:
    lines = [_about(new, language)]
    link = safe_address(new.article.address)
    links = [f"<{link}>"] if is_address(link) and len(link) <= _LONGEST_LINK else []
    versions = ("\n".join([*lines, *_quoted(new, width), *links]) for width in _QUOTE_WIDTHS)
    return next(text for text in versions if len(text) <= LONGEST_MESSAGE - 1)  # a line parts it from the one before


def _about(new: NewArticle, language: Language) -> str:
    article = new.article
    about = [escape(shortened(article.site or article.source, 60))]
    if article.published:
        about.insert(0, say_date(article.published, language))
    return f"**{escape(shortened(article.title, 120)) or '?'}** — {' — '.join(about)}"


def _quoted(new: NewArticle, width: int) -> list[str]:
    return ["> " + " ".join(f"“{escape(shortened(quote, width))}”" for quote in new.quotes)] if new.quotes else []
