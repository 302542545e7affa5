"""What is in a corpus, as lists and autocompletion need it: kept for some seconds, since it may be long."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.discord_app.corpora import Library
    from corpus.article import Article

_KEPT_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article without its text."""

    id: str
    title: str
    source: str
    site: str | None
    published: date | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source: how many articles it has, and from when to when."""

    name: str
    count: int
    oldest: date | None
    newest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All articles of a corpus, newest first, and its sources by name."""

    articles: tuple[Entry, ...]
    sources: tuple[SourceEntry, ...]
    languages: tuple[str, ...]

    def find(self, words: str, limit: int) -> list[Entry]:
        """Return articles whose titles have words that begin with all of these, newest first."""
        return [entry for entry in self.articles if _has(entry.title, words)][:limit]

    def find_sources(self, words: str, limit: int) -> list[SourceEntry]:
        """Return sources whose names have words that begin with all of these."""
        return [source for source in self.sources if _has(source.name, words)][:limit]


class Listings:
    """Lists corpora, each for itself; a list is kept for some seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Name the clock, in seconds."""
        self._clock = clock
        self._kept: dict[str, tuple[float, Listing]] = {}

    def of(self, library: Library) -> Listing:
        """Return what is in a corpus; to be called in a thread."""
        now = self._clock()
        made, listing = self._kept.get(library.name, (0.0, None))
        if listing is None or now - made > _KEPT_SECONDS or now < made:
            listing = list_articles(library.corpus.articles(), library.corpus.languages())
            self._kept[library.name] = (now, listing)
        return listing

    def forget(self, library: Library) -> None:
        """List a corpus anew the next time."""
        self._kept.pop(library.name, None)


def list_articles(articles: list[Article], languages: list[str]) -> Listing:
    """Return the listing of articles."""
    entries = tuple(
        Entry(id=a.id, title=a.title, source=a.source, site=a.site, published=a.published, language=a.language)
        for a in articles
    )
    by_source: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_source[entry.source].append(entry)
    sources: list[SourceEntry] = []
    for name in sorted(by_source):
        days = sorted(entry.published for entry in by_source[name] if entry.published)
        oldest, newest = (days[0], days[-1]) if days else (None, None)
        sources.append(SourceEntry(name=name, count=len(by_source[name]), oldest=oldest, newest=newest))
    return Listing(articles=entries, sources=tuple(sources), languages=tuple(languages))


def _has(name: str, words: str) -> bool:
    """Say whether each word begins a word of a name, in any case, with or without accents."""
    own = _folded(name).replace("'", " ").replace("’", " ").split()
    return all(any(word.startswith(start) for word in own) for start in _folded(words).split())


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
