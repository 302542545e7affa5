"""What is in a corpus, as lists and autocompletion need it: read once, and again when the corpus has changed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.service.corpora.corpora import Library
    from corpus.article import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A source: how many articles it has, and from when to when."""

    name: str
    count: int
    oldest: date | None
    newest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All articles of a corpus, newest first, with the words of their titles as `find` compares them, and its sources.

    The sources are by name, the languages by how many articles have them.
    """

    articles: tuple[Entry, ...]
    titles: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    languages: tuple[str, ...]

    def find(self, words: str, limit: int) -> list[Entry]:
        """Return articles whose titles have words that begin with all of these, newest first."""
        starts = _starts(words)
        listed = zip(self.articles, self.titles, strict=True)
        return list(islice((entry for entry, title in listed if all(start in title for start in starts)), limit))

    def find_sources(self, words: str, limit: int) -> list[SourceEntry]:
        """Return sources whose names have words that begin with all of these."""
        starts = _starts(words)
        return [source for source in self.sources if all(start in _words(source.name) for start in starts)][:limit]


class Listings:
    """Lists corpora, each for itself; a list is kept until its corpus changes or is closed."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Library, tuple[int, Listing]] = WeakKeyDictionary()

    def of(self, library: Library) -> Listing:
        """Return what is in a corpus; to be called in a thread."""
        # Asked before the articles are: what changes meanwhile is listed the next time.
        generation = library.corpus.catalogue.generation()
        made_at, listing = self._kept.get(library, (-1, None))
        if listing is None or made_at != generation:
            listing = list_articles(library.corpus.catalogue.entries(), library.corpus.selection.languages())
            self._kept[library] = (generation, listing)
        return listing


def list_articles(articles: Sequence[Entry], languages: Sequence[str]) -> Listing:
    """Return the listing of articles."""
    by_source: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in articles:
        by_source[entry.source].append(entry)
    sources: list[SourceEntry] = []
    for name in sorted(by_source):
        days = sorted(entry.published for entry in by_source[name] if entry.published)
        oldest, newest = (days[0], days[-1]) if days else (None, None)
        sources.append(SourceEntry(name=name, count=len(by_source[name]), oldest=oldest, newest=newest))
    return Listing(
        articles=tuple(articles),
        titles=tuple(_words(entry.title) for entry in articles),
        sources=tuple(sources),
        languages=tuple(languages),
    )


def _words(name: str) -> str:
    """Return the words of a name without case and accents, each after a space: one begins with x if ` x` is in them."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return "".join(f" {word}" for word in re.split(r"[\s'’]+", plain) if word)


def _starts(words: str) -> list[str]:
    return [f" {start}" for start in _words(words).split()]
