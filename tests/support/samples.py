"""Make articles and passages from a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.article import Article, Passage, Span, article_id, make_passages
from corpus.language.sentences import split_sentences

if TYPE_CHECKING:
    from datetime import date


def make_article(  # noqa: PLR0913 -- one parameter a field that a test may care about
    title: str,
    text: str,
    *,
    origin: str | None = None,
    language: str = "en",
    published: date | None = None,
    source: str = "press",
    author: str | None = None,
) -> tuple[Article, list[Passage]]:
    """Return an article with a passage a line."""
    origin = origin or f"/articles/{title}.txt"
    article = Article(
        id=article_id(origin),
        origin=origin,
        address=origin,
        title=title,
        text=text,
        author=author,
        published=published,
        language=language,
        source=source,
        content_hash=str(hash((title, text))),
    )
    spans: list[tuple[Span, tuple[Span, ...]]] = []
    at = 0
    for line in text.split("\n"):
        found = split_sentences(line, language)
        sentences = tuple(Span(start=at + s.start, end=at + s.end) for s in found)
        if sentences:
            spans.append((Span(start=sentences[0].start, end=sentences[-1].end), sentences))
        at += len(line) + 1
    return article, make_passages(article, spans)
