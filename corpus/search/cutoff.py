"""Leave out the passages that don't fit a query, so that one that has nothing to do with the articles lists none.

A search always finds something nearest. It fits from a joined score (fusion.py) on; beside one that fits, one
that scores a little less does too. The score was chosen on questions with known answers, asked of their own articles
and of others, so that of 100 right passages 99 are listed as before: `python -m benchmarks.cutoff`, figures in
benchmarks/retrieval.md. What is in another language must score more: joining raises what says nothing there as much as
what answers. A passage that has all words of the query fits in any case, since one word alone may score low;
and where the scale of the embedding model's cosines is only guessed, all that is found does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.language.words import index_words, spelt_words, telling_words, word_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.article import Hit

FITS = 0.825
MORE_IN_OTHER_LANGUAGE = 0.005
_LESS_BESIDE = 0.01

# So many words that every text has say something together ("to be or not to be"), fewer don't ("what is it").
_PHRASE = 4


def fitting(query: str, language: str, hits: Sequence[Hit], *, scale_is_sure: bool) -> list[Hit]:
    """Return the hits of a query in a language that fit it, in their order.

    A query without a letter or digit, or of a few words for asking and joining, is fitted by none.
    """
    words = telling_words(query, language)
    if query.isupper():  # the WHO and the US are no words for asking
        words = spelt_words(query, language)
    if not words and len(spelt_words(query, language)) < _PHRASE:
        return []
    if not scale_is_sure:
        return list(hits)
    by_score = high_enough(comparable(hits, language), FITS)
    return [hit for hit, fits in zip(hits, by_score, strict=True) if fits or has_all(hit, words, language)]


def comparable(hits: Sequence[Hit], language: str) -> list[float]:
    """Return the scores of a query's hits, less what those of another language than the query's need more to fit."""
    return [hit.score - (MORE_IN_OTHER_LANGUAGE if hit.article.language != language else 0.0) for hit in hits]


def high_enough(scores: Sequence[float], floor: float) -> list[bool]:
    """Say of each score whether it fits where one must reach `floor`."""
    least = floor - _LESS_BESIDE if max(scores, default=0.0) >= floor else floor
    return [score >= least for score in scores]


def has_all(hit: Hit, words: Sequence[str], language: str) -> bool:
    """Say whether title and passage have each of the words, as the index of either language has them."""
    own = hit.article.language
    there = {*index_words(hit.article.title, own), *index_words(hit.passage.text, own)}
    return bool(words) and all(
        any(there.issuperset(word_forms(word, spoken)) for spoken in (own, language)) for word in words
    )
