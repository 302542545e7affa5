"""Try the settings on evaluation sets: a corpus a set and embedding model, every way over the same questions."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.evaluation.corpora_cache import Shelf
from bot.evaluation.finding.compare import Compared, compare
from bot.evaluation.finding.passage_vectors import WholePassages
from bot.evaluation.finding.ways import AGAINST, OURS, TRANSLATED, baselines, searching
from bot.evaluation.prepare import Pace
from bot.wiring.chat import open_chat
from bot.wiring.embedding import build_embedder
from bot.wiring.engine import build_search, build_translated_search
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from bot.evaluation.corpora_cache import Teller
    from bot.evaluation.data import EvaluationSet, Query
    from bot.evaluation.finding.ways import Way
    from bot.models.chat_model import ChatModel
    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder

# What the time that the questions take is estimated from.
_FIRST_QUESTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What is tried: the settings, the same with some `changed`, the usual ways, so many questions of a set at most.

    `translated` adds the search with questions that the chat model puts into the articles' language.
    """

    settings: Settings
    against: Settings | None = None
    changed: Mapping[str, str]
    baselines: bool = False
    translated: bool = False
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
        ModelError: a model can't be loaded.
        UsageError: questions are to be translated, and the settings name no chat model.
    """
    embedders: dict[str, Embedder] = {}
    for settings in conditions.all_settings():
        model = settings.embedding_model
        embedders[model] = embedders.get(model) or build_embedder(settings, teller.tell)
        # Loaded before anything is embedded: one that can't be is said at once, and loading counts into no estimate.
        embedders[model].query("a test")
    with ExitStack() as models:
        chat = None
        if conditions.translated:
            chat = models.enter_context(open_chat(conditions.settings, teller.tell))
            if chat is None:
                raise UsageError("--translated needs a chat model: set FOOTNOTE_CHAT_MODEL to another than none.")
        for data in sets:
            with ExitStack() as stack:
                shelf = Shelf(data, embedders, teller, stack)
                yield _run(data, conditions, shelf, chat, teller)


def _run(data: EvaluationSet, conditions: Conditions, shelf: Shelf, chat: ChatModel | None, teller: Teller) -> Trial:
    queries = data.queries[: conditions.limit]
    pairs = ", ".join(sorted({query.pair for query in queries}))
    teller.tell(f"{data.name}: {len(data.articles)} articles, {len(queries)} questions ({pairs})")
    corpus = shelf.corpus(conditions.settings)
    ways = [searching(OURS, build_search(conditions.settings, corpus, teller.tell))]
    if conditions.against:
        other = shelf.corpus(conditions.against)
        ways.append(searching(AGAINST, build_search(conditions.against, other, teller.tell)))
    if chat:
        search = build_translated_search(conditions.settings, corpus, chat, teller.tell)
        ways.append(searching(TRANSLATED, search))
    if conditions.baselines:
        passages = corpus.selection.counts()[1]
        with teller.counting("Passages embedded whole, for the usual ways", passages) as advance:
            ways += baselines(corpus, WholePassages(corpus, shelf.embedder(conditions.settings), advance))
    return Trial(
        name=data.name,
        articles=len(data.articles),
        passages=corpus.selection.counts()[1],
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
