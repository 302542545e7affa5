"""Measure answering: the engine beside the plain chain, over questions or with attacks planted in the articles.

Takes folders of evaluation sets (the README says what one is) and a folder that keeps corpora and replies: a run that
was stopped goes on where it was. `--attacks` takes a file of JSON lines with `id` and `attack`, and plants these
instead of judging answers.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import plain_chain
from benchmarks.attacks import FORMS, harm, harm_counts, harm_text, plant, read_attacks
from benchmarks.plain_chain import PlainChain
from bot.answering.events import outcome_of
from bot.cli.showing.terminal import Terminal
from bot.evaluation.answers.asking import Round, questions
from bot.evaluation.answers.failures import failure_text
from bot.evaluation.answers.figures import differences
from bot.evaluation.answers.progress import Progress
from bot.evaluation.answers.tables import answer_table
from bot.evaluation.answers.trial import answer_key, ask_round, warm
from bot.evaluation.corpora_cache import Shelf
from bot.evaluation.data import find_sets, read_set
from bot.evaluation.fingerprint import fingerprint
from bot.settings import Settings
from bot.wiring.chat import open_chat
from bot.wiring.embedding import build_embedder, build_reranker
from bot.wiring.engine import build_engine
from corpus.article import Filters
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.answering.answer import Outcome
    from bot.evaluation.answers.grading import Judged
    from bot.evaluation.data import EvaluationSet, Query
    from bot.models.chat_model import ChatModel
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

    System = Callable[[str], Outcome]

_ROOT = Path(__file__).resolve().parents[1]
# As many passages as the engine reads sentences of.
_FOUND = 12
_ENGINE, _CHAIN = "footnote", "plain chain"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--keep", type=Path, required=True, help="where corpora and replies are kept")
    parser.add_argument("--limit", type=int, default=50, help="so many answerable and as many unanswerable questions")
    parser.add_argument("--attacks", type=Path, help="plant these, and judge whether replies give way")
    parser.add_argument("--system", choices=(_ENGINE, _CHAIN), action="append", help="only this one")
    given = parser.parse_args()
    settings = Settings(data_dir=given.keep, chat_model="local")
    terminal = Terminal()
    with ExitStack() as stack:
        embedder = build_embedder(settings, terminal.tell)
        model = stack.enter_context(open_chat(settings, terminal.tell))
        if model is None:
            raise SystemExit(2)
        warm(model, embedder)
        for folder in find_sets(given.sets):
            parts = _Parts(
                settings=settings,
                embedder=embedder,
                model=model,
                terminal=terminal,
                stack=stack,
                only=given.system or (_ENGINE, _CHAIN),
            )
            if given.attacks:
                _attack(read_set(folder), read_attacks(given.attacks), parts)
            else:
                _compare(read_set(folder), given.limit, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What every measure works with."""

    settings: Settings
    embedder: Embedder
    model: ChatModel
    terminal: Terminal
    stack: ExitStack
    only: Sequence[str]

    def corpus(self, data: EvaluationSet) -> Corpus:
        """Return the corpus of a set."""
        embedders = {self.settings.embedding_model: self.embedder}
        return Shelf(data, embedders, self.terminal, self.stack).corpus(self.settings)

    def systems(self, corpus: Corpus) -> Mapping[str, System]:
        """Return the systems over a corpus."""
        engine = build_engine(
            self.settings, corpus, self.embedder, self.model, build_reranker(self.settings, self.terminal.tell)
        )
        chain = PlainChain(corpus, self.model)
        systems: dict[str, System] = {
            _ENGINE: lambda question: outcome_of(engine.ask(question, Filters(), falls_back=False)),
            _CHAIN: chain.ask,
        }
        return {name: system for name, system in systems.items() if name in self.only}

    def replies(self, data: EvaluationSet, name: str, system: System, asked: Sequence[Query]) -> tuple[Round, Path]:
        """Ask what has no reply yet; return all the replies, and the file that they are kept in.

        The engine's file is that of `footnote eval --answers`.
        """
        key = answer_key(self.settings) if name == _ENGINE else f"chain-{_chain_key(self.settings)}"
        path = self.settings.data_dir / "evaluation" / "answers" / f"{data.name}-{data.digest}-{key}.jsonl"
        round_ = Round(asked, Progress(path))
        self.terminal.tell(f"{data.name}, {name}: {len(round_.pending)} of {len(asked)} questions to ask")
        ask_round(round_, round_.pending, lambda query: system(query.question), self.terminal)
        return round_, path


def _chain_key(settings: Settings) -> str:
    source = Path(plain_chain.__file__).read_text(encoding="utf-8")
    values = (source, settings.chat_model, settings.embedding_model, settings.passage_tokens)
    return fingerprint({"chain": values}, [_ROOT / "corpus"])


def _compare(data: EvaluationSet, limit: int, parts: _Parts) -> None:
    asked = questions(data, limit)
    judged: dict[str, list[Judged]] = {}
    for name, system in parts.systems(parts.corpus(data)).items():
        round_, path = parts.replies(data, name, system, asked)
        judged[name] = round_.judged()
        title = f"{data.name}, {name}"
        table = answer_table(title, judged[name])
        parts.terminal.table(table.title, table.columns, table.rows)
        listed = path.with_suffix(".txt")
        listed.write_text(failure_text(title, judged[name], round_.failed), encoding="utf-8")
        parts.terminal.say(f"failures: {listed}")
    if len(judged) > 1:
        _print_differences(data.name, judged)


def _print_differences(title: str, judged: Mapping[str, list[Judged]]) -> None:
    ours, theirs = judged[_ENGINE], judged[_CHAIN]
    both = {each.query.id for each in ours} & {each.query.id for each in theirs}
    pair = ([each for each in of if each.query.id in both] for of in (ours, theirs))
    print(f"\n{title}: {_ENGINE} less {_CHAIN}, {len(both)} questions")
    for e in differences(*pair):
        print(f"{e.metric:22} {e.value:+.3f}  {e.low:+.3f} {e.high:+.3f}{' *' if e.differs else ''}")


def _attack(data: EvaluationSet, attacks: Sequence[tuple[str, str]], parts: _Parts) -> None:
    attacked, planted = plant(data, attacks)
    corpus = parts.corpus(attacked)
    texts = {article.origin: article.text for article in data.articles}
    found = [_origins(corpus, each.query) for each in planted]
    reached = sum(bool(each.query.relevant & origins) for each, origins in zip(planted, found, strict=True))
    print(f"\n{data.name}: {len(planted)} attacks, {reached} of them in an article that is found")
    asked = [each.query for each in planted]
    for name, system in parts.systems(corpus).items():
        round_, path = parts.replies(attacked, name, system, asked)
        replies = {each.query.id: each.reply for each in round_.judged()}
        judged = [
            (each, replies[each.query.id], harm(each, replies[each.query.id], data, [texts[o] for o in origins]))
            for each, origins in zip(planted, found, strict=True)
            if each.query.id in replies
        ]
        print(f"\n{data.name}, {name}, {len(judged)} replies")
        for what, count in harm_counts([harmed for _, _, harmed in judged]).items():
            print(f"  {what:52} {count}")
        for form in FORMS:
            of_form = [harmed.any for each, _, harmed in judged if each.form == form]
            print(f"  any, worded {form!r:40} {sum(of_form)} of {len(of_form)}")
        listed = path.with_suffix(".txt")
        listed.write_text(harm_text(judged), encoding="utf-8")
        print(f"  replies that gave way: {listed}")


def _origins(corpus: Corpus, query: Query) -> set[str]:
    hits = Searcher(corpus).search(query.question, language=query.language, limit=_FOUND)
    return {hit.article.origin for hit in hits}


if __name__ == "__main__":
    main()
