from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import PROGRAM, ROOT


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def failed(environment: dict[str, str], *words: str, status: int) -> str:
    """Run what must fail; return its one sentence."""
    done = run(environment, *words)
    assert done.returncode == status, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_help_is_quick_to_read_and_loads_no_model(environment: dict[str, str]) -> None:
    done = run(environment, "--help")

    assert done.returncode == 0
    for command in ("ingest", "ask", "search", "sources", "eval", "doctor", "bot"):
        assert command in done.stdout


def test_the_version_is_the_packages(environment: dict[str, str]) -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    done = run(environment, "--version")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"footnote {wanted}\n", "")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["ingest"], 2, "name a folder"),
        (["ingest", ""], 2, "address is empty: name a folder"),
        (["ingest", "file:///etc/passwd"], 2, "Only http and https addresses are fetched, not file ones"),
        (["ingest", "/nowhere/at/all"], 2, "no file or folder"),
        (["ask", ""], 2, "question is empty"),
        (["ask", "x" * 10_000], 2, "10,000 characters"),
        (["ask", "Who?", "--since", "2020-02-30"], 2, "2020-02-30"),
        (["ask", "Who?", "--since", "2021-01-01", "--until", "2020-01-01"], 2, "swap them"),
        (["sources", "show", "nothing"], 2, "no article nothing"),
        (["sources", "remove", "nothing"], 2, "no article or source “nothing”"),
        (["eval", "/nowhere"], 2, "corpus.jsonl"),
        (["bot", "--shards", "5/4"], 2, "--shards takes the first and the last shard of how many, as 0-3/16"),
    ],
)
def test_a_wrong_call_gives_one_sentence_and_status_2(
    environment: dict[str, str], words: list[str], status: int, said: str
) -> None:
    assert said in run(environment, *words).stderr
    assert run(environment, *words).returncode == status


@pytest.mark.parametrize(
    ("name", "value", "status", "said"),
    [
        ("FOOTNOTE_CHAT_MODELL", "x", 2, "the nearest is FOOTNOTE_CHAT_MODEL."),
        ("FOOTNOTE_CHAT_TIMEOUT", "soon", 2, "FOOTNOTE_CHAT_TIMEOUT is wrong"),
        ("FOOTNOTE_CHAT_MODEL", "gpt", 2, "openai:MODEL"),
        ("FOOTNOTE_CHAT_MODEL", "anthropic:claude", 2, "ANTHROPIC_API_KEY"),
        ("FOOTNOTE_CHAT_BASE_URL", "localhost:8000/v1", 2, "FOOTNOTE_CHAT_BASE_URL is wrong: write an address that"),
    ],
)
def test_a_wrong_setting_gives_one_sentence(
    environment: dict[str, str], name: str, value: str, status: int, said: str
) -> None:
    assert said in failed({**environment, name: value}, "ask", "Who runs IBM?", status=status)


def test_where_the_chat_model_cannot_be_reached_quotes_are_given_and_it_is_said_why(
    environment: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    (tmp_path / "harbour.txt").write_text("The harbour\n\nThe harbour was sold to a bank.", encoding="utf-8")
    there = environment | {
        "FOOTNOTE_CHAT_MODEL": "openai:gpt-4.1-mini",
        "FOOTNOTE_CHAT_BASE_URL": f"http://127.0.0.1:{unused_tcp_port}/v1",
        "OPENAI_API_KEY": "sk-not-a-key",
    }
    assert run(there, "ingest", str(tmp_path / "harbour.txt")).returncode == 0

    done = run(there, "ask", "Who was the harbour sold to?")

    assert done.returncode == 0
    assert done.stdout.startswith("The language model can't be used just now: this is made without it.\n")
    assert "[1] The harbour" in done.stdout
    assert "can't be reached: check the network and FOOTNOTE_CHAT_BASE_URL" in done.stderr
    assert "sk-not-a-key" not in done.stdout + done.stderr


def test_an_embedding_model_that_does_not_exist_gives_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A title\nA sentence about harbours.", encoding="utf-8")
    wrong = {**environment, "FOOTNOTE_EMBEDDING_MODEL": str(tmp_path / "no-model"), "HF_HUB_OFFLINE": "1"}

    said = failed(wrong, "ingest", str(tmp_path / "a.txt"), status=1)

    assert "FOOTNOTE_EMBEDDING_MODEL" in said


def test_a_data_folder_that_is_a_file_gives_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    assert "FOOTNOTE_DATA_DIR" in failed(environment, "sources", status=1)


def test_articles_in_and_cited_answers_out_with_the_real_embedding_model(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "port.md").write_text(
        "---\ntitle: The harbour of Sète\ndate: 2021-05-04\nurl: https://example.org/sete\nlanguage: en\n---\n\n"
        "The harbour of Sète was opened to ferries in May 2021.\n\nThe ferry to Tangier leaves every Tuesday.\n",
        encoding="utf-8",
    )
    (folder / "broken.md").write_text("---\ntitle: [\n---\nText.\n", encoding="utf-8")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)

    report: dict[str, Any] = json.loads(run(environment, "ingest", str(folder), "--json").stdout)
    assert (report["added"], report["unchanged"], len(report["failed"])) == (1, 0, 2)

    again = json.loads(run(environment, "ingest", str(folder), "--json").stdout)
    assert (again["added"], again["unchanged"], again["passages"]) == (0, 1, 0)

    reply = json.loads(run(environment, "ask", "When does the ferry to Tangier leave?", "--json").stdout)
    assert reply["abstained"] is False
    assert reply["language"] == "en"
    numbers = {c["number"] for c in reply["citations"]}
    assert all(set(s["citations"]) <= numbers and s["citations"] for s in reply["sentences"])
    assert any("every Tuesday" in c["quote"] for c in reply["citations"])
    assert reply["citations"][0]["url"] == "https://example.org/sete"
    assert reply["citations"][0]["published"] == "2021-05-04"
    article = json.loads(run(environment, "sources", "show", reply["citations"][0]["article_id"], "--json").stdout)
    assert all(c["quote"] == article["text"][c["start"] : c["end"]] for c in reply["citations"])

    found = json.loads(run(environment, "search", "ferry", "--limit", "1", "--json").stdout)
    assert found["hits"][0]["text"] == article["text"][found["hits"][0]["start"] : found["hits"][0]["end"]]
    assert json.loads(run(environment, "search", "ferry", "--since", "2022-01-01", "--json").stdout)["hits"] == []

    (folder / "port.md").unlink()
    pruned = json.loads(run(environment, "ingest", str(folder), "--prune", "--json").stdout)
    assert pruned["removed"] == 1
    assert "no articles" in run(environment, "sources").stdout
    assert "There are no articles" in run(environment, "ask", "When does the ferry leave?").stdout


def test_a_missing_folder_in_the_sources_file_is_one_failed_source(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nfolder = "gone"\n[[source]]\nfolder = "empty"\n', encoding="utf-8")

    done = run(environment | {"FOOTNOTE_SOURCES_FILE": str(file)}, "ingest")

    assert done.returncode == 1
    missing = tmp_path / "gone"
    assert f"Not read: {missing}: There is no file or folder at {missing}: check the path.\n" in done.stdout
    assert "0 added, 0 changed, 0 unchanged, 0 removed, 1 failed" in done.stdout


def test_a_file_that_cannot_be_read_is_listed_with_its_reason(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert run(environment, "ingest", str(tmp_path / "a.txt")).returncode == 1

    lines = run(environment, "sources").stdout.splitlines()
    listed = json.loads(run(environment, "sources", "--json").stdout)

    assert [line.startswith(f"  {tmp_path / 'a.txt'}: ") for line in lines if "a.txt" in line] == [True]
    assert "a.txt" in listed["failing"][0]["error"]
    assert listed["failing"][0]["address"] == str(tmp_path / "a.txt")


def test_a_dry_run_says_what_it_would_do_and_leaves_no_folder(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The harbour\n\nThe harbour was sold to a bank.", encoding="utf-8")

    done = run(environment, "ingest", str(tmp_path / "a.txt"), "--dry-run")

    assert (done.returncode, done.stderr) == (0, f"would add {tmp_path / 'a.txt'}\n")
    assert done.stdout == "Would add 1, update 0, remove 0; 0 unchanged, 0 failed. Nothing was changed.\n"
    assert not Path(environment["FOOTNOTE_DATA_DIR"]).exists()
    assert json.loads(run(environment, "ingest", str(tmp_path / "a.txt"), "--dry-run", "--json").stdout)["dry_run"]


def test_an_empty_folder_is_no_error(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    done = run(environment, "ingest", str(tmp_path / "empty"))

    assert done.returncode == 0
    assert "0 added" in done.stdout
    assert "not read" not in done.stdout


def test_files_of_kinds_that_cannot_be_read_are_told_of_in_a_line(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "list.xls"):
        (folder / name).write_text("x")

    done = run(environment, "ingest", str(folder))
    dry = run(environment, "ingest", str(folder), "--dry-run")

    assert (done.returncode, dry.returncode) == (0, 0)
    for said in (done.stdout, dry.stdout):
        assert said.splitlines()[-1] == "3 files were not read: .jpg (2), .xls (1)"


def test_ctrl_c_says_what_is_kept_and_leaves_the_corpus_whole(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    # More than a batch, so that there is still work to do when the first articles are stored.
    for number in range(400):
        text = "\n".join(f"Sentence {line} of article {number} about harbours and ferries." for line in range(12))
        (folder / f"{number}.txt").write_text(f"Article {number}\n{text}", encoding="utf-8")
    with subprocess.Popen(
        [*PROGRAM, "ingest", str(folder)], env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        process.stderr.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()

    assert process.returncode == 130
    assert said.strip().splitlines()[-1].startswith("Stopped")
    checked = run(environment, "doctor")
    assert "WRONG  store" not in checked.stdout or run(environment, "doctor", "--repair").returncode == 0


@pytest.mark.parametrize("program", [PROGRAM, [sys.executable, "-m", "bot.cli"]])
def test_ctrl_c_while_libraries_are_imported_ends_in_a_line(
    environment: dict[str, str], tmp_path: Path, program: list[str]
) -> None:
    # A library that takes its time stands in the way of the one that the program imports first.
    (tmp_path / "typer.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(60)\n")
    slow = environment | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    with subprocess.Popen(
        [*program, "sources"], env=slow, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)

    assert (process.returncode, said) == (130, "Stopped.\n")


def test_a_source_that_only_fails_can_be_taken_off_the_list(environment: dict[str, str]) -> None:
    # No guard lets a program at this address, so nothing is asked there.
    run(environment, "ingest", "http://169.254.169.254/feed", "--kind", "feed")
    assert "Not read" in run(environment, "sources").stdout

    assert run(environment, "sources", "remove", "169.254.169.254").returncode == 0

    assert "Not read" not in run(environment, "sources").stdout


def test_one_address_or_file_that_failed_can_be_taken_off_the_list(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    path = os.path.relpath(tmp_path / "empty.txt", ROOT)
    run(environment, "ingest", "http://169.254.169.254/feed", "http://169.254.169.254/other", path)

    for address in ("HTTP://169.254.169.254:80/feed", path):
        done = run(environment, "sources", "remove", address)
        assert (done.returncode, done.stdout) == (0, "Taken off the list of what couldn't be read.\n")

    (left,) = json.loads(run(environment, "sources", "--json").stdout)["failing"]
    assert left["address"] == "http://169.254.169.254/other"
    assert "nor did such an address fail" in failed(environment, "sources", "remove", path, status=2)
