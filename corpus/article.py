"""The nouns of the corpus: what an article is, its passages, and what a search finds."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_ARTICLE_ID_LENGTH = 16
_PASSAGE_ID_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where articles come from: a folder, a page, a feed; it has a name people see."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page or chapter begins in an article's text, and what people call it, as "p. 4".

    `address` is where people find it, where it has one of its own, as each message of a thread does.
    """

    start: int
    label: str
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article without its text: `origin` is where it was read, `address` where people find it.

    `site` is the name of who published it. A `partial` article is what a feed says of one that couldn't be read whole.
    """

    id: str
    origin: str
    address: str
    title: str
    author: str | None
    published: date | None
    language: str
    source: str
    site: str | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Entry):
    """One article; `places` are its pages or chapters in order."""

    text: str
    content_hash: str
    places: tuple[Place, ...] = ()

    def place_at(self, offset: int) -> str | None:
        """Return what the page or chapter is called that a character of the text lies in."""
        place = self._place(offset)
        return place.label if place else None

    def address_at(self, offset: int) -> str | None:
        """Return the address of the page or chapter that a character of the text lies in, where it has its own."""
        place = self._place(offset)
        return place.address if place else None

    def _place(self, offset: int) -> Place | None:
        index = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[index] if index >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another address of an article: the same words, or nearly, published elsewhere."""

    origin: str
    address: str
    title: str
    site: str | None
    published: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article's text, in characters: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The stretch of an article that is embedded, retrieved and cited, with its sentences.

    They are what it states, and so what of it may be found and quoted; a list is one, with the line that announces it.
    """

    id: str
    article_id: str
    ordinal: int
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]

    def sentence(self, index: int) -> str:
        """Return the words of one of its sentences."""
        span = self.sentences[index]
        return self.text[span.start - self.start : span.end - self.start]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found, its article, its score, and the cosine of each of its sentences to the query.

    Cosines between two languages are raised to where those within one lie.
    """

    passage: Passage
    article: Article
    score: float
    sentence_scores: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to; an empty field narrows nothing."""

    since: date | None = None
    until: date | None = None
    source: str | None = None
    language: str | None = None
    author: str | None = None

    def admits(self, article: Article) -> bool:
        """Say whether an article passes; one without a date fails where a date is asked for."""
        if not (self.admits_source(article.source) and self.admits_author(article.author or "")):
            return False
        if self.language and article.language != self.language:
            return False
        if self.since and (article.published is None or article.published < self.since):
            return False
        return not (self.until and (article.published is None or article.published > self.until))

    def admits_source(self, name: str) -> bool:
        """Say whether a source passes, in any case."""
        return not self.source or name.casefold() == self.source.casefold()

    def admits_author(self, author: str) -> bool:
        """Say whether authors pass: they have each word of the name that is asked for, in any case, accents or none."""
        return not self.author or set(_words(self.author)) <= set(_words(author))


def _words(name: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"\w+", "".join(c for c in decomposed if not unicodedata.combining(c)))


def article_id(origin: str) -> str:
    """Return the id of the article read from `origin`: the same each time it is read."""
    return hashlib.sha256(origin.encode()).hexdigest()[:_ARTICLE_ID_LENGTH]


def make_passages(article: Article, spans: Iterable[tuple[Span, tuple[Span, ...]]]) -> list[Passage]:
    """Turn the spans of passages and of their sentences into passages of the article.

    A passage's id is a hash of what its vectors hold: the article, the title, the words and where its sentences
    lie in them. An edited paragraph changes its own id only; of two equal paragraphs, the second counts.
    """
    seen: dict[str, int] = {}
    passages: list[Passage] = []
    for ordinal, (span, sentences) in enumerate(spans):
        text = article.text[span.start : span.end]
        offsets = [(s.start - span.start, s.end - span.start) for s in sentences]
        held = json.dumps([article.id, article.title, text, offsets])
        seen[held] = seen.get(held, 0) + 1
        digest = hashlib.sha256(f"{seen[held]}{held}".encode()).hexdigest()
        passages.append(
            Passage(
                id=digest[:_PASSAGE_ID_LENGTH],
                article_id=article.id,
                ordinal=ordinal,
                text=text,
                start=span.start,
                end=span.end,
                sentences=sentences,
            )
        )
    return passages
