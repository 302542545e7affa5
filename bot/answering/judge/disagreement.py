"""Notice where an article says otherwise: nearly the same sentence that counts the same otherwise, or denies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.evidence import one_an_article, worth
from corpus.language.names import names
from corpus.language.numbers import counted, dates, same_number
from corpus.language.registry import language_data
from corpus.language.statements import denies, leaves_open
from corpus.language.words import telling_words, word_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Evidence, Similarity

# Two sentences so alike speak of the same matter: of 450 questions over articles that tell of different ones, one is
# said to be answered in two ways (benchmarks/answers.md). Between languages it is reasoned from where translations lie.
_SAME_MATTER = 0.93
_SAME_MATTER_OTHER_LANGUAGE = 0.885
# How much less well than the best sentence another may have been found, and how many of the next are looked at.
_NEARLY_AS_WELL = 0.06
_LOOKED_AT = 8
# So many of their words two sentences share where one denies what the other says; else they say different things.
_SAME_WORDS = 0.65


def others_say(evidence: Sequence[Evidence], chosen: Sequence[Evidence], similarity: Similarity) -> list[Evidence]:
    """Return the best of the chosen sentences and those of other articles that contradict it, the newest first.

    Nothing where none does.
    """
    best = max(chosen, key=worth)
    rivals = [
        other
        for other in evidence[:_LOOKED_AT]
        if other.article.id != best.article.id
        and worth(other) >= worth(best) - _NEARLY_AS_WELL
        and _contradict(_said(other), _said(best))
    ]
    if leaves_open(best.text, best.article.language) or not rivals:
        return []
    cosines = similarity(best.text, [other.text for other in rivals])
    against = [other for other, cosine in zip(rivals, cosines, strict=True) if cosine >= _enough(other, best)]
    return _newest_first([best, *one_an_article(against)]) if against else []


def against(text: str, language: str, evidence: Sequence[Evidence], similarity: Similarity) -> list[Evidence]:
    """Return the sentences, one an article, that contradict a text in a language, the newest first."""
    rivals = [other for other in evidence[:_LOOKED_AT] if _contradict((text, language), _said(other))]
    cosines = similarity(text, [other.text for other in rivals]) if rivals else []
    enough = [_SAME_MATTER if one.article.language == language else _SAME_MATTER_OTHER_LANGUAGE for one in rivals]
    return _newest_first(
        one_an_article(o for o, cosine, least in zip(rivals, cosines, enough, strict=True) if cosine >= least)
    )


def _contradict(*said: tuple[str, str]) -> bool:
    """Say whether two texts on one matter, each with its language, can't both hold.

    They name the same and speak of the same time, and the same thing is counted differently in both, exactly; or one
    denies what the other says in the same words.
    """
    if any(leaves_open(*text) or language_data(text[1]).bounds.search(text[0]) for text in said):
        return False
    first, second = (names(*text) for text in said)
    if (first - second and second - first) or dates(*said[0]) != dates(*said[1]):
        return False
    return _count_differently(said) or (said[0][1] == said[1][1] and _deny_each_other(said))


def _said(evidence: Evidence) -> tuple[str, str]:
    return evidence.text, evidence.article.language


def _count_differently(said: Sequence[tuple[str, str]]) -> bool:
    """Say whether two texts count one thing otherwise, by a word of one language or by a sign of any."""
    first, second = (counted(*text) for text in said)
    return any(
        (said[0][1] == said[1][1] or not thing.isalpha())
        and not any(same_number(one, other) for one in first[thing] for other in second[thing])
        for thing in first.keys() & second.keys()
    )


def _deny_each_other(said: Sequence[tuple[str, str]]) -> bool:
    """Say whether one of two sentences of a language is nearly the other with a negation."""
    if denies(*said[0]) == denies(*said[1]):
        return False
    first, second = (_forms(*text) for text in said)
    return len(first & second) >= _SAME_WORDS * len(first | second)


def _forms(text: str, language: str) -> set[str]:
    """Return the words that tell something, as they stand in the index, without negations."""
    affirmed = language_data(language).negations.sub(" ", text)
    return {form for word in telling_words(affirmed, language) for form in word_forms(word, language)}


def _enough(other: Evidence, best: Evidence) -> float:
    return _SAME_MATTER if other.article.language == best.article.language else _SAME_MATTER_OTHER_LANGUAGE


def _newest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    dated = [e for e in evidence if e.article.published]
    undated = [e for e in evidence if not e.article.published]
    return sorted(dated, key=lambda e: str(e.article.published), reverse=True) + undated
