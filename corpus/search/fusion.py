"""Join what sentences, words and letters say of a passage into one score.

Four things count, all measured one by one in benchmarks/retrieval.md:

- the cosine of the passage's best 'title : sentence' to the question: a sentence finds what its passage dilutes, and is
  what will be quoted;
- how well each word of the question is met by the passage's words, by meaning (corpus/embedding/word_vectors.py);
- the share of the question's runs of letters that title and best sentence have (corpus/search/character_overlap.py);
- BM25 of the words, divided by the query's best. Words of another language match only by chance or as names, so there
  it counts for little.

Two texts of different languages lie further apart although they mean the same, which is made up for, or else an
article in the question's language that says nothing would come before one in another that answers. That, and the
scale of the embedding model, is what corpus/embedding/calibration.py is for: all cosines here are on one scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.article import Article, Passage

# Puts the sum where .3 and .7 of a passage's and its best sentence's cosine with .05 of BM25 would lie, by mean and
# deviation over the best hits of 3,550 questions: the probabilities of judge/confidence.py are fitted there.
_SCALE = 0.467
_FROM = 0.362


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each part counts beside the cosine of the best sentence; words by whether the languages are the same."""

    met: float = 0.4
    letters: float = 0.1
    words: float = 0.015
    words_other: float = 0.005


BUILT = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a passage's words and letters have of a query's: `met` a mean cosine, the others parts of 1."""

    met: float
    letters: float
    words: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that any way of finding handed on, the cosine of each of its sentences, and its marks."""

    passage: Passage
    article: Article
    sentences: tuple[float, ...]
    marks: Marks
    same_language: bool

    def score(self, weights: Weights = BUILT) -> float:
        """Return the joined score; it lies where cosines lie, and more is better."""
        return _SCALE * joined(max(self.sentences), self.marks, weights, same_language=self.same_language) + _FROM


def joined(sentence: float, marks: Marks, weights: Weights, *, same_language: bool) -> float:
    """Return the weighed sum of the cosine of a passage's best sentence and its marks."""
    words = weights.words if same_language else weights.words_other
    return sentence + weights.met * marks.met + weights.letters * marks.letters + words * marks.words
