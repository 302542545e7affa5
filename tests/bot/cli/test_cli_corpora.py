from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.service.store.store import Store
from tests.support.program import PROGRAM, ROOT

TIDE = "The tide of Brest\n\nThe tide of Brest rises seven metres in spring.\n"
# Ends by saying whether Discord's library was loaded.
WATCHED = [
    sys.executable,
    "-c",
    "import atexit, sys; atexit.register(lambda: print('discord' in sys.modules));from bot.cli import main; main()",
]


def run(environment: dict[str, str], *words: str, program: list[str] = PROGRAM) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*program, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def tide(tmp_path: Path) -> str:
    (tmp_path / "tide").mkdir()
    (tmp_path / "tide" / "tide.txt").write_text(TIDE)
    return str(tmp_path / "tide")


def test_a_servers_own_corpus_is_filled_listed_searched_asked_and_checked(
    environment: dict[str, str], tide: str
) -> None:
    filled = run(environment, "ingest", tide, "--corpus", "123")
    assert filled.returncode == 0, filled.stderr
    assert (Path(environment["FOOTNOTE_DATA_DIR"]) / "servers" / "123" / "catalogue.sqlite3").exists()

    listed = json.loads(run(environment, "sources", "--corpus", "123", "--json").stdout)
    (article,) = listed["sources"][0]["articles"]
    found = json.loads(run(environment, "search", "tide in spring", "--corpus", "123", "--json").stdout)
    asked = run(environment, "ask", "How much does the tide of Brest rise?", "--corpus", "123")
    checked = run(environment, "doctor", "--corpus", "123")

    assert article["title"] == "The tide of Brest"
    assert found["hits"][0]["article_id"] == article["article_id"]
    assert "seven metres" in asked.stdout
    assert "ok     store: 1 articles" in checked.stdout
    assert json.loads(run(environment, "sources", "--json").stdout)["sources"] == []

    for words in (["--corpus", "123", "show"], ["show", "--corpus", "123"]):
        assert "seven metres" in run(environment, "sources", *words, article["article_id"]).stdout
    assert run(environment, "sources", "show", article["article_id"]).returncode == 2
    assert (
        run(environment, "sources", "remove", article["article_id"], "--corpus", "123").stdout
        == "Articles removed: 1.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "Who?"],
        ["search", "tide"],
        ["sources"],
        ["sources", "show", "x"],
        ["sources", "remove", "x"],
        ["doctor"],
        ["doctor", "--repair"],
    ],
)
def test_what_reads_makes_no_corpus(environment: dict[str, str], words: list[str]) -> None:
    done = run(environment, *words, "--corpus", "123")

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "There is no corpus 123 yet; there is none: `footnote ingest` makes one.\n"
    assert not (Path(environment["FOOTNOTE_DATA_DIR"]) / "servers").exists()


def test_what_no_server_reads_is_not_filled(environment: dict[str, str], tide: str) -> None:
    (Path(environment["FOOTNOTE_DATA_DIR"]) / "servers" / "123").mkdir(parents=True)
    named = environment | {"FOOTNOTE_DISCORD_CORPORA": "*=press"}

    done = run(named, "ingest", tide, "--corpus", "pres")

    assert done.returncode == 2
    assert done.stderr.startswith("No server reads a corpus pres")
    assert done.stderr.endswith("or take one that there is: main, press, 123.\n")


@pytest.mark.parametrize("words", [["ask", "Who runs the harbour?"], ["search", "harbour"], ["sources"]])
def test_of_an_empty_corpus_it_is_said_how_to_fill_it(environment: dict[str, str], words: list[str]) -> None:
    for_main = run(environment, *words)
    (Path(environment["FOOTNOTE_DATA_DIR"]) / "servers" / "123").mkdir(parents=True)
    for_server = run(environment, *words, "--corpus", "123")

    assert (for_main.returncode, for_server.returncode) == (0, 0)
    assert for_main.stdout.splitlines()[-1].lower().count("run `footnote ingest folder`") == 1
    assert "un `footnote ingest FOLDER --corpus 123`" in for_server.stdout
    assert "Nothing found" not in for_main.stdout


def test_the_first_servers_id_means_main_and_discord_is_not_loaded_to_know_it(environment: dict[str, str]) -> None:
    with closing(Store(Path(environment["FOOTNOTE_DATA_DIR"]) / "discord.sqlite3")) as store:
        store.remember("home", "123")

    done = run(environment, "sources", "--corpus", "123", program=WATCHED)

    assert done.returncode == 0
    assert done.stderr == "Server 123 reads the corpus main\n"
    assert "There are no articles yet" in done.stdout
    assert done.stdout.endswith("False\n")
