"""Search a corpus as it is now: with the model that embedded it, and once more where it changes meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.language.words import query_words
from corpus.search.finder import NO_FILTERS, Finder, Query

if TYPE_CHECKING:
    from corpus.article import Filters, Hit
    from corpus.search.fusion import Candidate
    from corpus.store.corpus import Corpus


class Searcher:
    """Searches one corpus, which others may write to."""

    def __init__(self, corpus: Corpus) -> None:
        """Name the corpus."""
        self._corpus = corpus
        self._finder = Finder(corpus.catalogue, corpus.vectors, corpus.details, corpus.embedder)

    def search(self, query: str, *, language: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """Return the passages that best match a query in a language, best first.

        Raises:
            OtherModelError: another model embedded the corpus.
            StoreError: the store can't be read.
        """
        asked = self._query(query, language)
        if asked is None:
            return []
        generation = self._corpus.refresh()
        hits = self._finder.search(asked, limit, filters)
        if self._corpus.catalogue.generation() != generation:
            # An article was swapped meanwhile, and its old passages are gone from the hits: look once more.
            self._corpus.refresh()
            hits = self._finder.search(self._query(query, language) or asked, limit, filters)
        return hits

    def candidates(self, query: str, *, language: str) -> list[Candidate]:
        """Return the passages that a search weighs against each other, in no order, with what each part says of them.

        Raises:
            OtherModelError: another model embedded the corpus.
            StoreError: the store can't be read.
        """
        asked = self._query(query, language)
        self._corpus.refresh()
        return self._finder.candidates(asked) if asked else []

    def by_words(self, query: str, *, language: str, limit: int) -> list[tuple[str, float]]:
        """Return the ids and BM25 scores of the passages that share words with a query in a language, best first."""
        words = query_words(query, [language, *self._corpus.selection.languages()])
        return self._corpus.catalogue.words.find(words, limit, NO_FILTERS)

    def _query(self, text: str, language: str) -> Query | None:
        """Return what is searched for; None where nothing is, or nothing is embedded yet."""
        self._corpus.check_model()
        tag = self._corpus.made_with.tag()
        if tag is None or not text.strip():
            return None
        languages = [language, *self._corpus.selection.languages()]
        return Query(text=text, languages=languages, tag=tag, calibration=self._corpus.made_with.calibration())
