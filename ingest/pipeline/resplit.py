"""Cut the articles of a corpus anew, whose passages an older Footnote made, or other settings."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ingest.pipeline.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.article import Article, Passage
    from corpus.store.corpus import Corpus

_AT_ONCE = 20  # articles


def resplit(corpus: Corpus, max_tokens: int, on_progress: Callable[[int], None] | None = None) -> int:
    """Replace the passages of articles that would be cut otherwise now; return of how many.

    Only passages that are new are embedded; `on_progress` is told how many more texts are.

    Raises:
        OtherModelError: another model embedded the corpus.
    """
    done = 0
    outdated = _outdated(corpus, corpus.catalogue.articles(), max_tokens)
    while batch := list(islice(outdated, _AT_ONCE)):
        corpus.replace(batch, on_progress)
        done += len(batch)
    return done


def is_outdated(corpus: Corpus, max_tokens: int) -> bool:
    """Say whether any of a few articles from all over the corpus would be cut otherwise now."""
    articles = corpus.catalogue.articles()
    few = articles[:: max(len(articles) // _AT_ONCE, 1)]
    return next(_outdated(corpus, few, max_tokens), None) is not None


def _outdated(
    corpus: Corpus, articles: Sequence[Article], max_tokens: int
) -> Iterator[tuple[Article, Sequence[Passage]]]:
    for article in articles:
        passages = split(article, max_tokens)
        if [p.id for p in passages] != [p.id for p in corpus.catalogue.passages_of(article.id)]:
            yield article, passages
