"""Notice a question that says what a sentence says but for one word, in whose place the sentence has another.

"Since electrons are minions, they cannot occupy the same what?" is nearer to "since electrons are fermions, they cannot
occupy the same quantum state" than most questions are to what answers them, and isn't answered by it.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from corpus.language.registry import language_data
from corpus.language.words import spelt_words, stop_words, word_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

# So many words that are shared beside the one that isn't tell nothing yet, and from so many on all is told.
_CHANCE, _SURE = 2, 6
# Two words spelt so alike are one, or a slip of the pen; but for what makes a word its opposite.
_ONE_WORD = 0.8
_SHORTEST_WITH_OPPOSITE = 5


def replaced(question: str, sentence: str, language: str) -> float:
    """Return how sure it is, from 0 to 1, that a sentence has another word in the place of one of the question's.

    Both are in one language. It grows with the words that they share on both sides of the word that differs; one that
    is the other's opposite by its beginning ("abnormal", "normal") is sure alone. Figures: benchmarks/answers.md.
    """
    asked, said = (_words(text, language) for text in (question, sentence))
    own, other = ([form for _, form in words] for words in (asked, said))
    empty = stop_words(language)
    gone = [i for i, (word, form) in enumerate(asked) if form not in other and word not in empty]
    there = [j for j, (word, form) in enumerate(said) if form not in own and word not in empty]
    if any(_opposite(asked[i][0], said[j][0], language) for i in gone for j in there):
        return 1.0
    shared = [
        count
        for i in gone
        for j in there
        if (count := _shared(own, i, other, j)) > _CHANCE
        and SequenceMatcher(a=asked[i][0], b=said[j][0]).ratio() < _ONE_WORD
    ]
    return min((max(shared, default=_CHANCE) - _CHANCE) / (_SURE - _CHANCE), 1.0)


def _words(text: str, language: str) -> list[tuple[str, str]]:
    """Return a text's words as they are spelt, each with its form in the index."""
    return [(word, word_forms(word, language)[0]) for word in spelt_words(text, language)]


def _shared(first: Sequence[str], i: int, second: Sequence[str], j: int) -> int:
    """Return how many words two texts share before one of each and after it, as many as count at the most."""
    before = _alike(first[max(i - _SURE, 0) : i][::-1], second[max(j - _SURE, 0) : j][::-1])
    return before + _alike(first[i + 1 : i + 1 + _SURE], second[j + 1 : j + 1 + _SURE])


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many words two texts begin with alike."""
    differ = (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b)
    return next(differ, min(len(first), len(second)))


def _opposite(first: str, second: str, language: str) -> bool:
    data = language_data(language)
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < _SHORTEST_WITH_OPPOSITE or shorter in data.no_opposites:
        return False
    return any(longer == beginning + shorter for beginning in data.opposites)
