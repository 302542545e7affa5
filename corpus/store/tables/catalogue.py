"""The catalogue of articles and passages.

It is the truth: what isn't here isn't in the corpus, whatever vectors lie about. Each article is swapped in one
transaction with its passages and their words, so a reader sees the old article or the new one, and each swap
moves the generation on, which tells running readers to look again.
"""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import TYPE_CHECKING

from corpus.article import Article, Entry, Passage, Source
from corpus.language.near_duplicates import bands
from corpus.reason import Reason
from corpus.store.tables.rows import ARTICLE, PASSAGE, in_parts, packed_places, read_article, read_passage
from corpus.store.tables.selection import Selection
from corpus.store.tables.word_index import WordIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.database.engine import Transaction
    from corpus.store.tables.database import Database


# All of them, and the order, stand in the index `articles_listed`: of a list, which may be long and often asked for, no
# page of the file that holds text is read.
_ENTRY = "id, origin, address, title, author, published, language, source, site, partial"


# The fact that tells, where a move isn't at its end, the identity of the corpus that is being moved.
MOVING = "moving"


class Catalogue:
    """The articles of one corpus."""

    def __init__(self, database: Database) -> None:
        """Name the file that holds it."""
        self.database = self._db = database
        self.selection = Selection(database, self.generation)
        self.words = WordIndex(database, self.selection)

    # Facts

    def fact(self, name: str) -> str | None:
        """Return a remembered fact, such as the embedding model's name."""
        rows = self._db.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def remember(self, **facts: str) -> None:
        """Store facts, all in one transaction, and move the generation on."""
        with self._db.writing() as connection:
            connection.executemany(
                "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", facts.items()
            )

    def forget(self, name: str) -> None:
        """Forget a fact."""
        with self._db.writing() as connection:
            connection.execute("DELETE FROM facts WHERE name = ?", (name,))

    def generation(self) -> int:
        """Return how many times the corpus has changed."""
        return int(self.fact("generation") or 0)

    def identity(self) -> str:
        """Return what tells the corpus from all others, wherever they lie; it is made up when first asked for."""
        known = self.fact("identity")
        if known is None:
            with self._db.writing(quietly=True) as connection:
                made = "INSERT INTO facts VALUES ('identity', ?) ON CONFLICT (name) DO NOTHING"
                connection.execute(made, (uuid.uuid4().hex[:16],))
            known = self.fact("identity")
        return str(known)

    # Articles

    def replace(
        self, article: Article, passages: Sequence[Passage], words: Sequence[tuple[str, str]], signed: bytes
    ) -> None:
        """Swap an article for its new version; `words` are the prepared title and text of each passage.

        `signed` is its signature (corpus/language/near_duplicates.py), by which copies of it are known.
        """
        published = article.published.isoformat() if article.published else None
        with self._db.writing() as connection:
            self._delete(connection, article.id)
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
                    packed_places(article.places),
                    int(article.partial),
                ),
            )
            connection.execute("INSERT INTO signatures VALUES (?, ?)", (article.id, signed))
            connection.executemany("INSERT INTO bands VALUES (?, ?)", ((band, article.id) for band in bands(signed)))
            connection.execute("DELETE FROM copies WHERE origin = ?", (article.origin,))
            for passage, (title, body) in zip(passages, words, strict=True):
                spans = json.dumps([[s.start, s.end] for s in passage.sentences], separators=(",", ":"))
                ((number,),) = connection.execute(
                    'INSERT INTO passages (id, article_id, ordinal, start, "end", sentences) VALUES (?, ?, ?, ?, ?, ?)'
                    " RETURNING number",
                    (passage.id, article.id, passage.ordinal, passage.start, passage.end, spans),
                ).fetchall()
                self._db.engine.words.put(connection, number, title, body)

    def index_again(self, passages: Sequence[Passage], words: Sequence[tuple[str, str]]) -> None:
        """Put other words of title and text into the index for passages that are there."""
        with self._db.writing() as connection:
            for passage, (title, body) in zip(passages, words, strict=True):
                query = "SELECT number FROM passages WHERE id = ?"
                ((number,),) = connection.execute(query, (passage.id,)).fetchall()
                self._db.engine.words.put(connection, number, title, body)

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles with their passages, in one transaction."""
        with self._db.writing() as connection:
            for article_id in article_ids:
                self._delete(connection, article_id)

    def set_source(self, source: Source) -> None:
        """Remember a source, or its new address."""
        if source in self.sources():
            return
        with self._db.writing() as connection:
            connection.execute(
                "INSERT INTO sources VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET address = excluded.address",
                (source.name, source.address),
            )

    def sources(self) -> list[Source]:
        """Return the sources that have articles, by name."""
        query = "SELECT name, address FROM sources WHERE name IN (SELECT source FROM articles) ORDER BY name"
        return [Source(name=name, address=address) for name, address in self._db.rows(query)]

    def articles(self) -> list[Article]:
        """Return all articles, newest first, those without a date last."""
        return [
            read_article(row)
            for row in self._db.rows(f"SELECT {ARTICLE} FROM articles a ORDER BY published DESC NULLS LAST, title")
        ]

    def entries(self) -> list[Entry]:
        """Return all articles, newest first, those without a date last."""
        rows = self._db.rows(f"SELECT {_ENTRY} FROM articles ORDER BY published DESC NULLS LAST, title")
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

    def origins(self) -> dict[str, str]:
        """Return the id of each article by its origin."""
        return dict(self._db.rows("SELECT origin, id FROM articles"))

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each article by its origin."""
        return dict(self._db.rows("SELECT origin, content_hash FROM articles"))

    def article(self, article_id: str) -> Article | None:
        """Return an article by its id."""
        rows = self._db.rows(f"SELECT {ARTICLE} FROM articles a WHERE a.id = ?", (article_id,))
        return read_article(rows[0]) if rows else None

    # Passages

    def passage_ids(self) -> list[str]:
        """Return the ids of all passages."""
        return [row[0] for row in self._db.rows("SELECT id FROM passages")]

    def has_sentences(self) -> bool:
        """Say whether any passage has a sentence."""
        return bool(self.with_sentences(1))

    def with_sentences(self, limit: int) -> list[str]:
        """Return the ids of some passages that have sentences."""
        rows = self._db.rows("SELECT id FROM passages WHERE sentences != '[]' LIMIT ?", (limit,))
        return [str(row[0]) for row in rows]

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        article = self.article(article_id)
        if article is None:
            return []
        query = f"SELECT {PASSAGE} FROM passages WHERE article_id = ? ORDER BY ordinal"
        return [read_passage(row, article) for row in self._db.rows(query, (article_id,))]

    def passages(self, ids: Iterable[str]) -> dict[str, tuple[Passage, Article]]:
        """Return passages with their articles, by id; an id that isn't in the catalogue is left out.

        All are read in one transaction, so no article is seen half replaced.
        """
        wanted = list(ids)
        found: dict[str, tuple[Passage, Article]] = {}
        articles: dict[str, Article] = {}
        with self._db.reading() as connection:
            for marks, part in in_parts(wanted):
                query = f"SELECT {PASSAGE} FROM passages WHERE id IN ({marks})"
                rows = connection.execute(query, part).fetchall()
                missing = list({row[1] for row in rows} - articles.keys())
                for more_marks, more in in_parts(missing):
                    query = f"SELECT {ARTICLE} FROM articles a WHERE a.id IN ({more_marks})"
                    articles |= {row[0]: read_article(row) for row in connection.execute(query, more)}
                for row in rows:
                    article = articles[row[1]]
                    found[row[0]] = (read_passage(row, article), article)
        return found

    # Upkeep

    def check(self) -> list[Reason]:
        """Return what is wrong with the tables, nothing where they are sound."""
        problems = self._db.engine.flaws()
        ((strays,),) = self._db.rows("SELECT count(*) FROM passages WHERE article_id NOT IN (SELECT id FROM articles)")
        if strays:
            problems.append(Reason("{count} passages belong to no article", {"count": strays}))
        if unindexed := self._db.engine.words.missing():
            problems.append(Reason("{count} passages are missing from the word index", {"count": unindexed}))
        return problems

    def _delete(self, connection: Transaction, article_id: str) -> None:
        self._db.engine.words.remove(connection, article_id)
        connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
        connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
