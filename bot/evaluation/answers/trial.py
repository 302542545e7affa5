"""Try how the settings answer evaluation sets: a corpus a set, one engine, replies kept as they come."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answering.answer import Turn
from bot.answering.events import outcome_of
from bot.evaluation.answers.asking import Round, questions
from bot.evaluation.answers.failures import failure_text
from bot.evaluation.answers.progress import Progress
from bot.evaluation.answers.replies import keep
from bot.evaluation.answers.standards import transcript
from bot.evaluation.corpora_cache import Shelf
from bot.evaluation.fingerprint import fingerprint
from bot.evaluation.prepare import Pace
from bot.models.prompt import Prompt
from bot.wiring.chat import open_chat
from bot.wiring.embedding import build_embedder, build_reranker
from bot.wiring.engine import build_engine
from bot.wiring.judge import build_judge
from corpus.article import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.engine.engine import Engine
    from bot.evaluation.answers.asking import Unanswered
    from bot.evaluation.answers.grading import Judged
    from bot.evaluation.corpora_cache import Teller
    from bot.evaluation.data import EvaluationSet, Query
    from bot.models.chat_model import ChatModel
    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

# What the time that the questions take is estimated from; answerable and unanswerable ones come in turn.
_FIRST_QUESTIONS = 6
_ANSWER_SETTINGS = (
    "answer_style",
    "chat_base_url",
    "chat_model",
    "context_tokens",
    "embedding_model",
    "passage_tokens",
    "reranker_model",
)
_ROOT = Path(__file__).resolve().parents[3]
_CODE = (_ROOT / "bot" / "answering", _ROOT / "corpus", _ROOT / "ingest" / "pipeline", _ROOT / "prompts")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConditions:
    """What is tried: the settings, so many questions of each kind, how many are asked now, whether all are anew."""

    settings: Settings
    limit: int | None = None
    stop_after: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTrial:
    """What came of one set: the replies so far of all the questions, and the file that lists the failures."""

    name: str
    articles: int
    model: str
    questions: int
    judged: tuple[Judged, ...]
    failed: tuple[Unanswered, ...]
    listed: Path

    @property
    def graded(self) -> list[Judged]:
        """Return the replies that known words, or a refusal, make right or wrong."""
        known = any(each.query.answers for each in self.judged)
        return [each for each in self.judged if known and each.query.expected in {"answer", "nothing"}]

    @property
    def measured(self) -> list[Judged]:
        """Return the replies that can be measured by facts and quotes: all, where any can."""
        return list(self.judged) if any(each.query.has_standard for each in self.judged) else []

    @property
    def title(self) -> str:
        """Say what was asked of what."""
        answerable = sum(each.query.answerable for each in self.judged)
        return (
            f"{self.name}, {self.model}: {answerable} answerable questions, {len(self.judged) - answerable}"
            f" unanswerable; {self.articles} articles"
        )


def run_answer_trials(
    sets: Sequence[EvaluationSet], conditions: AnswerConditions, teller: Teller
) -> Generator[AnswerTrial]:
    """Yield what comes of each set when it is done, or when as many questions are asked as are to be now.

    Raises:
        UsageError: a question has no words that answer it.
        FootnoteError: a model or the store can't be used.
    """
    rounds = [(data, *_round(data, conditions)) for data in sets]
    left = conditions.stop_after
    with ExitStack() as stack:
        parts = _Parts(conditions.settings, teller, stack)
        for data, round_, listed in rounds:
            pending = round_.pending[:left]
            _announce(data, round_, len(pending), teller)
            if pending:
                ask_round(round_, pending, parts.engine(data), teller)
                left = None if left is None else left - len(pending)
            trial = AnswerTrial(
                name=data.name,
                articles=data.size,
                model=conditions.settings.chat_model,
                questions=len(round_.questions),
                judged=tuple(round_.judged()),
                failed=tuple(round_.failed),
                listed=listed,
            )
            trial.listed.parent.mkdir(parents=True, exist_ok=True)
            told = failure_text(trial.title, trial.graded, trial.failed)
            told += transcript(trial.title, trial.measured) if trial.measured else ""
            trial.listed.write_text(told, encoding="utf-8")
            yield trial


def ask_round(round_: Round, pending: Sequence[Query], system: Callable[[Query], Outcome], teller: Teller) -> None:
    """Ask a system the questions, and say how that goes on and how long it will take.

    Raises:
        FootnoteError: a model or the store can't be used.
    """
    what = "Questions asked"
    pace = Pace(len(pending), _FIRST_QUESTIONS, lambda rest: teller.tell(f"{what}: {rest} to go here"))
    with teller.counting(what, len(pending)) as advance:
        for query in pending:
            round_.ask(query, lambda _, query=query: system(query))
            advance(1)
            pace.advance(1)


def answer_key(settings: Settings) -> str:
    """Return what tells replies apart: a hash of the settings, prompts and code that they depend on."""
    return fingerprint({name: getattr(settings, name) for name in _ANSWER_SETTINGS}, _CODE)


def warm(model: ChatModel | None, embedder: Embedder) -> None:
    """Have the models loaded, so that one that can't be is said at once, and loading counts into no time.

    Raises:
        ModelError: a model can't be loaded or reached.
    """
    embedder.query("a test")
    if model is not None:
        list(model.stream(Prompt(system="You are being tested.", user="Write the word yes."), max_tokens=2))


class _Parts:
    """The models, loaded with the first question; the corpora of the sets."""

    def __init__(self, settings: Settings, teller: Teller, stack: ExitStack) -> None:
        self._settings = settings
        self._teller = teller
        self._stack = stack
        self._models: tuple[Embedder, ChatModel | None] | None = None

    def engine(self, data: EvaluationSet) -> Callable[[Query], Outcome]:
        """Return how the engine is asked about a set."""
        settings, tell = self._settings, self._teller.tell
        if self._models is None:
            embedder = build_embedder(settings, tell)
            self._models = embedder, self._stack.enter_context(open_chat(settings, tell))
            warm(self._models[1], embedder)
        embedder, model = self._models
        corpus: Corpus = Shelf(data, {settings.embedding_model: embedder}, self._teller, self._stack).corpus(settings)
        reranker = build_reranker(settings, tell)
        judge = build_judge(settings, embedder, model, tell)

        def reply(engine: Engine, words: str, turns: Sequence[Turn]) -> Outcome:
            return outcome_of(engine.ask(words, Filters(), conversation=turns, falls_back=False))

        def ask(query: Query) -> Outcome:
            today = query.today
            now = date.today if today is None else lambda: today
            engine = build_engine(settings, corpus, embedder, model, reranker, judge=judge, today=now)
            turns: list[Turn] = []
            for asked, answered in query.history:
                told = answered or keep(reply(engine, asked, turns)).words
                turns.append(Turn(question=asked, answer=told))
            return reply(engine, query.question, turns)

        return ask


def _round(data: EvaluationSet, conditions: AnswerConditions) -> tuple[Round, Path]:
    """Return a set's round, and the file that lists its failures."""
    settings = conditions.settings
    name = f"{data.name}-{data.digest}-{answer_key(settings)}"
    folder = settings.data_dir / "evaluation" / "answers"
    progress = Progress(folder / f"{name}.jsonl")
    if conditions.again:
        progress.start_anew()
    return Round(questions(data, conditions.limit), progress), folder / f"{name}.txt"


def _announce(data: EvaluationSet, round_: Round, now: int, teller: Teller) -> None:
    answerable = sum(query.answerable for query in round_.questions)
    before = len(round_.questions) - len(round_.pending)
    done = f", {before} of them asked before" if before else ""
    later = f", {len(round_.pending) - now} left for later" if now < len(round_.pending) else ""
    unanswerable = len(round_.questions) - answerable
    teller.tell(
        f"{data.name}: {data.size} articles, {answerable} answerable questions and {unanswerable}"
        f" unanswerable{done}{later}"
    )
