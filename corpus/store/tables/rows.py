"""Read articles and passages from rows of the catalogue's tables."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from corpus.article import Article, Passage, Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")

_VARIABLES = 500
PASSAGE: Final = 'id, article_id, ordinal, start, "end", sentences'
ARTICLE: Final = (
    "a.id, a.origin, a.address, a.title, a.text, a.author, a.published, a.language, a.source, a.content_hash,"
    " a.site, a.places, a.partial"
)


def in_parts(values: Sequence[T], size: int = _VARIABLES) -> Iterator[tuple[str, Sequence[T]]]:
    """Cut a list to what SQLite takes as variables in one statement, with as many question marks."""
    for at in range(0, len(values), size):
        part = values[at : at + size]
        yield ", ".join("?" * len(part)), part


def read_article(row: Sequence[object]) -> Article:
    """Return the article of a row with the columns `ARTICLE`."""
    identity, origin, address, title, text, author, published, language, source, content_hash, *more = row
    site, places, partial = more
    return Article(
        id=str(identity),
        origin=str(origin),
        address=str(address),
        title=str(title),
        text=str(text),
        author=str(author) if author is not None else None,
        published=date.fromisoformat(str(published)) if published else None,
        language=str(language),
        source=str(source),
        content_hash=str(content_hash),
        site=str(site) if site is not None else None,
        places=tuple(_place(*held) for held in json.loads(str(places))) if places != "[]" else (),
        partial=bool(partial),
    )


def _place(start: int, label: str, address: str | None = None) -> Place:
    return Place(start=start, label=label, address=address)


def packed_places(places: Iterable[Place]) -> str:
    """Return places as their column holds them."""
    held = [[p.start, p.label, p.address] if p.address else [p.start, p.label] for p in places]
    return json.dumps(held, ensure_ascii=False)


def read_passage(row: Sequence[Any], article: Article) -> Passage:
    """Return the passage of a row with the columns `PASSAGE`."""
    identity, article_id, ordinal, start, end, sentences = row
    return Passage(
        id=identity,
        article_id=article_id,
        ordinal=ordinal,
        text=article.text[start:end],
        start=start,
        end=end,
        sentences=tuple([Span(start=s, end=e) for s, e in json.loads(sentences)]),
    )
