"""Find quoted words in an article as it is now, and cut its text into paragraphs with these words marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.service.reader_links import quote_sum
from corpus.article import Span
from corpus.language.sentences import split_sentences
from corpus.language.words import index_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.article import Article

# A sentence with fewer of the words named than this has only such words in common with them as any sentence may.
_LEAST_IN_COMMON = 0.5


class Standing(StrEnum):
    """What became of the quoted words."""

    WHOLE = "whole"  # no words were asked for
    THERE = "there"
    NEAREST = "nearest"  # they are no longer there, and those marked are the nearest
    GONE = "gone"  # they are no longer there, nor anything like them


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which words a link asks for: where they stood, their sum and the first of them, empty where it doesn't say."""

    start: int
    end: int
    sum: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a paragraph; `mark` is the number of the quote that it is of, `begins` whether that begins here."""

    text: str
    mark: int | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `places` are the pages or chapters that begin in it."""

    pieces: tuple[Piece, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article to be read: its paragraphs, how many quotes are marked in it, which of them was asked for."""

    paragraphs: tuple[Paragraph, ...]
    standing: Standing
    marks: int
    at: int | None


def read(article: Article, wanted: Wanted | None, others: Sequence[Span] = ()) -> Reading:
    """Return an article with the words that are wanted marked, and those at the other places."""
    standing, span = _found(article, wanted) if wanted else (Standing.WHOLE, None)
    spans = _apart([*([span] if span else []), *(one for one in others if _is_in(article.text, one))])
    return Reading(
        paragraphs=tuple(_paragraphs(article, spans)),
        standing=standing,
        marks=len(spans),
        at=next((n for n, one in enumerate(spans, 1) if span and one.start <= span.start < one.end), None),
    )


def _found(article: Article, wanted: Wanted) -> tuple[Standing, Span | None]:
    """Return what became of the words, and where they, or the nearest to them, stand now."""
    text, length = article.text, wanted.end - wanted.start
    span = Span(start=wanted.start, end=wanted.end)
    if _is_in(text, span) and (not wanted.sum or quote_sum(text[span.start : span.end]) == wanted.sum):
        return Standing.THERE, span
    first = wanted.words.split(" ")[0]
    at = text.find(first) if first and wanted.sum else -1
    while at >= 0:
        if quote_sum(text[at : at + length]) == wanted.sum:
            return Standing.THERE, Span(start=at, end=at + length)
        at = text.find(first, at + 1)
    nearest = _nearest(article, wanted.words)
    return (Standing.NEAREST, nearest) if nearest else (Standing.GONE, None)


def _nearest(article: Article, words: str) -> Span | None:
    """Return the sentence that has most of some words, None where none has enough of them."""
    sought = set(index_words(words, article.language))
    if not sought:
        return None
    sentences = split_sentences(article.text, article.language)
    shares = [_share(sought, article.text[s.start : s.end], article.language) for s in sentences]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return sentences[best] if best is not None and shares[best] >= _LEAST_IN_COMMON else None


def _share(sought: set[str], sentence: str, language: str) -> float:
    return len(sought & set(index_words(sentence, language))) / len(sought)


def _is_in(text: str, span: Span) -> bool:
    return 0 <= span.start < span.end <= len(text)


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Return spans in their order, those that overlap joined."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(start=apart[-1].start, end=max(span.end, apart[-1].end))
        else:
            apart.append(span)
    return apart


def _paragraphs(article: Article, marks: Sequence[Span]) -> Iterator[Paragraph]:
    at = 0
    for line in article.text.split("\n"):
        begin, at = at, at + len(line) + 1
        if line.strip():
            places = tuple(place.label for place in article.places if begin <= place.start < at)
            yield Paragraph(pieces=tuple(_pieces(article.text, begin, begin + len(line), marks)), places=places)


def _pieces(text: str, start: int, end: int, marks: Sequence[Span]) -> Iterator[Piece]:
    inside = [(n, max(m.start, start), min(m.end, end), m) for n, m in enumerate(marks, 1)]
    inside = [one for one in inside if one[1] < one[2]]
    edges = sorted({start, end, *(edge for _, first, last, _ in inside for edge in (first, last))})
    for first, last in pairwise(edges):
        number, mark = next(((n, m) for n, a, b, m in inside if a <= first < b), (None, None))
        yield Piece(text=text[first:last], mark=number, begins=mark is not None and mark.start == first)
