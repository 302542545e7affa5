"""Search by words, in whichever engine holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.language.words import index_words
from corpus.store.tables.rows import in_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Article, Filters, Passage
    from corpus.store.tables.database import Database
    from corpus.store.tables.selection import Selection

_ADMITTED_AT_ONCE = 100

# How many rows a search by words reads, the same word in two passages being two; 20 of them are used.
_MOST_ROWS = 2000


class WordIndex:
    """The words of one corpus's passages and titles, as corpus/language/words.py prepares them."""

    def __init__(self, database: Database, selection: Selection) -> None:
        """Name the file that holds them, and what applies filters."""
        self._db = database
        self._words = database.engine.words
        self._selection = selection

    def find(
        self, words: Sequence[str], limit: int, filters: Filters, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the ids and BM25 scores (more is better) of the passages with any of the words, best first.

        Those that the filters admit, or those `among` which are all that they admit. In a large corpus the most
        frequent words are left out: every passage that has them is read, and what they add to a score is small.
        """
        telling = self._rarest(words)
        if not telling:
            return []
        conditions, values = self._selection.conditions(filters)
        narrow = among is not None or bool(conditions)
        rows = self._words.scored(telling, None if narrow else limit)
        if among is not None:
            known = self._numbers(among)
            return [(known[number], score) for number, score in rows if number in known][:limit]
        found: list[tuple[str, float]] = []
        # What the filters admit is asked of the best only, part by part: to join all rows would take most of the time.
        for marks, part in in_parts(rows, _ADMITTED_AT_ONCE):
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
        return self._words.has_any(words)

    def _numbers(self, ids: Sequence[str]) -> dict[int, str]:
        """Return the ids of passages by their numbers, which are those of their words in the index."""
        numbers: dict[int, str] = {}
        for marks, part in in_parts(ids):
            numbers |= dict(self._db.rows(f"SELECT number, id FROM passages WHERE id IN ({marks})", part))
        return numbers

    def _rarest(self, words: Sequence[str]) -> list[str]:
        """Return the words that fewest passages have: at least one that any has, and as many as `_MOST_ROWS` allow."""
        counts = {word: self._words.count(word, _MOST_ROWS) for word in words}
        chosen: list[str] = []
        rows = 0
        for word in sorted((word for word in words if counts[word]), key=lambda word: counts[word]):
            rows += counts[word]
            if chosen and rows > _MOST_ROWS:
                break
            chosen.append(word)
        return chosen


def passage_words(article: Article, passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """Return the words of the title and of the text of each passage, as they stand in the index."""
    title = " ".join(index_words(article.title, article.language))
    return [(title, " ".join(index_words(p.text, article.language))) for p in passages]
