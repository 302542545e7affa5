"""Lay out how well a judge of support does: as tables for a terminal, and as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.evaluation.figure_table import FigureTable
from bot.evaluation.support import FALSE_KEPT, by_group, support_failures, support_figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.evaluation.support import JudgedRow, SupportFigures

_COLUMNS = ("", "rows", "AUC", "twins", "true kept", "false kept", f"true at {FALSE_KEPT:.2f}".replace("0.", "."))


def support_tables(judged: Sequence[JudgedRow], judge: str) -> Iterator[FigureTable]:
    """Yield the figures of all rows and by language, then those by kind."""
    whole = [_row("all", support_figures(judged))]
    languages = by_group(judged, lambda row: row.languages)
    rows = whole + [_row(name, figures) for name, figures in languages.items()]
    yield FigureTable(title=f"Support, judged by {judge}", columns=_COLUMNS, rows=rows)
    kinds = by_group(judged, lambda row: f"{'true' if row.supported else 'false'}: {row.kind}")
    kept = [
        (name, str(of.rows), _plain(of.true_kept if of.false_kept is None else of.false_kept))
        for name, of in sorted(kinds.items())
    ]
    yield FigureTable(title="By what the sentence does", columns=("", "rows", "kept"), rows=kept)


def support_notes(judged: Sequence[JudgedRow], seconds: float) -> Iterator[str]:
    """Yield each failure to read, then what was measured and how fast it went."""
    for one in support_failures(judged):
        what = "refused, though true" if one.row.supported else "kept, though false"
        yield f"{one.row.id} {what} ({one.row.kind}, {one.judgement.probability:.2f}): {one.row.claim.text}"
    yield "AUC: how probably a true sentence is given more than a false one; twins: than the false one of its pair"
    yield "kept: sure enough to be said; true at .08: where .08 of the false ones are kept"
    if seconds:
        yield f"{len(judged) / seconds:.1f} sentences a second"


def support_document(judged: Sequence[JudgedRow], judge: str, seconds: float) -> dict[str, Any]:
    """Return the figures, those by language and kind, and every failure."""
    return {
        "support": {
            "judge": judge,
            **_figures(support_figures(judged)),
            "by_language": {k: _figures(f) for k, f in by_group(judged, lambda row: row.languages).items()},
            "by_kind": {k: _figures(f) for k, f in by_group(judged, lambda row: row.kind).items()},
            "sentences_a_second": round(len(judged) / seconds, 2) if seconds else None,
            "failures": [_failure(one) for one in support_failures(judged)],
        }
    }


def _figures(figures: SupportFigures) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(figures).items()}


def _failure(one: JudgedRow) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "kind": one.row.kind,
        "supported": one.row.supported,
        "probability": round(one.judgement.probability, 4),
        "differs": one.judgement.differs,
        "sentence": one.row.claim.text,
        "quotes": [quote.text for quote in one.row.claim.quotes],
    }


def _row(name: str, of: SupportFigures) -> Sequence[str]:
    shares = (of.auc, of.twins, of.true_kept, of.false_kept, of.true_kept_at)
    return (name, str(of.rows), *map(_plain, shares))


def _plain(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}".removeprefix("0")
