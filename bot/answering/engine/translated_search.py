"""Search in the articles' language too: the question translated by the chat model, and what both found joined.

What it brings with the small model that comes along is hardly more than chance, at the price of seconds
(benchmarks/retrieval.md), so that it is off unless the settings ask for it; with a strong model it is untried.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.answering.answer import Question
from bot.answering.engine.draft import without_preamble
from bot.answering.judge.restating import names_known, numbers_agree
from bot.answering.prompt import restate_prompt
from corpus.language.identify import identify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.models.chat_model import ChatModel
    from corpus.article import Hit

# What only one of the two searches found counts as a little less near than the last that the other found.
_NOT_FOUND = 0.02

TRANSLATED_TOKENS: Final = 160


def searched_in_both(
    question: Question,
    hits: Sequence[Hit],
    *,
    translate: Callable[[str, str], str],
    search: Callable[[Question], Sequence[Hit]],
) -> list[Hit]:
    """Return a question's hits joined with those of its translation, where the best is in another language than it.

    `translate` is given a text and the code of a language. A translation that isn't one is left aside.
    """
    language = hits[0].article.language if hits else question.language
    if language == question.language:
        return list(hits)
    translation = translate(question.sought, language)
    if not _holds(translation, language, question.sought, question.language):
        return list(hits)
    return joined(hits, search(Question(text=translation, language=language, filters=question.filters)))


def translated(model: ChatModel, text: str, language: str) -> str:
    """Return a text that a chat model puts into a language, without what it says about it.

    Raises:
        ModelError: the model can't be asked.
    """
    prompt = restate_prompt(text, language)
    return without_preamble("".join(model.stream(prompt, max_tokens=TRANSLATED_TOKENS)))


def _holds(translation: str, language: str, text: str, text_language: str) -> bool:
    return (
        identify(translation, fallback="") == language
        and numbers_agree(translation, text, text_language)
        and names_known(translation, language, [text], same_language=False)
    )


def joined(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Return the hits of two searches, best first, each scored by the mean of its scores in both."""
    if not hits or not others:
        return list(hits or others)
    first, second = ({hit.passage.id: hit for hit in found} for found in (hits, others))
    lowest = [min(hit.score for hit in found) - _NOT_FOUND for found in (hits, others)]
    both: list[Hit] = []
    for identity in first | second:
        pair = first.get(identity), second.get(identity)
        scores = [hit.score if hit else low for hit, low in zip(pair, lowest, strict=True)]
        there = [hit for hit in pair if hit]
        sentences = zip(*(hit.sentence_scores for hit in there), strict=True)
        means = tuple(sum(of_one) / len(of_one) for of_one in sentences)
        both.append(replace(there[0], score=sum(scores) / 2, sentence_scores=means))
    return sorted(both, key=lambda hit: (-hit.score, hit.passage.id))
