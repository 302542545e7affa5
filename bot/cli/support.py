"""Measure a judge of support on pairs of twins: `footnote eval --support FILE`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from bot.cli.session import print_json
from bot.cli.terminal import Terminal
from bot.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answering.judge.claim import JudgeName


def measure_support(file: Path, judge: JudgeName, *, as_json: bool) -> None:
    """Judge the pairs of a file, and print how well they are told apart, with every failure to read."""
    from bot.evaluation.support import judge_rows, read_pairs
    from bot.evaluation.support_tables import support_document, support_notes, support_tables
    from bot.wiring import build_embedder, named_judge

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
