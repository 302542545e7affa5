"""Corpus: articles in, hits out; joins the catalogue, the vectors and the embedder.

The order of a replace is what keeps readers whole: new vectors in, one transaction that swaps the article, old
vectors out. A vector without a passage is garbage that no reader sees and `repair` sweeps.
"""

from __future__ import annotations

import hashlib
import uuid
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from corpus.article import Article, Copy, Filters, Hit, Passage, Source
from corpus.catalogue import Catalogue
from corpus.copies import Copies
from corpus.database import Database
from corpus.errors import BusyError, OtherModelError, StoreError
from corpus.joining import Candidate, Marks, comparable, titled_passage, titled_sentence
from corpus.journal import Journal
from corpus.letters import best_share, runs
from corpus.near import NEAR, likeness, same_story, signature
from corpus.probe import opens
from corpus.vectors import KINDS, PASSAGES, SENTENCES, VectorStore
from corpus.word_store import WordStore
from corpus.word_vectors import how_well_met
from corpus.words import index_words, query_words

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from corpus.embedder import Embedder

# How many candidates each way of finding hands on. Half as many, or twice, change no figure of benchmarks/retrieval.md.
_BY_PASSAGE = 20
_BY_SENTENCE = 60
_BY_WORDS = 20
_WIDEST = 20_000
# As many as are weighed without filters: looking near the question for so few among all took fifty times as long.
_FEW = 250
_NO_FILTERS = Filters()
_WORDS = "passages' words"
# What is kept of a text beside its words; a corpus of another form is refused until `repair` has embedded it again.
FORM = "2"


class Corpus:
    """One directory of articles: nothing is shared between two corpora."""

    def __init__(self, directory: Path, embedder: Embedder) -> None:
        """Open the corpus in a directory, making it if it isn't there.

        Raises:
            StoreError: the directory can't be used.
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The data folder {directory} can't be made ({error.strerror}): set FOOTNOTE_DATA_DIR to another."
            ) from error
        self._directory = directory
        self._embedder = embedder
        self._database = Database(directory / "catalogue.sqlite3")
        self._catalogue = Catalogue(self._database)
        self._copies = Copies(self._database)
        self.journal = Journal(self._database)
        self._vectors = VectorStore(directory / "vectors")
        self._words = WordStore(self._database)
        self._seen = -1
        self._opening = Lock()

    def close(self) -> None:
        """Close the store."""
        self._vectors.close()
        self._database.close()

    # Reading

    def articles(self) -> list[Article]:
        """Return all articles, newest first."""
        return self._catalogue.articles()

    def sources(self) -> list[Source]:
        """Return the sources that have articles."""
        return self._catalogue.sources()

    def get(self, article_id: str) -> Article | None:
        """Return an article by its id."""
        return self._catalogue.article(article_id)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        return self._catalogue.passages_of(article_id)

    def hashes(self) -> dict[str, str]:
        """Return the content hash of each article, and of each copy of one, by its origin."""
        return self._copies.hashes() | self._catalogue.hashes()

    def origins(self) -> dict[str, str]:
        """Return the id of each article by its origin."""
        return self._catalogue.origins()

    def copies_of(self, article_id: str) -> list[Copy]:
        """Return where else an article is published."""
        return self._copies.of(article_id)

    def twin_of(self, article: Article) -> Article | None:
        """Return the article that says what this one says, nearly, and every number in it."""
        for identity in self._copies.near(signature(article.text)):
            twin = self.get(identity)
            if twin and twin.id != article.id and same_story(twin.text, article.text):
                return twin
        return None

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        return self._catalogue.counts()

    def has_articles(self, filters: Filters) -> bool:
        """Say whether any article passes the filters."""
        return self._catalogue.has_articles(filters)

    def languages(self) -> list[str]:
        """Return the languages of the articles, the most frequent first."""
        return self._catalogue.languages()

    def search(self, query: str, *, language: str, limit: int, filters: Filters = _NO_FILTERS) -> list[Hit]:
        """Return the passages that best match a query in a language, best first.

        Raises:
            OtherModelError: another model embedded the corpus.
            StoreError: the store can't be read.
        """
        self.check_model()
        tag = self._tag()
        if tag is None or not query.strip():
            return []
        generation = self._fresh()
        hits = self._search(query, tag, language, limit, filters)
        if self._catalogue.generation() != generation:
            # An article was swapped meanwhile, and its old passages are gone from the hits: look once more.
            self._fresh()
            hits = self._search(query, tag, language, limit, filters)
        return hits

    def candidates(self, query: str, *, language: str) -> list[Candidate]:
        """Return the passages that a search weighs against each other, in no order, with what each part says of them.

        Raises:
            OtherModelError: another model embedded the corpus.
            StoreError: the store can't be read.
        """
        self.check_model()
        tag = self._tag()
        self._fresh()
        return self._weighed(query, tag, language, _BY_PASSAGE, _NO_FILTERS) if tag and query.strip() else []

    def by_meaning(self, query: str, *, limit: int) -> list[tuple[str, float]]:
        """Return the ids and cosines of the passages whose own vectors are nearest to a query, best first."""
        self.check_model()
        tag = self._tag()
        if tag is None or not query.strip():
            return []
        self._fresh()
        return self._vectors.nearest(PASSAGES, tag, self._embedder.query(query), limit)

    def by_words(self, query: str, *, language: str, limit: int) -> list[tuple[str, float]]:
        """Return the ids and BM25 scores of the passages that share words with a query in a language, best first."""
        return self._catalogue.by_words(self._query_words(query, language), limit, _NO_FILTERS)

    def passages(self, ids: Iterable[str]) -> dict[str, tuple[Passage, Article]]:
        """Return passages with their articles, by id; an id that isn't in the corpus is left out."""
        return self._catalogue.passages(ids)

    def check_model(self) -> None:
        """Raise OtherModelError where another model embedded the corpus, or an older Footnote in another form."""
        made_with = self._catalogue.fact("embedding_model")
        if made_with is not None and made_with != self._embedder.name:
            raise OtherModelError(
                f"The corpus was made with the embedding model {made_with}, the settings say {self._embedder.name}:"
                " set FOOTNOTE_EMBEDDING_MODEL back, or run `footnote doctor --repair` to embed it again."
            )
        if made_with is not None and self._catalogue.fact("vectors_form") != FORM:
            raise OtherModelError(
                "The corpus was embedded by an older Footnote, which kept less of each passage:"
                " run `footnote doctor --repair` to embed it again."
            )

    # Writing

    @contextmanager
    def writing(self, on_wait: Callable[[], None] | None = None) -> Generator[None]:
        """Hold the right to write, which one process has at a time; `on_wait` is called before waiting.

        Raises:
            BusyError: another process writes, and there is no `on_wait`.
        """
        lock = FileLock(self._directory / "write.lock")
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
                f"The data folder {self._directory} can't be written ({error.strerror}): set FOOTNOTE_DATA_DIR."
            ) from error
        try:
            self._fresh()
            yield
        finally:
            lock.release()

    def set_source(self, source: Source) -> None:
        """Remember a source's name and address."""
        if source not in self._catalogue.sources():
            self._catalogue.set_source(source)

    def replace(
        self, batch: Sequence[tuple[Article, Sequence[Passage]]], on_progress: Callable[[int], None] | None = None
    ) -> int:
        """Put articles in, in place of their older versions; return how many passages had to be embedded.

        Vectors are made for the whole batch at once, and only of passages that are new; each article is swapped in
        a transaction of its own. `on_progress` is told how many more texts are embedded.
        """
        self.check_model()
        tag = self._tag() or self._start()
        old = {p.id: p for article, _ in batch for p in self._catalogue.passages_of(article.id)}
        new = [(article, p) for article, passages in batch for p in passages if p.id not in old]
        self._embed(tag, new, on_progress)
        for article, passages in batch:
            self._catalogue.replace(article, passages, _indexed(article, passages), signature(article.text))
        kept = {p.id for _, passages in batch for p in passages}
        self._forget(tag, [p for p in old.values() if p.id not in kept])
        self._seen = self._catalogue.generation()
        return len(new)

    def add_copy(self, twin: Article, article: Article) -> None:
        """Keep an article's address as a copy of its twin, and not the article."""
        if self.get(article.id):
            self.remove([article.id])
        self._copies.add(twin.id, article, signature(article.text))

    def free_copies(self) -> list[str]:
        """Forget the copies whose article is gone or says something else by now; return their origins."""
        strays = self._copies.strays()
        if strays:
            self._copies.remove(strays)
        return strays

    def remove_copies(self, origins: Sequence[str]) -> None:
        """Forget copies by their origins."""
        self._copies.remove(origins)

    def remove(self, article_ids: Sequence[str]) -> None:
        """Take articles out."""
        tag = self._tag()
        old = [p for article_id in article_ids for p in self._catalogue.passages_of(article_id)]
        self._catalogue.remove(article_ids)
        if tag is not None:
            self._forget(tag, old)
        self._seen = self._catalogue.generation()

    # Upkeep

    def check(self) -> list[str]:
        """Return what is wrong with the store, in sentences; nothing where it is sound."""
        problems = self._catalogue.check()
        tag = self._tag()
        if tag is None:
            return problems
        self._fresh()
        try:
            there = self._vector_ids(tag)
        except StoreError as error:
            return [*problems, str(error).partition(":")[0]]
        wanted = self._wanted_ids()
        for kind in wanted:
            if missing := len(wanted[kind] - there[kind]):
                problems.append(f"{missing} {kind} have no vector")
            if orphans := len(there[kind] - wanted[kind]):
                problems.append(f"{orphans} vectors of {kind} belong to nothing")
        return problems

    def opens(self) -> bool:
        """Say whether the vectors can be searched; a damaged index may end the process that tries, so another does."""
        tag = self._tag()
        return tag is None or opens(self._vectors.path, tag)

    def drop_vectors(self) -> None:
        """Delete all vectors, whatever state they are in; `repair` makes them again from the catalogue."""
        self._vectors.destroy()

    def repair(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Bring the vectors in line with the catalogue; return how many passages were embedded.

        Where the settings name another model, or an older Footnote embedded, all are embedded anew beside the old
        ones, and the corpus switches to them at the end, so that a reader finds either whole.
        """
        facts = (self._catalogue.fact("embedding_model"), self._catalogue.fact("vectors_form"))
        if facts != (self._embedder.name, FORM):
            return self._rebuild(on_progress)
        tag = self._tag() or self._start()
        try:
            there = self._vector_ids(tag)
        except StoreError:
            self.drop_vectors()
            there = {kind: set[str]() for kind in KINDS} | {_WORDS: self._words.ids(tag)}
        wanted = self._wanted_ids()
        for kind in KINDS:
            self._vectors.delete(kind, tag, sorted(there[kind] - wanted[kind]))
        self._words.delete(tag, there[_WORDS] - wanted[_WORDS])
        missing = {identity.partition(".")[0] for kind in wanted for identity in wanted[kind] - there[kind]}
        embedded = self._embed_known(tag, missing, on_progress)
        self._drop_others(tag)
        self._catalogue.remember(vectors=tag)
        return embedded

    def _rebuild(self, on_progress: Callable[[int], None] | None) -> int:
        tag = uuid.uuid4().hex[:12]
        for article in self._catalogue.articles():
            passages = self._catalogue.passages_of(article.id)
            self._catalogue.index_again(passages, _indexed(article, passages))
        embedded = self._embed_known(tag, set(self._catalogue.passage_ids()), on_progress)
        self._remember(tag)
        self._drop_others(tag)
        return embedded

    def _drop_others(self, tag: str) -> None:
        self._vectors.drop_others(tag)
        self._words.drop_others(tag)

    def _embed_known(self, tag: str, ids: set[str], on_progress: Callable[[int], None] | None) -> int:
        ordered = sorted(ids)
        for at in range(0, len(ordered), 200):
            found = self._catalogue.passages(ordered[at : at + 200])
            self._embed(tag, [(article, passage) for passage, article in found.values()], on_progress)
        return len(ordered)

    def _vector_ids(self, tag: str) -> dict[str, set[str]]:
        """Return the ids of the vectors that are there; raise StoreError where they can't be searched."""
        for kind in KINDS:
            self._vectors.try_out(kind, tag)
        return {kind: self._vectors.ids(kind, tag) for kind in KINDS} | {_WORDS: self._words.ids(tag)}

    def _wanted_ids(self) -> dict[str, set[str]]:
        wanted: dict[str, set[str]] = {PASSAGES: set(), SENTENCES: set()}
        for article in self._catalogue.articles():
            for passage in self._catalogue.passages_of(article.id):
                wanted[PASSAGES].add(passage.id)
                wanted[SENTENCES].update(_sentence_ids(passage))
        return wanted | {_WORDS: wanted[PASSAGES]}

    # Within

    def _tag(self) -> str | None:
        return self._catalogue.fact("vectors")

    def _start(self) -> str:
        """Remember the model that embeds this corpus; return the tag of its collections."""
        tag = hashlib.sha256(self._embedder.name.encode()).hexdigest()[:12]
        self._remember(tag)
        return tag

    def _remember(self, tag: str) -> None:
        self._catalogue.remember(vectors=tag, embedding_model=self._embedder.name, vectors_form=FORM)

    def _fresh(self) -> int:
        """Open the vectors anew if the catalogue has moved on; return the generation that is now seen."""
        with self._opening:
            generation = self._catalogue.generation()
            if generation != self._seen:
                self._vectors.reopen()
                self._seen = generation
            return generation

    def _embed(
        self, tag: str, new: Sequence[tuple[Article, Passage]], on_progress: Callable[[int], None] | None
    ) -> None:
        if not new:
            return
        ids: dict[str, list[str]] = {PASSAGES: [], SENTENCES: []}
        texts: dict[str, list[str]] = {PASSAGES: [], SENTENCES: []}
        for article, passage in new:
            ids[PASSAGES].append(passage.id)
            texts[PASSAGES].append(titled_passage(article.title, passage.text))
            ids[SENTENCES] += _sentence_ids(passage)
            texts[SENTENCES] += [
                titled_sentence(article.title, passage.sentence(i)) for i in range(len(passage.sentences))
            ]
        count = len(ids[PASSAGES])
        vectors, words = self._embedder.passages_and_words(texts[PASSAGES] + texts[SENTENCES], count, on_progress)
        self._vectors.add(PASSAGES, tag, ids[PASSAGES], vectors[:count])
        self._vectors.add(SENTENCES, tag, ids[SENTENCES], vectors[count:])
        self._words.add(tag, ids[PASSAGES], words)

    def _forget(self, tag: str, passages: Sequence[Passage]) -> None:
        """Delete the vectors of passages that are gone, and of their sentences."""
        self._vectors.delete(PASSAGES, tag, [p.id for p in passages])
        self._vectors.delete(SENTENCES, tag, [i for p in passages for i in _sentence_ids(p)])
        self._words.delete(tag, [p.id for p in passages])

    def _search(self, query: str, tag: str, language: str, limit: int, filters: Filters) -> list[Hit]:
        candidates = self._weighed(query, tag, language, limit, filters)
        hits = [
            Hit(passage=c.passage, article=c.article, score=c.score(), sentence_scores=c.sentences) for c in candidates
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def _weighed(self, query: str, tag: str, language: str, limit: int, filters: Filters) -> list[Candidate]:
        vector = self._embedder.query(query)
        by_words = dict(self._catalogue.by_words(self._query_words(query, language), _BY_WORDS, filters))
        found = self._candidates(vector, tag, by_words, filters, limit)
        cosines = self._cosines(tag, vector, [passage for passage, _ in found.values()])
        marks = self._marks(tag, query, {identity: found[identity] for identity in cosines}, by_words)
        return [
            _candidate(found[identity], of_sentences, marks[identity], language)
            for identity, of_sentences in cosines.items()
        ]

    def _marks(
        self, tag: str, query: str, found: dict[str, tuple[Passage, Article]], by_words: dict[str, float]
    ) -> dict[str, Marks]:
        """Return what each passage's words and letters have of the query's."""
        packed = self._words.get(tag, list(found))
        met = how_well_met(self._embedder.query_words(query), [packed.get(identity, b"") for identity in found])
        texts = [(a.title, [p.sentence(i) for i in range(len(p.sentences))]) for p, a in found.values()]
        letters = best_share(runs(query), texts)
        best = max(by_words.values(), default=0.0) or 1.0
        return {
            identity: Marks(met=m, letters=share, words=by_words.get(identity, 0.0) / best)
            for identity, m, share in zip(found, met, letters, strict=True)
        }

    def _query_words(self, query: str, language: str) -> list[str]:
        return query_words(query, [language, *self._catalogue.languages()])

    def _candidates(
        self, vector: NDArray[np.float32], tag: str, by_words: dict[str, float], filters: Filters, limit: int
    ) -> dict[str, tuple[Passage, Article]]:
        """Return the passages that any way of finding hands on and the filters admit; all, where these are few."""
        if filters != _NO_FILTERS:
            few = self._catalogue.passages_within(filters, _FEW + 1)
            if len(few) <= _FEW:
                return self._catalogue.passages(few)
        wider = 1
        while True:
            passages = self._vectors.nearest(PASSAGES, tag, vector, _BY_PASSAGE * wider)
            sentences = self._vectors.nearest(SENTENCES, tag, vector, _BY_SENTENCE * wider)
            ids = {i for i, _ in passages} | {i.partition(".")[0] for i, _ in sentences} | by_words.keys()
            found = self._catalogue.passages(ids)
            admitted = {i: pair for i, pair in found.items() if filters.admits(pair[1])}
            exhausted = len(passages) < _BY_PASSAGE * wider or _BY_PASSAGE * wider >= _WIDEST
            if exhausted or filters == _NO_FILTERS or len(admitted) >= max(limit, _BY_PASSAGE):
                return admitted
            wider *= 4

    def _cosines(
        self, tag: str, vector: NDArray[np.float32], passages: Sequence[Passage]
    ) -> dict[str, tuple[float, ...]]:
        """Return the cosines of each passage's sentences to a vector; a passage without vectors is left out."""
        there = self._vectors.get(SENTENCES, tag, [i for p in passages for i in _sentence_ids(p)])
        cosines: dict[str, tuple[float, ...]] = {}
        for passage in passages:
            ids = _sentence_ids(passage)
            if all(i in there for i in ids):
                cosines[passage.id] = tuple(float(there[i] @ vector) for i in ids)
        return cosines


def are_near(article: Article, other: Article) -> bool:
    """Say whether one of two articles may stand for the other."""
    (share,) = likeness(signature(article.text), [signature(other.text)])
    return share >= NEAR and same_story(other.text, article.text)


def _indexed(article: Article, passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """Return the words of the title and of the text of each passage, as they stand in the index."""
    title = " ".join(index_words(article.title, article.language))
    return [(title, " ".join(index_words(p.text, article.language))) for p in passages]


def _candidate(found: tuple[Passage, Article], of_sentences: Sequence[float], marks: Marks, language: str) -> Candidate:
    passage, article = found
    same = article.language == language
    raised = tuple(comparable(cosine, same_language=same) for cosine in of_sentences)
    return Candidate(passage=passage, article=article, sentences=raised, marks=marks, same_language=same)


def count_texts(passages: Iterable[Passage]) -> int:
    """Return how many texts are embedded for passages: each of them and each of their sentences."""
    return sum(1 + len(passage.sentences) for passage in passages)


def _sentence_ids(passage: Passage) -> list[str]:
    return [f"{passage.id}.{i}" for i in range(len(passage.sentences))]
