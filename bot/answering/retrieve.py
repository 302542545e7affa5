"""Find the passages that may answer a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.answer import Question
    from corpus.article import Hit
    from corpus.search.searcher import Searcher

# The embedding model reads 512 tokens; what is beyond them only costs time.
_LONGEST_CHARACTERS = 2000


def retrieve(searcher: Searcher, question: Question, limit: int) -> list[Hit]:
    """Return the passages nearest to a question, best first."""
    text = question.sought[:_LONGEST_CHARACTERS]
    return searcher.search(text, language=question.language, limit=limit, filters=question.filters)
