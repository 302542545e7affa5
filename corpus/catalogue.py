"""The catalogue of articles and passages, and search by words in FTS5.

It is the truth: what isn't here isn't in the corpus, whatever vectors lie about. Each article is swapped in one
transaction with its passages and their words, so a reader sees the old article or the new one, and each swap
moves the generation on, which tells running readers to look again.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.article import Article, Filters, Passage, Place, Source, Span
from corpus.near import bands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corpus.database import Database, Transaction

T = TypeVar("T")

_VARIABLES = 500
_ADMITTED_AT_ONCE = 100

# How many rows a search by words reads, the same word in two passages being two; 20 of them are used.
_MOST_ROWS = 2000

# Weighs the title's words against the text's, in FTS5's bm25().
_TITLE_WEIGHT = 1.0

_PASSAGE = 'id, article_id, ordinal, start, "end", sentences'
_ARTICLE = (
    "a.id, a.origin, a.address, a.title, a.text, a.author, a.published, a.language, a.source, a.content_hash,"
    " a.site, a.places, a.partial"
)


class Catalogue:
    """The articles of one corpus."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds it."""
        self._db = database
        self._known: dict[str, tuple[int, Any]] = {}

    # Facts

    def fact(self, name: str) -> str | None:
        """Return a remembered fact, such as the embedding model's name."""
        rows = self._db.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def remember(self, **facts: str) -> None:
        """Store facts, all in one transaction, and move the generation on."""
        with self._db.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def generation(self) -> int:
        """Return how many times the corpus has changed."""
        return int(self.fact("generation") or 0)

    # Articles

    def replace(
        self, article: Article, passages: Sequence[Passage], words: Sequence[tuple[str, str]], signed: bytes
    ) -> None:
        """Swap an article for its new version; `words` are the prepared title and text of each passage.

        `signed` is its signature (corpus/near.py), by which copies of it are known.
        """
        published = article.published.isoformat() if article.published else None
        with self._db.writing() as connection:
            _delete(connection, article.id)
            connection.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    article.origin,
                    article.address,
                    article.title,
                    article.text,
                    article.author,
                    published,
                    article.language,
                    article.source,
                    article.content_hash,
                    article.site,
                    json.dumps([[place.start, place.label] for place in article.places], ensure_ascii=False),
                    int(article.partial),
                ),
            )
            connection.execute("INSERT INTO signatures VALUES (?, ?)", (article.id, signed))
            connection.executemany("INSERT INTO bands VALUES (?, ?)", ((band, article.id) for band in bands(signed)))
            connection.execute("DELETE FROM copies WHERE origin = ?", (article.origin,))
            for passage, (title, body) in zip(passages, words, strict=True):
                spans = json.dumps([[s.start, s.end] for s in passage.sentences], separators=(",", ":"))
                cursor = connection.execute(
                    'INSERT INTO passages (id, article_id, ordinal, start, "end", sentences) VALUES (?, ?, ?, ?, ?, ?)',
                    (passage.id, article.id, passage.ordinal, passage.start, passage.end, spans),
                )
                connection.execute(
                    "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (cursor.lastrowid, title, body)
                )

    def index_again(self, passages: Sequence[Passage], words: Sequence[tuple[str, str]]) -> None:
        """Put other words of title and text into the index for passages that are there."""
        with self._db.writing() as connection:
            connection.executemany(
                "UPDATE words SET title = ?, body = ? WHERE rowid = (SELECT number FROM passages WHERE id = ?)",
                ((title, body, passage.id) for passage, (title, body) in zip(passages, words, strict=True)),
            )

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles with their passages, in one transaction."""
        with self._db.writing() as connection:
            for article_id in article_ids:
                _delete(connection, article_id)

    def set_source(self, source: Source) -> None:
        """Remember a source, or its new address."""
        with self._db.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?)", (source.name, source.address))

    def sources(self) -> list[Source]:
        """Return the sources that have articles, by name."""
        query = "SELECT name, address FROM sources WHERE name IN (SELECT source FROM articles) ORDER BY name"
        return [Source(name=name, address=address) for name, address in self._db.rows(query)]

    def articles(self) -> list[Article]:
        """Return all articles, newest first, those without a date last."""
        return [
            _article(row) for row in self._db.rows(f"SELECT {_ARTICLE} FROM articles a ORDER BY published DESC, title")
        ]

    def origins(self) -> dict[str, str]:
        """Return the id of each article by its origin."""
        return dict(self._db.rows("SELECT origin, id FROM articles"))

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each article by its origin."""
        return dict(self._db.rows("SELECT origin, content_hash FROM articles"))

    def article(self, article_id: str) -> Article | None:
        """Return an article by its id."""
        rows = self._db.rows(f"SELECT {_ARTICLE} FROM articles a WHERE a.id = ?", (article_id,))
        return _article(rows[0]) if rows else None

    def languages(self) -> list[str]:
        """Return the languages of the articles, the most frequent first."""
        query = "SELECT language FROM articles GROUP BY language ORDER BY count(*) DESC, language"
        return list(self._kept("languages", lambda: [str(row[0]) for row in self._db.rows(query)]))

    def has_articles(self, filters: Filters) -> bool:
        """Say whether any article passes the filters."""
        conditions, values = self._conditions(filters)
        ((found,),) = self._db.rows(f"SELECT EXISTS (SELECT 1 FROM articles a WHERE TRUE{conditions})", values)
        return bool(found)

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        query = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"

        def read() -> tuple[int, int]:
            ((articles, passages),) = self._db.rows(query)
            return int(articles), int(passages)

        return self._kept("counts", read)

    # Passages

    def passage_ids(self) -> list[str]:
        """Return the ids of all passages."""
        return [row[0] for row in self._db.rows("SELECT id FROM passages")]

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        article = self.article(article_id)
        if article is None:
            return []
        query = f"SELECT {_PASSAGE} FROM passages WHERE article_id = ? ORDER BY ordinal"
        return [_passage(row, article) for row in self._db.rows(query, (article_id,))]

    def passages(self, ids: Iterable[str]) -> dict[str, tuple[Passage, Article]]:
        """Return passages with their articles, by id; an id that isn't in the catalogue is left out.

        All are read in one transaction, so no article is seen half replaced.
        """
        wanted = list(ids)
        found: dict[str, tuple[Passage, Article]] = {}
        articles: dict[str, Article] = {}
        with self._db.reading() as connection:
            for marks, part in _in_parts(wanted):
                query = f"SELECT {_PASSAGE} FROM passages WHERE id IN ({marks})"
                rows = connection.execute(query, part).fetchall()
                missing = list({row[1] for row in rows} - articles.keys())
                for more_marks, more in _in_parts(missing):
                    query = f"SELECT {_ARTICLE} FROM articles a WHERE a.id IN ({more_marks})"
                    articles |= {row[0]: _article(row) for row in connection.execute(query, more)}
                for row in rows:
                    article = articles[row[1]]
                    found[row[0]] = (_passage(row, article), article)
        return found

    def passages_within(self, filters: Filters, limit: int) -> list[str]:
        """Return the ids of passages of articles that pass the filters, `limit` of them at most."""
        conditions, values = self._conditions(filters)
        # Articles first, which are fewer: SQLite would rather look each passage's article up.
        query = (
            f"SELECT p.id FROM articles a CROSS JOIN passages p ON p.article_id = a.id WHERE TRUE{conditions} LIMIT ?"
        )
        return [str(row[0]) for row in self._db.rows(query, (*values, limit))]

    def share(self, filters: Filters) -> float:
        """Return which part of the articles passes the filters, 0.0 where there are none."""
        conditions, values = self._conditions(filters)
        ((admitted,),) = self._db.rows(f"SELECT count(*) FROM articles a WHERE TRUE{conditions}", values)
        articles, _ = self.counts()
        return admitted / articles if articles else 0.0

    def admitted(self, ids: Sequence[str], limit: int, filters: Filters) -> list[str]:
        """Return the first of the ids whose passages are of articles that pass the filters."""
        conditions, values = self._conditions(filters)
        passing: set[str] = set()
        for marks, part in _in_parts(ids, _ADMITTED_AT_ONCE):
            query = (
                "SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id"
                f" WHERE p.id IN ({marks}){conditions}"
            )
            passing.update(str(row[0]) for row in self._db.rows(query, (*part, *values)))
            if len(passing) >= limit:
                break
        return [identity for identity in ids if identity in passing][:limit]

    def by_words(
        self, words: Sequence[str], limit: int, filters: Filters, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the ids and BM25 scores (more is better) of the passages with any of the words, best first.

        Those that the filters admit, or those `among` which are all that they admit. In a large corpus the most
        frequent words are left out: FTS5 reads every passage that has them, and what they add to a score is small.
        """
        telling = self._rarest(words)
        if not telling:
            return []
        match = " OR ".join(f'"{word}"' for word in telling)
        conditions, values = self._conditions(filters)
        query = (
            f"SELECT rowid, -bm25(words, {_TITLE_WEIGHT}, 1.0) AS score FROM words"
            " WHERE words MATCH ? ORDER BY score DESC, rowid LIMIT ?"
        )
        narrow = among is not None or bool(conditions)
        rows = [(int(row[0]), float(row[1])) for row in self._db.rows(query, (match, -1 if narrow else limit))]
        if among is not None:
            known = self._numbers(among)
            return [(known[number], score) for number, score in rows if number in known][:limit]
        found: list[tuple[str, float]] = []
        # What the filters admit is asked of the best only, part by part: to join all rows would take most of the time.
        for marks, part in _in_parts(rows, _ADMITTED_AT_ONCE):
            of_part = (
                "SELECT p.number, p.id FROM passages p"
                + (" JOIN articles a ON a.id = p.article_id" if conditions else "")
                + f" WHERE p.number IN ({marks}){conditions}"
            )
            ids = dict(self._db.rows(of_part, (*(number for number, _ in part), *values)))
            found += [(str(ids[number]), score) for number, score in part if number in ids]
            if len(found) >= limit:
                break
        return found[:limit]

    def has_any(self, words: Sequence[str]) -> bool:
        """Say whether any passage or title has any of the words, as they stand in the index."""
        match = " OR ".join(f'"{word}"' for word in words)
        return bool(words) and bool(self._db.rows("SELECT rowid FROM words WHERE words MATCH ? LIMIT 1", (match,)))

    def _numbers(self, ids: Sequence[str]) -> dict[int, str]:
        """Return the ids of passages by their numbers, which are those of their words in the index."""
        numbers: dict[int, str] = {}
        for marks, part in _in_parts(ids):
            numbers |= dict(self._db.rows(f"SELECT number, id FROM passages WHERE id IN ({marks})", part))
        return numbers

    def _rarest(self, words: Sequence[str]) -> list[str]:
        """Return the words that fewest passages have: at least one that any has, and as many as `_MOST_ROWS` allow."""
        query = "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)"
        counts = {word: int(self._db.rows(query, (f'"{word}"', _MOST_ROWS))[0][0]) for word in words}
        chosen: list[str] = []
        rows = 0
        for word in sorted((word for word in words if counts[word]), key=lambda word: counts[word]):
            rows += counts[word]
            if chosen and rows > _MOST_ROWS:
                break
            chosen.append(word)
        return chosen

    def _conditions(self, filters: Filters) -> tuple[str, list[str]]:
        """Return what a query's articles must be, as SQL to append and its values; it admits what `filters` do."""
        given: dict[str, str] = {}
        if filters.source:
            given[" AND a.source IN (SELECT value FROM json_each(?))"] = self._matching("source", filters)
        if filters.author:
            given[" AND a.author IN (SELECT value FROM json_each(?))"] = self._matching("author", filters)
        if filters.language:
            given[" AND a.language = ?"] = filters.language
        if filters.since:
            given[" AND a.published >= ?"] = filters.since.isoformat()
        if filters.until:
            given[" AND a.published <= ?"] = filters.until.isoformat()
        return "".join(given), list(given.values())

    def _matching(self, column: str, filters: Filters) -> str:
        """Return the sources or the authors that filters admit, as JSON: SQLite folds neither case nor accents."""
        there = self._sources() if column == "source" else self._authors()
        admits = filters.admits_source if column == "source" else filters.admits_author
        return json.dumps([value for value in there if admits(value)])

    def _sources(self) -> list[str]:
        return self._kept("sources", lambda: self._distinct("source"))

    def _authors(self) -> list[str]:
        return self._kept("authors", lambda: self._distinct("author"))

    def _distinct(self, column: str) -> list[str]:
        rows = self._db.rows(f"SELECT DISTINCT {column} FROM articles")
        return [str(row[0]) for row in rows if row[0] is not None]

    def _kept(self, name: str, read: Callable[[], T]) -> T:
        """Return what `read` found when the corpus was as it is now: it reads all articles, and searches ask often."""
        generation = self.generation()
        known = self._known.get(name)
        if known is None or known[0] != generation:
            known = self._known[name] = (generation, read())
        return known[1]

    # Upkeep

    def check(self) -> list[str]:
        """Return what is wrong with the file, in sentences; nothing where it is sound."""
        problems = [str(row[0]) for row in self._db.rows("PRAGMA quick_check") if row[0] != "ok"]
        ((strays,),) = self._db.rows("SELECT count(*) FROM passages WHERE article_id NOT IN (SELECT id FROM articles)")
        ((unindexed,),) = self._db.rows(
            "SELECT count(*) FROM passages WHERE number NOT IN (SELECT rowid FROM words)",
        )
        if strays:
            problems.append(f"{strays} passages belong to no article")
        if unindexed:
            problems.append(f"{unindexed} passages are missing from the word index")
        return problems


def _delete(connection: Transaction, article_id: str) -> None:
    numbers = "SELECT number FROM passages WHERE article_id = ?"
    connection.execute(f"DELETE FROM words WHERE rowid IN ({numbers})", (article_id,))
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))


def _in_parts(values: Sequence[T], size: int = _VARIABLES) -> Iterator[tuple[str, Sequence[T]]]:
    """Cut a list to what SQLite takes as variables in one statement, with as many question marks."""
    for at in range(0, len(values), size):
        part = values[at : at + size]
        yield ", ".join("?" * len(part)), part


def _article(row: Sequence[object]) -> Article:
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
        places=tuple(Place(start=start, label=label) for start, label in json.loads(str(places)))
        if places != "[]"
        else (),
        partial=bool(partial),
    )


def _passage(row: Sequence[Any], article: Article) -> Passage:
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
