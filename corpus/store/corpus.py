"""Corpus: articles in, and what is derived from them kept in step; searched by corpus/search/searcher.py.

The order of a replace is what keeps readers whole: new vectors in, one transaction that swaps the article, old
vectors out. A vector without a passage is garbage that no reader sees and `repair` sweeps.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING

from filelock import Timeout

from corpus.database.chroma import Folder, Server
from corpus.errors import BusyError, StoreError
from corpus.language.near_duplicates import NEAR, likeness, same_story, signature
from corpus.language.words import query_words
from corpus.store.derived.embedding_model import MadeWith
from corpus.store.derived.indexing import Embedding
from corpus.store.derived.passage_details import RescoringStore
from corpus.store.derived.repair import Upkeep
from corpus.store.derived.vectors import VectorStore
from corpus.store.tables.catalogue import MOVING, Catalogue
from corpus.store.tables.copies import Copies
from corpus.store.tables.database import open_file, open_server
from corpus.store.tables.journal import Journal
from corpus.store.tables.word_index import passage_words

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from corpus.article import Article, Passage
    from corpus.database.chroma import ChromaServer
    from corpus.database.engine import WriteLock
    from corpus.database.postgres import PostgresServer
    from corpus.embedding.embedder import Embedder
    from corpus.reason import Reason

_log = logging.getLogger(__name__)


class Corpus:
    """One directory of articles: nothing is shared between two corpora."""

    def __init__(
        self,
        directory: Path,
        embedder: Embedder,
        *,
        chroma: ChromaServer | None = None,
        database: PostgresServer | None = None,
    ) -> None:
        """Open the corpus in a directory, making it if it isn't there; vectors and rows may lie on servers instead.

        Raises:
            StoreError: the directory can't be used.
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                "The data folder {folder} can't be made ({reason}): set FOOTNOTE_DATA_DIR to another.",
                folder=directory,
                reason=error.strerror,
            ) from error
        self.folder = directory
        # Lies there while a process writes; after one that was killed, until the next has looked at what it left.
        self._unfinished = directory / "unfinished"
        self.embedder = embedder
        self._database = open_server(database) if database else open_file(directory / "catalogue.sqlite3")
        self.catalogue = Catalogue(self._database)
        self.selection = self.catalogue.selection
        self.copies = Copies(self._database)
        self.journal = Journal(self._database)
        place = Server(chroma, self.catalogue.identity) if chroma else Folder(directory / "vectors")
        self.vectors = VectorStore(place)
        self.details = RescoringStore(self._database)
        self._embedding = Embedding(self.vectors, self.details, embedder)
        self.made_with = MadeWith(self.catalogue, embedder)
        self.upkeep = Upkeep(self.catalogue, self._embedding, self.made_with, self.vectors)
        self._seen = -1  # generation that the vectors were opened at
        self._sure = False  # that they are there
        self._opening = Lock()

    def close(self) -> None:
        """Close the store."""
        self.vectors.close()
        self._database.close()

    # Reading

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each article, and of each copy of one, by its origin."""
        return self.copies.hashes() | self.catalogue.hashes()

    def twin_of(self, article: Article) -> Article | None:
        """Return the article that says what this one says, nearly, and every number in it."""
        for identity in self.copies.near(signature(article.text)):
            twin = self.catalogue.article(identity)
            if twin and twin.id != article.id and same_story(twin.text, article.text):
                return twin
        return None

    def has_word(self, word: str, *, language: str) -> bool:
        """Say whether any article has a word, in any form of its own language or of the articles'.

        Raises:
            StoreError: the store can't be read.
        """
        return self.catalogue.words.has_any(query_words(word, [language, *self.selection.languages()]))

    def check_model(self) -> None:
        """Raise OtherModelError where another model embedded the corpus, or an older Footnote in another form."""
        if self.catalogue.fact(MOVING):
            raise StoreError(
                "The corpus in {place} isn't moved to its end: run the same `footnote move` again.",
                place=self._database.engine.called(),
            )
        self.made_with.check()

    # Writing

    @contextmanager
    def writing(self, on_wait: Callable[[], None] | None = None) -> Generator[None]:
        """Hold the right to write, which one process has at a time; `on_wait` is called before waiting.

        Raises:
            BusyError: another process writes, and there is no `on_wait`.
        """
        lock = self._lock()
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if on_wait is None:
                    raise BusyError(
                        "Another process is ingesting into this corpus: wait for it to end and run the command again."
                    ) from None
                on_wait()
                lock.acquire()
        except OSError as error:
            raise StoreError(
                "The data folder {folder} can't be written ({reason}): set FOOTNOTE_DATA_DIR.",
                folder=self.folder,
                reason=error.strerror,
            ) from error
        try:
            self._mend()  # where that fails, the mark stays for the next one
            if not self.vectors.place.is_shared:
                with suppress(OSError):  # a full disk is told of by whoever has something to write
                    self._unfinished.touch()
            try:
                with self._opening:
                    self.vectors.reopen()
                    self._seen, self._sure = self.catalogue.generation(), False
                yield
            finally:
                self._unfinished.unlink(missing_ok=True)
        finally:
            lock.release()

    def replace(
        self, batch: Sequence[tuple[Article, Sequence[Passage]]], on_progress: Callable[[int], None] | None = None
    ) -> int:
        """Put articles in, in place of their older versions; return how many passages had to be embedded.

        Vectors are made for the whole batch at once, and only of passages that are new; each article is swapped in
        a transaction of its own. `on_progress` is told how many more texts are embedded.
        """
        self.check_model()
        with self._opening:
            self._make_sure(self.catalogue.has_sentences())
        tag = self.made_with.start()
        old = {p.id: p for article, _ in batch for p in self.catalogue.passages_of(article.id)}
        new = [(article, p) for article, passages in batch for p in passages if p.id not in old]
        self._embedding.add(tag, new, on_progress)
        for article, passages in batch:
            self.catalogue.replace(article, passages, passage_words(article, passages), signature(article.text))
        kept = {p.id for _, passages in batch for p in passages}
        self._embedding.forget(tag, [p for p in old.values() if p.id not in kept])
        self._seen = self.catalogue.generation()
        return len(new)

    def add_copy(self, twin: Article, article: Article) -> None:
        """Keep an article's address as a copy of its twin, and not the article."""
        if self.catalogue.article(article.id):
            self.remove([article.id])
        self.copies.add(twin.id, article, signature(article.text))

    def free_copies(self) -> list[str]:
        """Forget the copies whose article is gone or says something else by now; return their origins."""
        strays = self.copies.strays()
        if strays:
            self.copies.remove(strays)
        return strays

    def remove(self, article_ids: Sequence[str]) -> None:
        """Take articles out."""
        tag = self.made_with.tag()
        old = [p for article_id in article_ids for p in self.catalogue.passages_of(article_id)]
        self.catalogue.remove(article_ids)
        if tag is not None:
            self._embedding.forget(tag, old)
        self._seen = self.catalogue.generation()

    # Upkeep

    def check(self) -> list[Reason]:
        """Return what is wrong with the store, nothing where it is sound."""
        problems = self.catalogue.check()
        self.refresh()
        return problems + self.upkeep.problems()

    def put_vectors_back(self, passages: Sequence[Passage]) -> None:
        """Store the vectors of passages whose details are there, without the model; the catalogue may lack them yet.

        Raises:
            StoreError: details of some are missing.
        """
        tag = self.made_with.tag()
        if tag is None:
            return
        done = set(self._embedding.put_back(tag, passages))
        if any(passage.sentences and passage.id not in done for passage in passages):
            raise StoreError("Some articles lack their vectors: run `footnote doctor --repair`, then the same again.")

    # Within

    def _lock(self) -> WriteLock:
        return self._database.engine.lock(self.folder)

    def _mend_if_abandoned(self) -> None:
        """Mend what a process left that was killed while it wrote, unless one writes now or this one may not write."""
        if not self._unfinished.exists():
            return
        with suppress(Timeout, OSError), self._held():
            self._mend()
            self._unfinished.unlink(missing_ok=True)

    @contextmanager
    def _held(self) -> Generator[None]:
        lock = self._lock()
        lock.acquire(timeout=0)
        try:
            yield
        finally:
            lock.release()

    def _mend(self) -> None:
        """Make the vectors again if the last process that wrote was killed and left none that can be read."""
        shared = self.vectors.place.is_shared  # a server is none the worse for it
        if self._unfinished.exists() and not shared and self.made_with.is_this_model() and not self.upkeep.opens():
            _log.warning("A process was killed while it wrote the vectors: they are made again from the catalogue.")
            self.upkeep.drop_vectors()
            self.upkeep.repair()

    def refresh(self) -> int:
        """Open the vectors anew if the catalogue has moved on; return the generation that is now seen.

        Raises:
            StoreError: the store can't be read.
        """
        self._mend_if_abandoned()
        with self._opening:
            generation, needed = self.catalogue.generation(), self.catalogue.has_sentences()
            if generation != self._seen:
                self.vectors.reopen()
                self._seen, self._sure = generation, False
            self._make_sure(needed)
            return generation

    def _make_sure(self, needed: bool) -> None:  # noqa: FBT001 -- what the catalogue said before the vectors were opened
        """Raise StoreError where there are no vectors at all though there are sentences: little would be found."""
        tag = self.made_with.tag()
        if needed and not self._sure and tag and not self.vectors.has_any(tag) and self.catalogue.has_sentences():
            raise self.vectors.missing()
        self._sure = True


def are_near(article: Article, other: Article) -> bool:
    """Say whether one of two articles may stand for the other."""
    (share,) = likeness(signature(article.text), [signature(other.text)])
    return share >= NEAR and same_story(other.text, article.text)
