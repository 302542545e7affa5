"""The digest: new articles of a server's corpus since the last one, each with two sentences quoted from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, is_address, safe_address, shortened
from bot.discord.rendering.reply import pack
from bot.messages.interface_texts import say, say_date

if TYPE_CHECKING:
    from bot.messages.interface_texts import Language
    from bot.service.store.servers import ServerSettings
    from corpus.article import Entry
    from corpus.store.corpus import Corpus

_MOST_ARTICLES = 10
_SENTENCES = 2
_LONGEST_LINK = 400
# How many characters of a sentence are quoted, before escaping, which makes them three times as many at most.
_QUOTE_WIDTHS = (200, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article that a digest tells of, and the sentences that are quoted from it."""

    article: Entry
    quotes: tuple[str, ...]


def zone_named(name: str) -> ZoneInfo | None:
    """Return a time zone by its IANA name, None where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local_time(settings: ServerSettings, now: float) -> datetime:
    """Return the time by a server's clock; `now` is in seconds since 1970."""
    moment = datetime.fromtimestamp(now, UTC)
    zone = zone_named(settings.digest_zone)
    return moment.astimezone(zone) if zone else moment


def day_due(settings: ServerSettings, now: float) -> str | None:
    """Return the day that a digest is due for, None where today's was sent or its hour isn't there yet."""
    local = local_time(settings, now)
    today = local.date().isoformat()
    return today if local.hour >= settings.digest_hour and settings.digest_day != today else None


def new_articles(corpus: Corpus, told: set[str]) -> list[NewArticle]:
    """Return the articles that weren't told of, newest first; to be called in a thread."""
    new = [entry for entry in corpus.entries() if entry.id not in told]
    return [
        NewArticle(article=a, quotes=_quotes(corpus, a.id) if at < _MOST_ARTICLES else ()) for at, a in enumerate(new)
    ]


def render_digest(new: list[NewArticle], language: Language) -> list[str]:
    """Return a digest as messages."""
    lines = [say("digest_head", language, count=len(new))]
    lines += ["\n" + _entry(one, language) for one in new[:_MOST_ARTICLES]]
    if len(new) > _MOST_ARTICLES:
        lines.append("\n" + say("digest_more", language, count=len(new) - _MOST_ARTICLES))
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


def _quotes(corpus: Corpus, identity: str) -> tuple[str, ...]:
    passages = corpus.passages_of(identity)
    sentences = (passage.sentence(i) for passage in passages for i in range(len(passage.sentences)))
    return tuple(islice(sentences, _SENTENCES))
