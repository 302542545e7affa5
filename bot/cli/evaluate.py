"""The command that measures finding and answering on evaluation sets."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answering.judge.support.claim import JudgeName
from bot.cli.options import AsJson
from bot.cli.session import print_json
from bot.cli.showing.terminal import Terminal
from bot.settings import load_settings
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evaluation.answers.trial import AnswerConditions, AnswerTrial
    from bot.evaluation.data import EvaluationSet
    from bot.evaluation.finding.trial import Conditions, Trial


def evaluate(  # noqa: PLR0913 -- one parameter an option
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Folders with corpus.jsonl and queries.jsonl, or folders of such."),
    ] = None,
    *,
    answers: Annotated[
        bool, typer.Option("--answers", help="Measure answering instead, unanswerable questions included.")
    ] = False,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Add the usual ways: vectors, words, rank fusion.")
    ] = False,
    against: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Compare with this setting changed; may be repeated.")
    ] = None,
    translated: Annotated[
        bool,
        typer.Option(
            "--translated", help="Add the search with questions that the chat model translates; seconds each."
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help="Only the first so many answerable questions; with --answers, as many others too.",
        ),
    ] = None,
    stop_after: Annotated[
        int | None,
        typer.Option(min=1, metavar="NUMBER", help="With --answers: ask so many now; the same command goes on later."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="With --answers: ask anew what was asked in earlier runs.")
    ] = False,
    support: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Measure instead whether true sentences are told from false ones: pairs."),
    ] = None,
    judge: Annotated[
        JudgeName, typer.Option("--judge", metavar="JUDGE", help="With --support: bundled, support or model.")
    ] = "bundled",
    as_json: AsJson = False,
) -> None:
    """Measure finding, or answering, on questions with known answers; the articles go into corpora of their own."""
    from bot.evaluation.data import find_sets, read_set

    if support:
        if folders or answers or baselines or against or translated:
            raise UsageError("--support measures a judge alone: leave folders and other options but --judge out.")
        _measure_support(support, judge, as_json=as_json)
        return
    if not folders:
        raise UsageError("Name a folder with corpus.jsonl and queries.jsonl, or pairs with --support FILE.")
    if answers and (baselines or against or translated):
        raise UsageError("--answers measures how the settings answer: leave --baselines, --against, --translated out.")
    if not answers and (stop_after or again):
        raise UsageError("--stop-after and --again go with --answers: add it, or leave them out.")
    settings = load_settings()
    sets = [read_set(path) for path in find_sets(folders)]
    if answers:
        from bot.evaluation.answers.trial import AnswerConditions

        conditions = AnswerConditions(settings=settings, limit=limit, stop_after=stop_after, again=again)
        _measure_answering(sets, conditions, as_json=as_json)
        return
    from bot.evaluation.finding.trial import Conditions

    changed = _changed_settings(against or [])
    other = load_settings(instead=changed) if changed else None
    asked = Conditions(
        settings=settings, against=other, changed=changed, baselines=baselines, translated=translated, limit=limit
    )
    _measure_finding(sets, asked, as_json=as_json)


def _measure_finding(sets: Sequence[EvaluationSet], conditions: Conditions, *, as_json: bool) -> None:
    from bot.documents.evaluation import eval_document
    from bot.evaluation.finding.tables import figure_notes, figure_tables
    from bot.evaluation.finding.trial import run_trials

    terminal = Terminal()
    trials: list[Trial] = []
    for trial in run_trials(sets, conditions, terminal):
        trials.append(trial)
        for table in () if as_json else figure_tables(trial):
            terminal.table(table.title, table.columns, table.rows)
    if as_json:
        print_json(eval_document(trials))
        return
    terminal.say("")
    for note in figure_notes(trials[0].compared.whole, conditions.changed):
        terminal.say(note)


def _measure_answering(sets: Sequence[EvaluationSet], conditions: AnswerConditions, *, as_json: bool) -> None:
    from bot.documents.evaluation import answers_document
    from bot.evaluation.answers.standards import standard_table
    from bot.evaluation.answers.tables import answer_notes, answer_table
    from bot.evaluation.answers.trial import run_answer_trials

    terminal = Terminal()
    trials: list[AnswerTrial] = []
    for trial in run_answer_trials(sets, conditions, terminal):
        trials.append(trial)
        tables = [answer_table(trial.title, trial.graded)] if trial.graded or not trial.measured else []
        tables += [standard_table(trial.title, trial.measured)] if trial.measured else []
        for table in () if as_json else tables:
            terminal.table(table.title, table.columns, table.rows)
    if as_json:
        print_json(answers_document(trials))
        return
    terminal.say("")
    for note in answer_notes(trials):
        terminal.say(note)


def _changed_settings(given: Sequence[str]) -> dict[str, str]:
    """Return settings given as NAME=VALUE, by their names."""
    changed: dict[str, str] = {}
    for words in given:
        name, equals, value = words.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                "--against takes NAME=VALUE, such as FOOTNOTE_EMBEDDING_MODEL=BAAI/bge-m3, not {words!r}.", words=words
            )
        changed[name.strip()] = value.strip()
    return changed


def _measure_support(file: Path, judge: JudgeName, *, as_json: bool) -> None:
    """Judge the pairs of a file, and print how well they are told apart, with every failure to read."""
    from bot.evaluation.support import judge_rows, read_pairs
    from bot.evaluation.support_tables import support_document, support_notes, support_tables
    from bot.wiring.embedding import build_embedder
    from bot.wiring.judge import named_judge

    terminal = Terminal()
    settings = load_settings()
    rows = read_pairs(file)
    with ExitStack() as stack:
        embedder = build_embedder(settings, terminal.tell)
        chosen = stack.enter_context(named_judge(judge, settings, embedder, terminal.tell))
        on_progress = stack.enter_context(terminal.counting("Judging sentences", len(rows)))
        judged, seconds = judge_rows(rows, chosen, on_progress)
    if as_json:
        print_json(support_document(judged, judge, seconds))
        return
    for table in support_tables(judged, judge):
        terminal.table(table.title, table.columns, table.rows)
    terminal.say("")
    for note in support_notes(judged, seconds):
        terminal.say(note)
