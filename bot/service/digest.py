"""The digest: new articles of a server's corpus since the last one, each with two sentences quoted from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from bot.service.store.servers import ServerSettings
    from corpus.article import Entry
    from corpus.store.corpus import Corpus

MOST_ARTICLES = 10
_SENTENCES = 2


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


def week_of(settings: ServerSettings, now: float) -> str:
    """Return the week by a server's clock, as 2026-W49; it begins on Monday at the hour of the digest."""
    year, week, _ = (local_time(settings, now) - timedelta(hours=settings.digest_hour)).isocalendar()
    return f"{year}-W{week:02}"


def new_articles(corpus: Corpus, told: set[str]) -> list[NewArticle]:
    """Return the articles that weren't told of, newest first; to be called in a thread."""
    new = [entry for entry in corpus.entries() if entry.id not in told]
    return [
        NewArticle(article=a, quotes=_quotes(corpus, a.id) if at < MOST_ARTICLES else ()) for at, a in enumerate(new)
    ]


def _quotes(corpus: Corpus, identity: str) -> tuple[str, ...]:
    passages = corpus.passages_of(identity)
    sentences = (passage.sentence(i) for passage in passages for i in range(len(passage.sentences)))
    return tuple(islice(sentences, _SENTENCES))
