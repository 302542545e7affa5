"""Try the settings on evaluation sets: a corpus a set and embedding model, every way over the same questions."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.evaluation.compare import Compared, compare
from bot.evaluation.prepare import Pace, carry_out, plan
from bot.evaluation.ways import AGAINST, OURS, baselines, searching
from bot.wiring import build_embedder, build_search, open_corpus
from corpus.corpus import FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.evaluation.data import EvaluationSet, Query
    from bot.evaluation.ways import Way
    from bot.settings import Settings
    from corpus.corpus import Corpus
    from corpus.embedder import Embedder

# What the time that the questions take is estimated from.
_FIRST_QUESTIONS = 20
_KEY_LENGTH = 8


class Teller(Protocol):
    """Says how a trial goes on."""

    def tell(self, words: str) -> None:
        """Write a line of progress."""
        ...

    def counting(self, what: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Show how a count goes up."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What is tried: the settings, the same with some `changed`, the usual ways, so many questions of a set at most."""

    settings: Settings
    against: Settings | None = None
    changed: Mapping[str, str]
    baselines: bool = False
    limit: int | None = None

    def all_settings(self) -> tuple[Settings, ...]:
        """Return the settings, and the changed ones where there are any."""
        return (self.settings, self.against) if self.against else (self.settings,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one set; `changed` is what the settings were compared with."""

    name: str
    articles: int
    passages: int
    compared: Compared
    changed: Mapping[str, str]


def run_trials(sets: Sequence[EvaluationSet], conditions: Conditions, teller: Teller) -> Generator[Trial]:
    """Yield what comes of each set when it is done.

    Raises:
        ModelError: an embedding model can't be loaded.
    """
    embedders: dict[str, Embedder] = {}
    for settings in conditions.all_settings():
        model = settings.embedding_model
        embedders[model] = embedders.get(model) or build_embedder(settings, teller.tell)
        # Loaded before anything is embedded: one that can't be is said at once, and loading counts into no estimate.
        embedders[model].query("a test")
    for data in sets:
        with ExitStack() as stack:
            shelf = _Shelf(data, embedders, teller, stack)
            yield _run(data, conditions, shelf, teller)


def _run(data: EvaluationSet, conditions: Conditions, shelf: _Shelf, teller: Teller) -> Trial:
    queries = data.queries[: conditions.limit]
    pairs = ", ".join(sorted({query.pair for query in queries}))
    teller.tell(f"{data.name}: {len(data.articles)} articles, {len(queries)} questions ({pairs})")
    corpus = shelf.corpus(conditions.settings)
    ways = [searching(OURS, build_search(conditions.settings, corpus, teller.tell))]
    if conditions.against:
        other = shelf.corpus(conditions.against)
        ways.append(searching(AGAINST, build_search(conditions.against, other, teller.tell)))
    if conditions.baselines:
        ways += baselines(corpus)
    return Trial(
        name=data.name,
        articles=len(data.articles),
        passages=corpus.counts()[1],
        compared=_asked(ways, queries, teller),
        changed=conditions.changed,
    )


def _asked(ways: Sequence[Way], queries: Sequence[Query], teller: Teller) -> Compared:
    in_ways = f" in {len(ways)} ways" if len(ways) > 1 else ""
    what = f"Questions asked{in_ways}"
    pace = Pace(len(queries), _FIRST_QUESTIONS, lambda left: teller.tell(f"{what}: {left} here"))
    with teller.counting(what, len(queries)) as advance:

        def on_query() -> None:
            advance(1)
            pace.advance(1)

        return compare(ways, queries, on_query)


class _Shelf:
    """The corpora of one set, each opened and filled once."""

    def __init__(
        self, data: EvaluationSet, embedders: Mapping[str, Embedder], teller: Teller, stack: ExitStack
    ) -> None:
        self._data = data
        self._embedders = embedders
        self._teller = teller
        self._stack = stack
        self._open: dict[Path, Corpus] = {}

    def corpus(self, settings: Settings) -> Corpus:
        """Return the corpus that the settings make of the set; one that is there already costs next to nothing."""
        embedder = self._embedders[settings.embedding_model]
        made_of = f"{embedder.name} {FORM} {settings.passage_tokens}"
        made_with = hashlib.sha256(made_of.encode()).hexdigest()[:_KEY_LENGTH]
        name = f"{self._data.name}-{self._data.digest}-{made_with}"
        directory = settings.data_dir / "evaluation" / name
        if directory not in self._open:
            corpus = self._stack.enter_context(open_corpus(directory, embedder))
            self._fill(corpus, settings.passage_tokens)
            self._open[directory] = corpus
        return self._open[directory]

    def _fill(self, corpus: Corpus, passage_tokens: int) -> None:
        tell = self._teller.tell
        with corpus.writing(lambda: tell("Waiting for another process that is ingesting into this corpus")):
            lacking = plan(corpus, self._data, passage_tokens)
            if not lacking.texts and not corpus.check():
                tell(f"{self._data.name}: all embedded before")
                return
            with self._teller.counting("Texts embedded", lacking.texts) as advance:
                carry_out(lacking, corpus, on_texts=advance, tell=self._tell_estimate(lacking.texts))

    def _tell_estimate(self, texts: int) -> Callable[[str], None]:
        return lambda left: self._teller.tell(f"{self._data.name}: {texts:,} texts to embed, {left} here")
