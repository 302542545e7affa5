"""Tell a question for whatever the articles say about something from one for a fact."""

from __future__ import annotations

from functools import lru_cache

from corpus.language.checked import compiled
from corpus.language.registry import language_data


@lru_cache(maxsize=256)
def topic_of(question: str, language: str) -> str | None:
    """Return what a question wants to be told about in general, None where it asks for something certain."""
    asks = language_data(language).question.get("topic")
    if asks is None:
        return None
    found = compiled(rf"^\W*(?:{asks.pattern})(?:(?<=['’])|\s+)(?P<topic>[^?]*\w)\W*$").match(question)
    return found["topic"].strip() if found else None
