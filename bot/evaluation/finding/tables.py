"""Lay the figures of an evaluation of finding out as tables of short words, which fit a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evaluation.figure_table import FigureTable
from bot.evaluation.finding.figures import METRICS, RESAMPLES
from bot.evaluation.finding.ways import AGAINST, OURS, RRF_K, TRANSLATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.evaluation.finding.compare import Comparison
    from bot.evaluation.finding.figures import Estimate
    from bot.evaluation.finding.trial import Trial

_NAMES = {
    "recall_at_1": "R@1",
    "recall_at_4": "R@4",
    "recall_at_10": "R@10",
    "mrr_at_10": "MRR@10",
    "ndcg_at_10": "nDCG@10",
}
_COLUMNS = ("", *(_NAMES[metric] for metric in METRICS))
_LESS = f" less {OURS}"
_INTERVAL = " 95 %"


def figure_tables(trial: Trial) -> Iterator[FigureTable]:
    """Yield a table of all questions, and one of each language pair where there are several."""
    compared = trial.compared
    pairs = ", ".join(compared.pairs)
    title = f"{trial.name}: {compared.whole.queries} questions, {pairs}; {trial.articles} articles"
    yield _table(f"{title}, {trial.passages} passages", compared.whole)
    if len(compared.pairs) > 1:
        for pair, comparison in compared.pairs.items():
            yield _table(f"{trial.name}, {pair}: {comparison.queries} questions", comparison)


def figure_notes(comparison: Comparison, changed: Mapping[str, str]) -> Iterator[str]:
    """Yield what the names and signs of a table mean, those that it has."""
    named = {row.way for row in comparison.rows}
    notes = {
        TRANSLATED: f"{TRANSLATED}: {OURS}, where the chat model puts the question into the articles' language too",
        AGAINST: f"{AGAINST}: {', '.join(f'{name}={value}' for name, value in changed.items())}",
        "vectors": "vectors: cosine of 'title, passage'",
        "words": "words: BM25 of stems, the title's among them",
        "rrf": f"rrf: reciprocal rank fusion of vectors and words, k = {RRF_K}",
    }
    yield f"95 %: interval of {RESAMPLES:,} bootstrap draws of the questions"
    yield from (words for name, words in notes.items() if name in named)
    if len(named) > 1:
        yield "less footnote: over the same questions (paired); * marks an interval without 0"


def _table(title: str, comparison: Comparison) -> FigureTable:
    rows: list[Sequence[str]] = []
    for row in comparison.rows:
        rows += _rows(row.way, row.figures, _plain)
        if row.difference:
            rows += _rows(_LESS, row.difference, _signed)
    return FigureTable(title=title, columns=_COLUMNS, rows=rows)


def _rows(
    name: str, estimates: Sequence[Estimate], written: Callable[[float], str]
) -> tuple[Sequence[str], Sequence[str]]:
    starred = written is _signed
    values = [written(e.value) + ("*" if starred and e.differs else "") for e in estimates]
    return (name, *values), (_INTERVAL, *(f"{written(e.low)} {written(e.high)}" for e in estimates))


def _plain(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1).replace("-", "−")
