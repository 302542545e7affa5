"""Measure a judge on pairs of twins: a sentence that its quotes support, and one close to it that they don't."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.answering.judge.support.claim import Claim, Quote
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.answering.judge.support.claim import Judge, Judgement

_FILE = "pairs.jsonl"
_AT_ONCE = 8  # so that progress shows
FALSE_KEPT = 0.08
"""The share of false sentences at which the judges' shares of true ones are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A claim of which it is known whether it is supported; `twin` is the id of the other of its pair."""

    id: str
    twin: str
    kind: str
    claim: Claim
    supported: bool

    @property
    def languages(self) -> str:
        """Name the quotes' languages and the sentence's."""
        return f"{'+'.join(sorted({quote.language for quote in self.claim.quotes}))} > {self.claim.language}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A row, and what a judge says of it."""

    row: Row
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportFigures:
    """How well a judge tells true sentences from false ones; None is a figure of nothing.

    `auc` is the probability that a true one is given more than a false one, `twins` the share of the pairs of which
    the true one is; the shares of both that are kept are those at the judge's own operating point. `true_kept_at` is
    the share of the true ones where it keeps `FALSE_KEPT` of the false ones.
    """

    rows: int
    auc: float | None
    twins: float | None
    true_kept: float | None
    false_kept: float | None
    true_kept_at: float | None


def read_pairs(path: Path) -> list[Row]:
    """Read pairs from a file, or from the pairs.jsonl of a folder.

    Raises:
        UsageError: there is no such file, or it holds something else.
    """
    file = path / _FILE if path.is_dir() else path
    try:
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows = [_row(json.loads(line)) for line in lines]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "{file} can't be read: name a file of pairs, or a folder with {wanted}.", file=file, wanted=_FILE
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            "{file} holds no pairs: each line is a sentence with its sources, as JSON.", file=file
        ) from error
    if not rows:
        raise UsageError("{file} is empty: name a file of pairs.", file=file)
    return rows


def _row(told: dict[str, Any]) -> Row:
    quotes = tuple(
        Quote(text=str(each["text"]), language=str(each["lang"]), title=str(each.get("title", "")))
        for each in told["sources"]
    )
    return Row(
        id=str(told["id"]),
        twin=str(told.get("pair", "")),
        kind=str(told.get("kind", "")),
        claim=Claim(text=str(told["sentence"]), language=str(told["sentence_lang"]), quotes=quotes),
        supported=bool(told["supported"]),
    )


def judge_rows(rows: Sequence[Row], judge: Judge, on_progress: Callable[[int], None]) -> tuple[list[JudgedRow], float]:
    """Return the judgements, and how many seconds they took; `on_progress` is told how many more rows are done."""
    began = time.monotonic()
    judged: list[JudgedRow] = []
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        said = judge.supports([row.claim for row in part])
        judged += [JudgedRow(row=row, judgement=one) for row, one in zip(part, said, strict=True)]
        on_progress(len(part))
    return judged, time.monotonic() - began


def support_figures(judged: Sequence[JudgedRow]) -> SupportFigures:
    """Return the figures of judged rows."""
    true = [one for one in judged if one.row.supported]
    false = [one for one in judged if not one.row.supported]
    ordered = [_beats(one, other) for one, other in _twins(judged)]
    return SupportFigures(
        rows=len(judged),
        auc=_mean([_beats(one, other) for one in true for other in false]),
        twins=_mean(ordered),
        true_kept=_mean([one.judgement.supported for one in true]),
        false_kept=_mean([one.judgement.supported for one in false]),
        true_kept_at=_true_kept_at(true, false),
    )


def by_group(judged: Sequence[JudgedRow], group: Callable[[Row], str]) -> dict[str, SupportFigures]:
    """Return the figures of each group of rows, the largest first."""
    groups: dict[str, list[JudgedRow]] = {}
    for one in judged:
        groups.setdefault(group(one.row), []).append(one)
    return {name: support_figures(rows) for name, rows in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))}


def support_failures(judged: Sequence[JudgedRow]) -> list[JudgedRow]:
    """Return false sentences that are kept, the surest first, then true ones that aren't, the least sure first."""
    wrong = [one for one in judged if one.judgement.supported != one.row.supported]
    return sorted(wrong, key=lambda one: (one.row.supported, abs(0.5 - one.judgement.probability) * -1))


def _twins(judged: Sequence[JudgedRow]) -> Iterator[tuple[JudgedRow, JudgedRow]]:
    by_id = {one.row.id: one for one in judged}
    for one in judged:
        other = by_id.get(one.row.twin)
        if one.row.supported and other is not None and not other.row.supported:
            yield one, other


def _beats(one: JudgedRow, other: JudgedRow) -> float:
    ours, theirs = one.judgement.probability, other.judgement.probability
    return float(ours > theirs) + float(ours == theirs) / 2


def _true_kept_at(true: Sequence[JudgedRow], false: Sequence[JudgedRow]) -> float | None:
    if not true or not false:
        return None
    allowed = int(FALSE_KEPT * len(false))
    least = sorted((one.judgement.probability for one in false), reverse=True)[allowed]
    return _mean([one.judgement.probability > least for one in true])


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
