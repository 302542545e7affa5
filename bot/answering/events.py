"""What the engine tells while it answers: a stream that ends with the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answering.answer import Outcome, Question
    from bot.answering.reply import Reply
    from corpus.article import Hit


class StageCode(StrEnum):
    """What is being done, for people who wait."""

    UNDERSTANDING = "understanding"
    SEARCHING = "searching"
    OTHER_TIMES = "other_times"
    READING = "reading"  # count: of sentences
    TRANSLATING = "translating"
    CHECKING = "checking"
    WITHOUT_MODEL = "without_model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Something begins."""

    code: StageCode
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The passages of the one search, best first."""

    question: Question
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """The reply as far as it goes: its sentences are checked and the numbers of its footnotes final."""

    question: Question
    reply: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The outcome: always the last event."""

    outcome: Outcome


Event = Stage | Found | Grown | Done


def outcome_of(events: Iterable[Event]) -> Outcome:
    """Return the outcome, for whoever wants only the end.

    Raises:
        ValueError: the events have none.
    """
    for event in events:
        if isinstance(event, Done):
            return event.outcome
    raise ValueError("The events end without an outcome.")
