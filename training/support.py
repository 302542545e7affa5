"""Fit the bundled judge: run `python -m training.support DATA OUT`, as training/README.md says.

The features of each row are kept in OUT's folder, so that another run only fits. Which rows are learnt from, and in
which share, is written here; nothing of a file of pairs that is given to measure is learnt.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from bot.answering.judge.support.bundled import FILE, WHOLE, found_of
from bot.answering.judge.support.by_reading import reading_prompt
from bot.answering.judge.support.claim import Claim, Quote
from bot.answering.judge.support.nearness import Nearness
from bot.models.gguf_files import LOCAL
from bot.settings import Settings
from bot.wiring.chat import open_chat
from corpus.embedding.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

TWINS = Path(__file__).with_name("twins.jsonl")
# What a row counts, by its source: twins that differ in one thing are what a judge meets, and what is rarest.
_COUNTS = {"twins": 4.0, "made-cross": 0.7, "made-fr": 0.7, "made-en": 0.7}
_OF_A_SOURCE = {
    "summedits": 240, "fool-me-twice": 200, "made-cross": 260, "wice": 120, "made-fr": 120, "rte3-fr": 120,
    "mnli-train-15k-translated": 200, "daccord": 100, "made-en": 100, "rte": 60, "conjnli": 60, "lingnli": 60,
    "fever-symmetric": 60, "inferes": 50, "covid-fact": 50,
}  # fmt: skip
_LONGEST = 600  # characters of quotes
_SEED, _FOLDS, _PENALTY = 7, 8, 100.0
# No sign of a difference may speak for a sentence, and no nearness against it, whatever few rows would have it.
_ONLY_FOR = ("least met", "few met")
_LOOSE = 100.0  # two numbers over 244 rows need no penalty
FALSE_KEPT = 0.08  # of the held-out twins, at the point from which on words alone say a sentence
# And at the one from which on it is said after the chat model has read it too: our twins are harder than others, of
# which half as many pass there (benchmarks/support.md).
_FALSE_READ = 0.13


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A claim to learn from; rows of one group share their quotes."""

    claim: Claim
    supported: bool
    source: str
    group: str

    @property
    def key(self) -> str:
        """Name the row by what it holds."""
        return hashlib.sha256(repr(self.claim).encode()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="support.jsonl: quotes, sentence, supported, source, languages")
    parser.add_argument("kept", type=Path, help="where the features of rows are kept from run to run")
    parser.add_argument("--pairs", type=Path, help="pairs to measure, never learnt from")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    settings = Settings()
    embedder = SentenceEmbedder(settings.embedding_model, settings.cache_dir, print)
    rows = [*read_twins(TWINS), *rows_of(given.data, _OF_A_SOURCE)]
    print(Counter(row.source for row in rows))
    kept = Kept(given.kept, Nearness(embedder))
    found = kept.of(rows)
    fit = Fitted(rows, found)
    fit.print_held_out()
    pairs = read_twins(given.pairs) if given.pairs else []
    if pairs:
        fit.print_measured(pairs, kept.of(pairs))
    twins, words = fit.held_out_twins()
    leanings = Leanings(given.kept.with_suffix(".leanings.jsonl"), settings)
    joined = Joined(twins, words, leanings.of(twins))
    if pairs:
        joined.print_measured(pairs, fit.log_odds(kept.of(pairs)), leanings.of(pairs))
    if given.write:
        written = {"embedding": embedder.name, **fit.document(), "joint": joined.document()}
        FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        print(f"{FILE}: SHA-256 {hashlib.sha256(FILE.read_bytes()).hexdigest()}")


def read_twins(file: Path) -> list[Row]:
    """Read pairs of twins, each with the language of its quotes."""
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Row(
            claim=Claim(
                text=each["sentence"],
                language=each["sentence_lang"],
                quotes=tuple(
                    Quote(text=s["text"], title=s["title"], language=s.get("lang") or each["quotes_lang"])
                    for s in each["sources"]
                ),
            ),
            supported=each["supported"],
            source="twins",
            group=min(each["id"], each.get("pair", each["id"][:-1] + "a")),
        )
        for each in told
    ]


def rows_of(file: Path, wanted: Mapping[str, int]) -> list[Row]:
    """Draw as many rows of each source as are wanted, those with a twin over the same quotes first."""
    by_quotes: defaultdict[str, defaultdict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        if told["source"] in wanted and len(told["quotes"]) <= _LONGEST:
            by_quotes[told["source"]][told["quotes"]].append(told)
    return [row for source, groups in by_quotes.items() for row in _drawn(source, groups, wanted[source])]


def _drawn(source: str, groups: dict[str, list[dict[str, Any]]], left: int) -> Iterable[Row]:
    chance = random.Random(f"{_SEED}:{source}")  # noqa: S311 -- examples are no secret
    order = list(groups.values())
    chance.shuffle(order)
    order.sort(key=lambda rows: -len({row["supported"] for row in rows}))
    for rows in order:
        both = [next((r for r in rows if r["supported"] is wanted), None) for wanted in (True, False)]
        for told in both:
            if told is not None and left > 0:
                left -= 1
                yield _row(told)


def _row(told: dict[str, Any]) -> Row:
    parts = told["quotes"].split(" | ") if told["source"].startswith("made") else [told["quotes"]]
    title, colon, rest = parts[0].partition(" : ")
    if not (colon and told["source"].startswith("made")):
        title, rest = "", parts[0]
    quotes = tuple(
        Quote(text=text, title=title, language=told["quotes_lang"]) for text in (rest, *parts[1:]) if text.strip()
    )
    claim = Claim(text=told["sentence"], language=told["sentence_lang"], quotes=quotes[:3])
    return Row(claim=claim, supported=told["supported"], source=told["source"], group=told["quotes"])


class Kept:
    """What is found of rows, kept in a file of JSON lines."""

    def __init__(self, file: Path, nearness: Nearness) -> None:
        self._file = file
        self._nearness = nearness
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known: dict[str, dict[str, float]] = dict(json.loads(line) for line in lines)

    def of(self, rows: Sequence[Row]) -> list[dict[str, float]]:
        missing = [row for row in rows if row.key not in self._known]
        with self._file.open("a", encoding="utf-8") as out:
            for first in range(0, len(missing), 32):
                part = missing[first : first + 32]
                self._nearness.read([t for row in part for t in (row.claim.text, *(q.text for q in row.claim.quotes))])
                for row in part:
                    self._known[row.key] = found_of(row.claim, self._nearness)
                    out.write(json.dumps([row.key, self._known[row.key]]) + "\n")
                out.flush()
                print(f"{first + len(part)} of {len(missing)} rows", flush=True)
        return [self._known[row.key] for row in rows]


class Leanings:
    """What the bundled chat model leans to on each row, kept in a file of JSON lines; it loads for what is missing."""

    def __init__(self, file: Path, settings: Settings) -> None:
        self._file = file
        self._settings = settings
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known: dict[str, float] = dict(json.loads(line) for line in lines)

    def of(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        missing = [row for row in rows if row.key not in self._known]
        if missing:
            local = self._settings.model_copy(update={"chat_model": LOCAL})
            with open_chat(local, print) as model, self._file.open("a", encoding="utf-8") as out:
                for row in missing:
                    leaning = model.leaning(reading_prompt(row.claim)) if model else None
                    if leaning is None:
                        raise SystemExit("The bundled chat model doesn't tell what it leans to.")
                    self._known[row.key] = leaning
                    out.write(json.dumps([row.key, leaning]) + "\n")
                    out.flush()
        return np.array([self._known[row.key] for row in rows])


class Joined:
    """A regression of what the judge of words and the chat model say of twins that neither has learnt from."""

    def __init__(self, rows: Sequence[Row], words: NDArray[np.float64], leanings: NDArray[np.float64]) -> None:
        x = np.column_stack((words, leanings))
        y = np.array([row.supported for row in rows])
        held_out = np.zeros(len(rows))
        for learnt, held in GroupKFold(_FOLDS).split(x, y, [row.group for row in rows]):
            held_out[held] = LogisticRegression(C=_LOOSE).fit(x[learnt], y[learnt]).decision_function(x[held])
        self._fit = LogisticRegression(C=_LOOSE).fit(x, y)
        false = np.sort(held_out[~y])
        self._sure = float(false[int((1 - _FALSE_READ) * len(false))])
        _print("twins, read too", rows, held_out, self._sure)

    def print_measured(self, rows: Sequence[Row], words: NDArray[np.float64], leanings: NDArray[np.float64]) -> None:
        _print("measured, leaning alone", rows, leanings, 0.0)
        _print("measured, read too", rows, self._fit.decision_function(np.column_stack((words, leanings))), self._sure)

    def document(self) -> dict[str, float]:
        """Return the regression as the file has it."""
        words, leaning = (float(c) for c in self._fit.coef_[0])
        told = {"words": words, "leaning": leaning, "intercept": float(self._fit.intercept_[0]), "sure": self._sure}
        return {name: round(value, 4) for name, value in told.items()}


class Fitted:
    """A regression over rows, and what those that haven't learnt from a row say of it."""

    def __init__(self, rows: Sequence[Row], found: Sequence[dict[str, float]]) -> None:
        self._rows = rows
        self._names = sorted(found[0])
        self._x = self._table(found)
        self._y = np.array([row.supported for row in rows])
        self._counts = np.array([_COUNTS.get(row.source, 1.0) for row in rows])
        self._held_out = np.zeros(len(rows))
        groups = [row.group for row in rows]
        for learnt, held in GroupKFold(_FOLDS).split(self._x, self._y, groups):
            self._held_out[held] = _log_odds(*self._fit(learnt), self._x[held])
        self.coefficients, self.intercept = self._fit(np.arange(len(rows)))
        twins = np.array([row.source == "twins" for row in rows])
        false = np.sort(self._held_out[twins & ~self._y])
        self.sure = float(false[int((1 - FALSE_KEPT) * len(false))])

    def _table(self, found: Sequence[dict[str, float]]) -> NDArray[np.float64]:
        return np.array([[of[name] for name in self._names] for of in found])

    def _fit(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], float]:
        scaler = StandardScaler().fit(self._x[rows])
        x: Any = scaler.transform(self._x[rows])
        sides = 2.0 * self._y[rows] - 1

        def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            margins = sides * (x @ weights[:-1] + weights[-1])
            slopes = -sides * self._counts[rows] / (1 + np.exp(margins))
            penalty = _PENALTY * weights[:-1]
            value = self._counts[rows] @ np.logaddexp(0, -margins) + penalty @ weights[:-1] / 2
            return float(value), np.append(x.T @ slopes + penalty, slopes.sum())

        bounds = [(0.0, None) if n in _ONLY_FOR else (None, None) if n in WHOLE else (None, 0.0) for n in self._names]
        start = np.zeros(len(bounds) + 1)
        found: Any = minimize(loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B")
        scale: Any = scaler.scale_
        coefficients = found.x[:-1] / scale
        return coefficients, float(found.x[-1] - coefficients @ scaler.mean_)

    def print_held_out(self) -> None:
        for source in sorted({row.source for row in self._rows}):
            of = np.array([row.source == source for row in self._rows])
            if 0 < self._y[of].sum() < of.sum():
                _print(source, [r for r in self._rows if r.source == source], self._held_out[of], self.sure)

    def print_measured(self, rows: Sequence[Row], found: Sequence[dict[str, float]]) -> None:
        _print("measured", rows, self.log_odds(found), self.sure)

    def log_odds(self, found: Sequence[dict[str, float]]) -> NDArray[np.float64]:
        return _log_odds(self.coefficients, self.intercept, self._table(found))

    def held_out_twins(self) -> tuple[list[Row], NDArray[np.float64]]:
        """Return the twins, and what regressions that haven't learnt from them say of them."""
        twins = [i for i, row in enumerate(self._rows) if row.source == "twins"]
        return [self._rows[i] for i in twins], self._held_out[twins]

    def document(self) -> dict[str, Any]:
        """Return the regression as its file has it."""
        rounded = {n: round(float(c), 5) for n, c in zip(self._names, self.coefficients, strict=True)}
        coefficients = {name: weight for name, weight in rounded.items() if weight}
        return {"coefficients": coefficients, "intercept": round(self.intercept, 5), "sure": round(self.sure, 4)}


def _log_odds(coefficients: NDArray[np.float64], intercept: float, x: NDArray[np.float64]) -> NDArray[np.float64]:
    return x @ coefficients + intercept


def _print(name: str, rows: Sequence[Row], odds: NDArray[np.float64], sure: float) -> None:
    y = np.array([row.supported for row in rows])
    by: defaultdict[str, dict[bool, float]] = defaultdict(dict)
    for row, one in zip(rows, odds, strict=True):
        by[row.group][row.supported] = one
    ordered = [t[True] > t[False] for t in by.values() if len(t) > 1]
    twins = f"{np.mean(ordered):.3f}" if ordered else "-"
    print(
        f"{name}: {len(rows)} rows, AUC {roc_auc_score(y, odds):.3f}, twins {twins},"
        f" true kept {np.mean(odds[y] >= sure):.3f}, false kept {np.mean(odds[~y] >= sure):.3f}"
    )


if __name__ == "__main__":
    main()
