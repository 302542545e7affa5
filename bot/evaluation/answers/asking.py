"""Ask systems questions whose answers are known, and go on where an earlier run stopped."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from bot.evaluation.answers.grading import judge, normalised
from bot.evaluation.answers.replies import keep
from corpus.errors import ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.answer import Outcome
    from bot.evaluation.answers.grading import Judged
    from bot.evaluation.answers.progress import Progress
    from bot.evaluation.data import EvaluationSet, Query

# One question may be too much for a model; so many in a row, and it isn't the questions.
_FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that got no reply, and the error's sentence; it is asked again in the next run."""

    query: Query
    error: str


class Round:
    """One system's replies to the questions of one set: those of earlier runs, and those that are still to come."""

    def __init__(self, questions: Sequence[Query], progress: Progress) -> None:
        """Read what earlier runs left."""
        self.questions = tuple(questions)
        self.failed: list[Unanswered] = []
        self._progress = progress
        self._in_a_row = 0
        self._replies = progress.replies()

    @property
    def pending(self) -> list[Query]:
        """Return the questions without a reply."""
        return [query for query in self.questions if _key(query) not in self._replies]

    def judged(self) -> list[Judged]:
        """Judge the replies there are, in the order of the questions."""
        found = ((query, self._replies.get(_key(query))) for query in self.questions)
        return [judge(query, reply) for query, reply in found if reply is not None]

    def ask(self, query: Query, system: Callable[[str], Outcome]) -> None:
        """Ask a question and keep the reply; a model that fails, or a question that can't be asked, is none.

        Raises:
            ModelError, UsageError: that happens again and again.
        """
        try:
            outcome = system(query.question)
        except (ModelError, UsageError) as error:
            self.failed.append(Unanswered(query=query, error=str(error)))
            self._in_a_row += 1
            if self._in_a_row == _FAILURES_IN_A_ROW:
                raise
            return
        self._in_a_row = 0
        reply = keep(outcome)
        self._progress.add(query, reply)
        self._replies[_key(query)] = reply


def questions(data: EvaluationSet, limit: int | None = None) -> list[Query]:
    """Return the questions to ask: the first so many answerable and as many unanswerable ones, in turn.

    In turn, so that a run that is stopped has asked both kinds.

    Raises:
        UsageError: an answerable one has no words that answer it.
    """
    for query in data.queries[:limit]:
        if query.has_standard:
            continue
        if not query.answers or not all(normalised(answer, ()) for answer in query.answers):
            raise UsageError(
                'The question {query} of {name} has no words under "answers" to look for in a reply: add '
                "those that answer it, or leave --answers out.",
                query=query.id,
                name=data.name,
            )
    pairs = zip_longest(data.queries[:limit], data.unanswerable[:limit])
    return [query for query in chain.from_iterable(pairs) if query is not None]


def _key(query: Query) -> tuple[str, str]:
    return query.id, query.question
