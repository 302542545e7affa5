"""Move a corpus to where other settings keep it: rows as they are, vectors from what is kept of them beside the rows.

An article is there whole or not at all, so a move that was stopped goes on with those whose digests differ; at its end
no digest does.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from corpus.errors import StoreError, UsageError
from corpus.language.near_duplicates import signature
from corpus.store.derived.indexing import sentence_ids
from corpus.store.tables.catalogue import MOVING
from corpus.store.tables.rows import ARTICLE, PASSAGE, in_parts
from corpus.store.tables.word_index import passage_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from corpus.store.corpus import Corpus

    Counting = Callable[[int], AbstractContextManager[Callable[[int], None]]]

_AT_ONCE = 200  # passages, about half a megabyte of rows and a few hundred vectors
# What one corpus has of its own.
_OWN_FACTS = ("generation", "schema", "identity", MOVING)
# The tables that are small beside the articles, with what their rows are ordered by.
_SMALL = {
    "sources": ("name, address", "name"),
    "copies": (
        "origin, article_id, address, title, site, published, source, content_hash, signature",
        "origin",
    ),
    "addresses": (
        "origin, source, etag, last_modified, changed, failures, error, retry_at, missed, links",
        "origin",
    ),
    "runs": ("started, seconds, what", "number"),
}


def move(source: Corpus, target: Corpus, counting: Counting) -> int:
    """Copy a corpus into an empty one, or go on where that was stopped; return how many articles it has.

    The right to write is held on both sides. The source stays as it is. `counting` is told how many articles are
    left to copy, and what it yields how many more were. A target that has all of it already is left as it is.

    Raises:
        UsageError: the target holds something else.
        StoreError: vectors are missing in the source, or what was copied isn't what was there.
    """
    with source.writing(), target.writing():
        wanted, there = _digests(source), _digests(target)
        _begin(source, target, same=there == wanted and _small_digest(target) == _small_digest(source))
        target.catalogue.remove([identity for identity in there if there[identity] != wanted.get(identity)])
        left = [identity for identity in wanted if there.get(identity) != wanted[identity]]
        with counting(len(left)) as advance:
            for batch in _batches(source, left):
                _copy(source, target, batch)
                advance(len(batch))
        _copy_small(source, target)
        _put_missing_back(target)
        if _digests(target) != wanted or _small_digest(target) != _small_digest(source):
            raise StoreError(
                "What was copied to {place} isn't what was there: run the same command again.",
                place=target.catalogue.database.engine.called(),
            )
        target.catalogue.forget(MOVING)
    return len(wanted)


def _begin(source: Corpus, target: Corpus, *, same: bool) -> None:
    """Take the target for the source, unless it holds something else."""
    identity, moving = source.catalogue.identity(), target.catalogue.fact(MOVING)
    if moving != identity and not same and (moving or target.hashes()):
        raise UsageError(
            "There are other articles in {place} already: take a database or a folder that is empty.",
            place=target.catalogue.database.engine.called(),
        )
    marks = ", ".join("?" * len(_OWN_FACTS))
    query = f"SELECT name, value FROM facts WHERE name NOT IN ({marks})"
    target.catalogue.remember(**{MOVING: identity}, **dict(source.catalogue.database.rows(query, _OWN_FACTS)))


def _batches(corpus: Corpus, articles: Sequence[str]) -> Iterable[list[str]]:
    """Cut articles into batches of some hundred passages, in the order in which they came, which breaks ties."""
    query = "SELECT article_id, count(*) FROM passages GROUP BY article_id ORDER BY min(number)"
    counts: dict[str, int] = dict(corpus.catalogue.database.rows(query))
    left = set(articles)
    batch: list[str] = []
    size = 0
    for identity in [*(one for one in counts if one in left), *(one for one in articles if one not in counts)]:
        batch.append(identity)
        size += counts.get(identity, 0)
        if size >= _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _copy(source: Corpus, target: Corpus, articles: Sequence[str]) -> None:
    """Copy articles, in the order of `Corpus.replace`: what is derived first."""
    marks = ", ".join("?" * len(articles))
    query = f"SELECT article_id, signature FROM signatures WHERE article_id IN ({marks})"
    signed: dict[str, bytes] = dict(source.catalogue.database.rows(query, articles))
    passages = {identity: source.catalogue.passages_of(identity) for identity in articles}
    of_all = [passage for some in passages.values() for passage in some]
    with target.catalogue.database.writing(quietly=True) as writing:
        for more_marks, part in in_parts([passage.id for passage in of_all]):
            details = f"SELECT passage_id, tag, sentences, words FROM details WHERE passage_id IN ({more_marks})"
            rows = source.catalogue.database.rows(details, part)
            writing.executemany(
                "INSERT INTO details VALUES (?, ?, ?, ?) ON CONFLICT (passage_id, tag)"
                " DO UPDATE SET sentences = excluded.sentences, words = excluded.words",
                rows,
            )
    if target.vectors.place.called() != source.vectors.place.called() or target.vectors.place.is_shared:
        target.put_vectors_back(of_all)
    for identity, some in passages.items():
        article = source.catalogue.article(identity)
        if article:
            target.catalogue.replace(
                article, some, passage_words(article, some), signed.get(identity) or signature(article.text)
            )


def _digests(corpus: Corpus) -> dict[str, bytes]:
    """Return a digest of all that is kept of each article, by its id."""
    database = corpus.catalogue.database
    found = {identity: hashlib.sha256() for (identity,) in database.rows("SELECT id FROM articles ORDER BY id")}
    queries = (
        f"SELECT a.id, {ARTICLE} FROM articles a WHERE a.id IN (%s)",
        "SELECT article_id, signature FROM signatures WHERE article_id IN (%s)",
        f"SELECT article_id, {PASSAGE} FROM passages WHERE article_id IN (%s) ORDER BY ordinal, id",
        """SELECT p.article_id, d.passage_id, d.tag, d.sentences, d.words FROM details d
           JOIN passages p ON p.id = d.passage_id WHERE p.article_id IN (%s) ORDER BY d.passage_id, d.tag""",
    )
    for marks, part in in_parts(list(found), _AT_ONCE):
        for query in queries:
            for identity, *row in database.rows(query % marks, part):
                found[identity].update(_packed(row))
    return {identity: digest.digest() for identity, digest in found.items()}


def _small_digest(corpus: Corpus) -> bytes:
    digest = hashlib.sha256()
    for table, (columns, order) in _SMALL.items():
        for row in corpus.catalogue.database.rows(f"SELECT {columns} FROM {table} ORDER BY {order}"):
            digest.update(_packed(row))
    return digest.digest()


def _packed(row: Sequence[object]) -> bytes:
    """Return a row as bytes, the same from each engine: PostgreSQL keeps U+FFFD where SQLite has a NUL."""
    held = [one.replace("\0", "\ufffd") if isinstance(one, str) else one for one in row]
    return repr(held).encode("utf-8", "surrogatepass")


def _copy_small(source: Corpus, target: Corpus) -> None:
    with source.catalogue.database.reading() as reading, target.catalogue.database.writing() as writing:
        for table, (columns, order) in _SMALL.items():
            writing.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" * len(columns.split(", ")))
            rows = reading.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
            writing.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _put_missing_back(corpus: Corpus) -> None:
    """Store the vectors that a move which was killed has lost."""
    tag = corpus.made_with.tag()
    if tag is None or not corpus.catalogue.has_sentences():
        return
    there = corpus.vectors.ids(tag)
    for batch in _batches(corpus, list(corpus.catalogue.origins().values())):
        passages = [passage for identity in batch for passage in corpus.catalogue.passages_of(identity)]
        corpus.put_vectors_back([one for one in passages if not there.issuperset(sentence_ids(one))])
