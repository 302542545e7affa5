"""Understand a question: its words, its language, and what it leaves to the conversation before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.answer import Question
from bot.answering.events import Stage, StageCode
from bot.answering.prompt import rewrite_prompt
from bot.answering.question.follow_up import (
    as_told,
    asked_otherwise,
    holds,
    in_place_of,
    leans_on_earlier,
    together,
)
from corpus.errors import UsageError
from corpus.language.identify import identify
from corpus.language.registry import languages
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from bot.answering.answer import Turn
    from bot.answering.engine.progress import Run
    from bot.answering.events import Event
    from corpus.article import Filters
    from corpus.store.corpus import Corpus

LONGEST_QUESTION = 2000
_REWRITTEN_TOKENS = 80


class Listener:
    """Reads questions that are asked of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Name the corpus, whose languages are those of words that show none."""
        self._corpus = corpus

    def asked(self, words: str, filters: Filters, speaks: str = "") -> Question:
        """Return what is asked, in one line.

        Raises:
            UsageError: the question is empty or too long.
        """
        words = " ".join(words.split())
        if not words:
            raise UsageError('The question is empty: ask something, as in `footnote ask "Who runs IBM?"`.')
        if len(words) > LONGEST_QUESTION:
            raise UsageError(
                "The question has {count:,} characters: ask it in {most:,} or fewer.",
                count=len(words),
                most=LONGEST_QUESTION,
            )
        return self.question(words, filters, speaks)

    def question(self, words: str, filters: Filters, speaks: str = "") -> Question:
        """Return words as a question in their language, or that which who asks `speaks`, or the corpus's."""
        words = well_formed(words)
        known = [speaks] if speaks in languages() else [*self._corpus.selection.languages(), "en"]
        return Question(text=words, language=identify(words, fallback=known[0]), filters=filters)

    def understood(
        self, question: Question, conversation: Sequence[Turn], run: Run
    ) -> Generator[Event, None, Question]:
        """Return the question with what it leaves to the conversation put into words."""
        if not conversation or not leans_on_earlier(question.text, question.language):
            return question
        understood = in_place_of(question.text, question.language, conversation) or asked_otherwise(
            question.text, question.language, conversation
        )
        if understood is None and run.model is not None:
            yield Stage(code=StageCode.UNDERSTANDING)
            prompt = rewrite_prompt(as_told(conversation), question.text)
            rewritten = " ".join("".join(run.write(run.model, prompt, max_tokens=_REWRITTEN_TOKENS)).split())
            understood = rewritten if holds(rewritten, question.text, conversation) else None
        understood = (understood or together(question.text, conversation))[:LONGEST_QUESTION]
        again = self.question(understood, question.filters, question.language)
        return replace(again, asked=question.text, without_model=question.without_model)
