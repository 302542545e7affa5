"""Put articles into the corpus, batch by batch, and remember their addresses once they are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.store.corpus import are_near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Article, Passage
    from corpus.store.corpus import Corpus
    from corpus.store.tables.journal import State
    from ingest.pipeline.tally import Tally

# An article is stored as soon as its batch is: enough texts for full batches of the model, few enough to lose.
_BATCH_PASSAGES = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """An article that is to be stored, and what to remember of its address then."""

    article: Article
    passages: Sequence[Passage]
    state: State


class Shelf:
    """The corpus as one run changes it; a dry run only counts what it would change."""

    def __init__(self, corpus: Corpus, tally: Tally) -> None:
        """Look at what is there."""
        self._batch: list[_Waiting] = []
        self._corpus = corpus
        self._tally = tally
        self._dry = tally.dry
        self.look_again()

    def look_again(self) -> None:
        """Look at what is there by now: others may have written."""
        self._hashes = self._corpus.hashes()
        self._ids = self._corpus.catalogue.origins()

    def origins(self) -> list[str]:
        """Return the addresses that the corpus has, copies among them."""
        return list(self._hashes)

    def of_source(self, name: str) -> list[str]:
        """Return the addresses of the articles of a source."""
        return [entry.origin for entry in self._corpus.catalogue.entries() if entry.source == name]

    def has(self, origin: str) -> bool:
        """Say whether the corpus has what lies at an address."""
        return origin in self._hashes

    def has_as(self, origin: str, content_hash: str) -> bool:
        """Say whether the corpus has what lies at an address as it is now."""
        return self._hashes.get(origin) == content_hash

    def add(self, article: Article, passages: Sequence[Passage], state: State) -> None:
        """Store an article with its batch, unless another one stands for it."""
        if article.origin not in self._ids:
            if any(are_near(article, waiting.article) for waiting in self._batch):
                self.flush()
            if twin := self._corpus.twin_of(article):
                self._add_copy(twin, article, state)
                return
        self._batch.append(_Waiting(article=article, passages=passages, state=state))
        if sum(len(waiting.passages) for waiting in self._batch) >= _BATCH_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        if self._batch and not self._dry:
            batch = [(waiting.article, waiting.passages) for waiting in self._batch]
            embedded = self._corpus.replace(batch, self._tally.progress.embedding)
            self._tally.passages += embedded
            self._tally.progress.stored(embedded)
        for waiting in self._batch:
            article = waiting.article
            self._tally.stored(article.origin, is_new=article.origin not in self._ids, partial=article.partial)
            self._hashes[article.origin], self._ids[article.origin] = article.content_hash, article.id
            self.save(waiting.state)
        self._batch.clear()

    def save(self, state: State) -> None:
        """Remember what is known of an address, of a file only why it can't be read.

        To be called only once its article is stored, since a 304 will be trusted.
        """
        if self._dry:
            return
        known = self._corpus.journal.state(state.origin)
        if not state.is_web and not state.error:
            if known:
                self._corpus.journal.forget([state.origin])
        elif state != known:
            self._corpus.journal.save(state)

    def remove(self, origin: str) -> None:
        """Take out what was read at an address."""
        if not self._dry:
            if identity := self._ids.pop(origin, None):
                self._corpus.remove([identity])
            else:
                self._corpus.copies.remove([origin])
            self._hashes.pop(origin, None)
        self._tally.took_out(origin)

    def free_copies(self) -> list[str]:
        """Forget the copies whose article is gone or says something else by now; return their origins."""
        freed = [] if self._dry else self._corpus.free_copies()
        for origin in freed:
            self._hashes.pop(origin, None)
        return freed

    def _add_copy(self, twin: Article, article: Article, state: State) -> None:
        if not self._dry:
            self._corpus.add_copy(twin, article)
            self.save(state)
        self._tally.copied(article.origin, twin.origin)
