"""Join what meaning and words say of a passage into one score.

A passage's meaning is the cosine of 'title, passage' and, weighed more, of its best 'title : sentence': a sentence
finds what its passage dilutes, and is what will be quoted. Words add their BM25, divided by the query's best, with
a weight that depends on whether question and passage share a language, since words of another language match only
names. A cosine between two languages lies lower for the same meaning, which is made up for, or else an article in
the question's language that says nothing would come before one in another that answers.

Measured against passage vectors, words and reciprocal rank fusion in benchmarks/retrieval.md.
"""

from __future__ import annotations

SENTENCE = 0.7
WORDS_SAME_LANGUAGE = 0.05
WORDS_OTHER_LANGUAGE = 0.02

OTHER_LANGUAGE = 0.045
"""What a cosine between two languages lacks: over parallel English and Spanish passages, .047 to .057."""


def joined_score(*, passage: float, sentence: float, words: float, same_language: bool) -> float:
    """Return the score of a passage from two cosines and its BM25 as a part of the query's best (0 to 1)."""
    weight = WORDS_SAME_LANGUAGE if same_language else WORDS_OTHER_LANGUAGE
    return (1 - SENTENCE) * passage + SENTENCE * sentence + weight * words


def comparable(cosine: float, *, same_language: bool) -> float:
    """Return a cosine as it would be between texts of one language."""
    return cosine if same_language else cosine + OTHER_LANGUAGE


def titled_passage(title: str, text: str) -> str:
    """Return what is embedded for a passage."""
    return f"{title}, {text}"


def titled_sentence(title: str, text: str) -> str:
    """Return what is embedded for a sentence."""
    return f"{title} : {text}"
