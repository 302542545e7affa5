"""Articles that are nearly the same as another: one is kept, of the others their addresses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from corpus.article import Copy
from corpus.language.near_duplicates import NEAR, bands, likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.article import Article
    from corpus.store.tables.database import Database

_COPY = "origin, address, title, site, published, source"
_MOST_CANDIDATES = 50


class Copies:
    """The copies of one corpus's articles."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds them."""
        self._db = database

    def near(self, signed: bytes) -> list[str]:
        """Return the ids of the articles whose words are nearly those of a signature, the nearest first."""
        pieces = bands(signed)
        marks = ", ".join("?" * len(pieces))
        query = f"""SELECT s.article_id, s.signature FROM signatures s JOIN (
            SELECT article_id FROM bands WHERE band IN ({marks}) GROUP BY article_id ORDER BY count(*) DESC LIMIT ?
            ) AS sharing USING (article_id)"""
        rows = self._db.rows(query, (*pieces, _MOST_CANDIDATES))
        scores = likeness(signed, [row[1] for row in rows])
        found = sorted(zip(scores, (str(row[0]) for row in rows), strict=True), reverse=True)
        return [identity for score, identity in found if score >= NEAR]

    def add(self, article_id: str, article: Article, signed: bytes) -> None:
        """Remember an article as a copy of the one with that id."""
        published = article.published.isoformat() if article.published else None
        values = (article.address, article.title, article.site, published, article.source, article.content_hash, signed)
        with self._db.writing() as connection:
            connection.execute("DELETE FROM copies WHERE origin = ?", (article.origin,))
            connection.execute(
                "INSERT INTO copies (origin, article_id, address, title, site, published, source,"
                " content_hash, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (article.origin, article_id, *values),
            )

    def of(self, article_id: str) -> list[Copy]:
        """Return where else an article is published."""
        query = f"SELECT {_COPY} FROM copies WHERE article_id = ? ORDER BY published NULLS FIRST, address"
        return [
            Copy(
                origin=str(origin),
                address=str(address),
                title=str(title),
                site=str(site) if site is not None else None,
                published=date.fromisoformat(str(published)) if published else None,
                source=str(source),
            )
            for origin, address, title, site, published, source in self._db.rows(query, (article_id,))
        ]

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each copy by its origin."""
        return dict(self._db.rows("SELECT origin, content_hash FROM copies"))

    def remove(self, origins: Iterable[str]) -> None:
        """Forget copies by their origins."""
        with self._db.writing() as connection:
            connection.executemany("DELETE FROM copies WHERE origin = ?", ((origin,) for origin in origins))

    def strays(self) -> list[str]:
        """Return the origins of copies of which no article is nearly the same any more: they are to be read again."""
        query = """SELECT c.origin, c.signature, s.signature FROM copies c
            LEFT JOIN signatures s ON s.article_id = c.article_id"""
        rows = self._db.rows(query)
        return [str(origin) for origin, own, other in rows if other is None or likeness(own, [other])[0] < NEAR]
