"""`footnote eval`, with the real embedding model."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from bot.evaluation.finding.figures import METRICS
from tests.support.program import PROGRAM, ROOT

if TYPE_CHECKING:
    from pathlib import Path


from tests.support.evaluation_sets import ARTICLES, QUERIES, write_set


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_figures_of_a_set_beside_the_usual_ways_and_other_settings(environment: dict[str, str], tmp_path: Path) -> None:
    folder = write_set(tmp_path / "made")

    done = run(environment, "eval", str(folder), "--json")
    plain: dict[str, Any] = json.loads(done.stdout)

    assert plain["queries"] == 3
    assert set(METRICS) <= plain.keys()
    assert set(plain["intervals"]) == set(METRICS)
    assert plain["recall_at_4"] == 1
    assert list(plain["ways"]) == ["footnote"]
    assert list(plain["pairs"]) == ["en on en", "en on fr", "fr on fr"]
    assert plain["against"] is None
    assert "made: 3 articles, 3 questions (en on en, en on fr, fr on fr)" in done.stderr
    assert "Texts embedded: 6" in done.stderr

    other = "FOOTNOTE_PASSAGE_TOKENS=40"
    words = ["eval", str(folder), "--baselines", "--against", other, "--limit", "2"]
    done = run(environment, *words, "--json")
    compared: dict[str, Any] = json.loads(done.stdout)

    assert compared["queries"] == 2
    assert list(compared["ways"]) == ["footnote", "against", "vectors", "words", "rrf"]
    assert compared["against"] == {"FOOTNOTE_PASSAGE_TOKENS": "40"}
    assert "difference" not in compared["ways"]["footnote"]
    # Articles this short are cut alike under both.
    assert compared["ways"]["against"]["difference"]["intervals"] == {metric: [0, 0] for metric in METRICS}
    assert compared["ways"]["words"]["difference"].keys() == {*METRICS, "intervals"}
    assert compared["pairs"]["fr on fr"]["queries"] == 1
    assert done.stderr.count("Texts embedded: 6") == 1
    assert done.stderr.count("made: all embedded before") == 1

    second = write_set(tmp_path / "second", ARTICLES[:1], QUERIES[:1])
    shown = run({**environment, "COLUMNS": "40"}, *words, str(second)).stdout
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    assert "made: 2 questions, en on en, fr on fr; 3 articles, 3 passages" in lines
    assert "made, fr on fr: 1 questions" in lines
    assert sum(line.split() == ["R@1", "R@4", "R@10", "MRR@10", "nDCG@10"] for line in lines) == 4
    assert sum(line.split()[:2] == ["footnote", "1.000"] for line in lines) == 4
    assert lines.index("made, fr on fr: 1 questions") < lines.index(
        "second: 1 questions, en on en; 1 articles, 1 passages"
    )
    assert f"against: {other}" in lines


def test_several_sets_are_a_list(environment: dict[str, str], tmp_path: Path) -> None:
    write_set(tmp_path / "sets" / "a", ARTICLES[:1], QUERIES[:1])
    write_set(tmp_path / "sets" / "b", ARTICLES[1:2], QUERIES[1:2])

    document = json.loads(run(environment, "eval", str(tmp_path / "sets"), "--json").stdout)

    assert [(each["set"], each["recall_at_1"]) for each in document["sets"]] == [("a", 1), ("b", 1)]


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("FOOTNOTE_EMBEDING_MODEL=x", "no setting FOOTNOTE_EMBEDING_MODEL: the nearest is FOOTNOTE_EMBEDDING_MODEL."),
        ("embedding_model=x", "There is no setting embedding_model: the nearest is FOOTNOTE_"),
        ("FOOTNOTE_PASSAGE_TOKENS=many", "FOOTNOTE_PASSAGE_TOKENS is wrong"),
        ("FOOTNOTE_EMBEDDING_MODEL", "--against takes NAME=VALUE"),
        ("=x", "--against takes NAME=VALUE"),
    ],
)
def test_a_wrong_setting_to_compare_with_gives_one_sentence(
    environment: dict[str, str], tmp_path: Path, against: str, said: str
) -> None:
    done = run(environment, "eval", str(write_set(tmp_path / "made")), "--against", against)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[-1]


def test_another_model_that_does_not_exist_is_said_before_anything_is_embedded(
    environment: dict[str, str], tmp_path: Path
) -> None:
    there = {**environment, "HF_HUB_OFFLINE": "1"}
    wrong = f"FOOTNOTE_EMBEDDING_MODEL={tmp_path / 'no-model'}"

    done = run(there, "eval", str(write_set(tmp_path / "made")), "--against", wrong)

    assert done.returncode == 1
    assert "FOOTNOTE_EMBEDDING_MODEL" in done.stderr.splitlines()[-1]
    assert "Texts embedded" not in done.stderr


def test_translating_questions_needs_a_chat_model(environment: dict[str, str], tmp_path: Path) -> None:
    there = {**environment, "FOOTNOTE_CHAT_MODEL": "none"}

    done = run(there, "eval", str(write_set(tmp_path / "made")), "--translated")

    assert (done.returncode, done.stdout) == (2, "")
    assert "--translated needs a chat model" in done.stderr.splitlines()[-1]
    assert "Texts embedded" not in done.stderr


@pytest.mark.real_chat
def test_questions_that_the_chat_model_translates_are_a_way_of_their_own(
    environment: dict[str, str], tmp_path: Path
) -> None:
    there = {**environment, "FOOTNOTE_CHAT_MODEL": "local"}

    done = run(there, "eval", str(write_set(tmp_path / "made")), "--translated", "--json")

    assert done.returncode == 0
    assert list(json.loads(done.stdout)["ways"]) == ["footnote", "translated"]
