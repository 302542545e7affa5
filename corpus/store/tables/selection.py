"""Which articles and passages filters admit, and what of that is asked so often that it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from corpus.store.tables.rows import in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.article import Filters
    from corpus.store.tables.database import Database

T = TypeVar("T")

_ADMITTED_AT_ONCE = 100


class Selection:
    """Applies filters to the articles of one corpus."""

    def __init__(self, database: Database, generation: Callable[[], int]) -> None:
        """Name the file that holds the articles, and what tells how often they have changed."""
        self._db = database
        self._generation = generation
        self._known: dict[str, tuple[int, Any]] = {}

    def languages(self) -> list[str]:
        """Return the languages of the articles, the most frequent first."""
        query = "SELECT language FROM articles GROUP BY language ORDER BY count(*) DESC, language"
        return list(self._kept("languages", lambda: [str(row[0]) for row in self._db.rows(query)]))

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        query = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"

        def read() -> tuple[int, int]:
            ((articles, passages),) = self._db.rows(query)
            return int(articles), int(passages)

        return self._kept("counts", read)

    def has_articles(self, filters: Filters) -> bool:
        """Say whether any article passes the filters."""
        conditions, values = self.conditions(filters)
        ((found,),) = self._db.rows(f"SELECT EXISTS (SELECT 1 FROM articles a WHERE TRUE{conditions})", values)
        return bool(found)

    def passages_within(self, filters: Filters, limit: int) -> list[str]:
        """Return the ids of passages of articles that pass the filters, `limit` of them at most."""
        conditions, values = self.conditions(filters)
        # Articles first, which are fewer: SQLite would rather look each passage's article up.
        query = (
            f"SELECT p.id FROM articles a {self._db.engine.join_in_order} passages p ON p.article_id = a.id"
            f" WHERE TRUE{conditions} LIMIT ?"
        )
        return [str(row[0]) for row in self._db.rows(query, (*values, limit))]

    def share(self, filters: Filters) -> float:
        """Return which part of the articles passes the filters, 0.0 where there are none."""
        conditions, values = self.conditions(filters)
        ((admitted,),) = self._db.rows(f"SELECT count(*) FROM articles a WHERE TRUE{conditions}", values)
        articles, _ = self.counts()
        return admitted / articles if articles else 0.0

    def admitted(self, ids: Sequence[str], limit: int, filters: Filters) -> list[str]:
        """Return the first of the ids whose passages are of articles that pass the filters."""
        conditions, values = self.conditions(filters)
        passing: set[str] = set()
        for marks, part in in_parts(ids, _ADMITTED_AT_ONCE):
            query = (
                "SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id"
                f" WHERE p.id IN ({marks}){conditions}"
            )
            passing.update(str(row[0]) for row in self._db.rows(query, (*part, *values)))
            if len(passing) >= limit:
                break
        return [identity for identity in ids if identity in passing][:limit]

    def conditions(self, filters: Filters) -> tuple[str, list[object]]:
        """Return what a query's articles must be, as SQL to append and its values; it admits what `filters` do."""
        given: dict[str, object] = {}
        if filters.source:
            among, values = self._db.engine.among(self._matching("source", filters))
            given[f" AND a.source {among}"] = values
        if filters.author:
            among, values = self._db.engine.among(self._matching("author", filters))
            given[f" AND a.author {among}"] = values
        if filters.language:
            given[" AND a.language = ?"] = filters.language
        if filters.since:
            given[" AND a.published >= ?"] = filters.since.isoformat()
        if filters.until:
            given[" AND a.published <= ?"] = filters.until.isoformat()
        return "".join(given), list(given.values())

    def _matching(self, column: str, filters: Filters) -> list[str]:
        """Return the sources or the authors that filters admit: SQLite folds neither case nor accents."""
        there = self._sources() if column == "source" else self._authors()
        admits = filters.admits_source if column == "source" else filters.admits_author
        return [value for value in there if admits(value)]

    def _sources(self) -> list[str]:
        return self._kept("sources", lambda: self._distinct("source"))

    def _authors(self) -> list[str]:
        return self._kept("authors", lambda: self._distinct("author"))

    def _distinct(self, column: str) -> list[str]:
        rows = self._db.rows(f"SELECT DISTINCT {column} FROM articles")
        return [str(row[0]) for row in rows if row[0] is not None]

    def _kept(self, name: str, read: Callable[[], T]) -> T:
        """Return what `read` found when the corpus was as it is now: it reads all articles, and searches ask often."""
        generation = self._generation()
        known = self._known.get(name)
        if known is None or known[0] != generation:
            known = self._known[name] = (generation, read())
        return known[1]
