"""Turn questions with known answers into figures: recall at k and the mean reciprocal rank."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.article import Article, article_id
from corpus.errors import UsageError
from ingest.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corpus.corpus import Corpus

DEPTH = 10
# Several passages of one article may be found before the next article is.
_HITS = 40
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question, its language, and the articles that answer it."""

    question: str
    language: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSet:
    """Articles and the questions asked of them; `digest` names exactly these articles."""

    articles: tuple[Article, ...]
    queries: tuple[Query, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Over the answerable questions: how often a right article is among the first k, and its mean reciprocal rank."""

    queries: int
    recall_at_1: float
    recall_at_4: float
    recall_at_10: float
    mrr_at_10: float


def read_set(folder: Path) -> EvaluationSet:
    """Read `corpus.jsonl` and `queries.jsonl` of a folder.

    Raises:
        UsageError: a file is missing, or a line isn't what it should be.
    """
    lines = list(_lines(folder / "corpus.jsonl"))
    digest = hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()[:12]
    try:
        articles = tuple(_article(line) for line in lines)
        queries = tuple(_query(line) for line in _lines(folder / "queries.jsonl") if not line.get("unanswerable"))
    except KeyError as error:
        raise UsageError(f"A line of {folder} has no {error}: see the README for what an evaluation set is.") from error
    return EvaluationSet(articles=articles, queries=queries, digest=digest)


def ingest_set(corpus: Corpus, data: EvaluationSet, passage_tokens: int, on_article: Callable[[int], None]) -> int:
    """Put a set's articles into a corpus of its own; return how many were new."""
    known = corpus.hashes()
    new = [article for article in data.articles if known.get(article.origin) != article.content_hash]
    with corpus.writing():
        for at in range(0, len(new), _BATCH):
            batch = new[at : at + _BATCH]
            corpus.replace([(article, split(article, passage_tokens)) for article in batch])
            on_article(len(batch))
    return len(new)


def measure(corpus: Corpus, queries: Sequence[Query], on_query: Callable[[], None]) -> Figures:
    """Search for every query and count where its first right article stands."""
    ranks: list[int | None] = []
    for query in queries:
        hits = corpus.search(query.question, language=query.language, limit=_HITS)
        found = list(dict.fromkeys(hit.article.origin for hit in hits))[:DEPTH]
        ranks.append(next((rank for rank, origin in enumerate(found, 1) if origin in query.relevant), None))
        on_query()
    return figures(ranks)


def figures(ranks: Sequence[int | None]) -> Figures:
    """Turn ranks, counted from 1 and None beyond the depth, into figures."""
    count = max(len(ranks), 1)

    def recall(depth: int) -> float:
        return sum(rank is not None and rank <= depth for rank in ranks) / count

    return Figures(
        queries=len(ranks),
        recall_at_1=recall(1),
        recall_at_4=recall(4),
        recall_at_10=recall(DEPTH),
        mrr_at_10=sum(1 / rank for rank in ranks if rank is not None) / count,
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be read: an evaluation set has corpus.jsonl and queries.jsonl.") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise UsageError(f"Line {number} of {path} isn't JSON: mend it.") from error


def _article(line: dict[str, Any]) -> Article:
    text = str(line["text"]).lstrip("\ufeff").strip()
    return Article(
        id=article_id(line["id"]),
        origin=line["id"],
        address=line["id"],
        title=line["title"],
        text=text,
        author=None,
        published=None,
        language=line["lang"],
        source="evaluation",
        content_hash=hashlib.sha256(f"{line['title']}\n{text}".encode()).hexdigest(),
    )


def _query(line: dict[str, Any]) -> Query:
    return Query(question=line["question"], language=line["lang"], relevant=frozenset(line["relevant_ids"]))
