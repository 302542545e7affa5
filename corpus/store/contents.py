"""What is in a corpus, article by article, without their texts: for lists, which may be long and often asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from corpus.article import Entry

if TYPE_CHECKING:
    from corpus.store.database import Database

# All of them, and the order, stand in the index `articles_listed`: no page of the file that holds text is read.
_ENTRY = "id, origin, address, title, author, published, language, source, site, partial"


class Contents:
    """The articles of one corpus as a list shows them."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds them."""
        self._db = database

    def entries(self) -> list[Entry]:
        """Return all articles, newest first, those without a date last."""
        rows = self._db.rows(f"SELECT {_ENTRY} FROM articles ORDER BY published DESC, title")
        return [
            Entry(
                id=identity,
                origin=origin,
                address=address,
                title=title,
                author=author,
                published=date.fromisoformat(published) if published else None,
                language=language,
                source=source,
                site=site,
                partial=bool(partial),
            )
            for identity, origin, address, title, author, published, language, source, site, partial in rows
        ]

    def named(self, name: str) -> list[str]:
        """Return the id of the article that has it, and those of all articles of the source of that name."""
        return [str(row[0]) for row in self._db.rows("SELECT id FROM articles WHERE ? IN (id, source)", (name,))]
