"""The digest as messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, is_address, safe_address, shortened
from bot.discord.rendering.reply import pack
from bot.messages.wording import say, say_date
from bot.service.digest import MOST_ARTICLES

if TYPE_CHECKING:
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


def _entry(new: NewArticle, language: Language) -> str:
    article = new.article
    about = [escape(shortened(article.site or article.source, 60))]
    if article.published:
        about.insert(0, say_date(article.published, language))
    lines = [f"**{escape(shortened(article.title, 120)) or '?'}** — {' — '.join(about)}"]
    link = safe_address(article.address)
    links = [f"<{link}>"] if is_address(link) and len(link) <= _LONGEST_LINK else []
    versions = ("\n".join([*lines, *_quoted(new, width), *links]) for width in _QUOTE_WIDTHS)
    return next(text for text in versions if len(text) <= LONGEST_MESSAGE - 1)  # a line parts it from the one before


def _quoted(new: NewArticle, width: int) -> list[str]:
    return ["> " + " ".join(f"“{escape(shortened(quote, width))}”" for quote in new.quotes)] if new.quotes else []
