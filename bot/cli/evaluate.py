"""The command that measures finding and answering on evaluation sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import AsJson
from bot.cli.session import print_json
from bot.settings import load_settings
from bot.terminal import Terminal
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.trial import Trial


def evaluate(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="DIR...", help="Folders with corpus.jsonl and queries.jsonl, or folders of such."),
    ],
    *,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Add the usual ways: vectors, words, rank fusion.")
    ] = False,
    against: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Compare with this setting changed; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many answerable questions.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure finding on questions with known answers; the articles go into corpora of their own."""
    from bot.documents import eval_document
    from bot.evaluation.data import find_sets, read_set
    from bot.tables import figure_notes, figure_tables
    from bot.trial import Conditions, run_trials

    changed = _changed_settings(against or [])
    conditions = Conditions(
        settings=load_settings(),
        against=load_settings(instead=changed) if changed else None,
        changed=changed,
        baselines=baselines,
        limit=limit,
    )
    sets = [read_set(path) for path in find_sets(folders)]
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
    for note in figure_notes(trials[0].compared.whole, changed):
        terminal.say(note)


def _changed_settings(given: Sequence[str]) -> dict[str, str]:
    """Return settings given as NAME=VALUE, by their names."""
    changed: dict[str, str] = {}
    for words in given:
        name, equals, value = words.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"--against takes NAME=VALUE, such as FOOTNOTE_EMBEDDING_MODEL=BAAI/bge-m3, not {words!r}."
            )
        changed[name.strip()] = value.strip()
    return changed
