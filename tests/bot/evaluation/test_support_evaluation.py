"""Measuring a judge on twins: the figures by hand, the failures to read, and files that hold no pairs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.judge.support.claim import Claim, Judgement
from bot.evaluation.support import by_group, judge_rows, read_pairs, support_failures, support_figures
from bot.evaluation.support_tables import support_document, support_notes, support_tables
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ByWords:
    """Gives each sentence the probability that it ends with; from a half on it is supported."""

    def supports(self, claims: Sequence[Claim]) -> list[Judgement]:
        found = [float(claim.text.split()[-1]) for claim in claims]
        return [Judgement(probability=one, supported=one >= 0.5) for one in found]


def told(pair: int, supported: bool, probability: float, kind: str = "number") -> dict[str, Any]:  # noqa: FBT001 -- a row
    own, other = ("a", "b") if supported else ("b", "a")
    return {
        "id": f"s{pair}{own}",
        "pair": f"s{pair}{other}",
        "sources": [{"title": "T", "date": "", "lang": "en", "text": "Ten ships."}],
        "sentence": f"There are ships {probability}",
        "sentence_lang": "fr" if pair == 1 else "en",
        "supported": supported,
        "kind": kind,
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [told(1, True, 0.9), told(1, False, 0.2), told(2, True, 0.3), told(2, False, 0.6, "negation")]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_the_figures_are_those_that_one_counts_by_hand(file: Path) -> None:
    done: list[int] = []
    judged, seconds = judge_rows(read_pairs(file), ByWords(), done.append)
    figures = support_figures(judged)
    assert sum(done) == figures.rows == 4
    assert seconds >= 0
    assert figures.auc == pytest.approx(3 / 4)  # .9 beats both, .3 beats .2
    assert figures.twins == pytest.approx(1 / 2)
    assert (figures.true_kept, figures.false_kept) == (0.5, 0.5)
    assert figures.true_kept_at == 0.5  # above .6, where none of the false ones is


def test_figures_are_given_by_language_and_kind_and_a_figure_of_nothing_is_none(file: Path) -> None:
    judged, _ = judge_rows(read_pairs(file.parent), ByWords(), lambda _: None)
    languages = by_group(judged, lambda row: row.languages)
    assert {name: figures.rows for name, figures in languages.items()} == {"en > en": 2, "en > fr": 2}
    kinds = by_group(judged, lambda row: row.kind)
    assert kinds["negation"].auc is None
    assert kinds["negation"].false_kept == 1.0


def test_the_failures_are_those_kept_though_false_then_those_refused_though_true(file: Path) -> None:
    judged, _ = judge_rows(read_pairs(file), ByWords(), lambda _: None)
    assert [one.row.id for one in support_failures(judged)] == ["s2b", "s2a"]
    document = support_document(judged, "bundled", 2.0)["support"]
    assert document["auc"] == 0.75
    assert document["true_kept"] == document["false_kept"] == 0.5
    assert [failure["id"] for failure in document["failures"]] == ["s2b", "s2a"]
    assert document["sentences_a_second"] == 2.0
    notes = list(support_notes(judged, 2.0))
    assert notes[0].startswith("s2b kept, though false (negation, 0.60)")
    assert [table.rows[0][0] for table in support_tables(judged, "bundled")] == ["all", "false: negation"]


@pytest.mark.parametrize("words", ["", "no JSON", "[]", '{"id": "a"}', '{"sources": 3}', "\n\n"])
def test_a_file_that_holds_no_pairs_is_refused_with_a_sentence(tmp_path: Path, words: str) -> None:
    (tmp_path / "pairs.jsonl").write_text(words, encoding="utf-8")
    with pytest.raises(UsageError, match=r"pairs\.jsonl"):
        read_pairs(tmp_path)


def test_a_file_that_isnt_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        read_pairs(tmp_path / "none.jsonl")
