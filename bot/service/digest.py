"""The digest: new articles of a server's corpus since the last one, each with two sentences quoted from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.failures import RefusedError
from bot.service.store.settable import HOUR

if TYPE_CHECKING:
    from bot.service.store.servers import Servers, ServerSettings
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


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Where a digest is sent, 0 for nowhere, at which hour, and by the clock of which zone."""

    channel: int
    hour: int
    zone: str


def read_when(channel: int, hour: str, zone: str) -> When:
    """Return where and when a digest is sent, from what someone wrote.

    Raises:
        RefusedError: there is no such hour, or no such zone.
    """
    read, zone = HOUR.read(hour), zone.strip()
    if zone_named(zone) is None:
        raise RefusedError("wrong_zone", value=zone)
    return When(channel=channel, hour=read, zone=zone)


def set_digest(servers: Servers, guild: int, corpus: Corpus, when: When, now: float) -> None:
    """Set a server's digest; what is in the corpus now is no news. To be called in a thread."""
    if when.channel:
        servers.tell(guild, {entry.id for entry in corpus.catalogue.entries()})
    kept = servers.change(guild, digest_channel=when.channel, digest_hour=when.hour, digest_zone=when.zone)
    local = local_time(kept, now)
    servers.change(guild, digest_day=local.date().isoformat() if local.hour >= when.hour else "")


def set_report(servers: Servers, guild: int, channel: int, now: float) -> None:
    """Set where a server's weekly report is posted, 0 for nowhere; the first is that of the week that begins next."""
    week = week_of(servers.settings(guild), now)
    servers.change(guild, report_channel=channel, report_week=week)


def new_articles(corpus: Corpus, told: set[str]) -> list[NewArticle]:
    """Return the articles that weren't told of, newest first; to be called in a thread."""
    new = [entry for entry in corpus.catalogue.entries() if entry.id not in told]
    return [
        NewArticle(article=a, quotes=_quotes(corpus, a.id) if at < MOST_ARTICLES else ()) for at, a in enumerate(new)
    ]


def _quotes(corpus: Corpus, identity: str) -> tuple[str, ...]:
    passages = corpus.catalogue.passages_of(identity)
    sentences = (passage.sentence(i) for passage in passages for i in range(len(passage.sentences)))
    return tuple(islice(sentences, _SENTENCES))
