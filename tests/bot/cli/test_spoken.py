"""The command line's own words, in the language of whoever calls it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bot.cli.program import run

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str]]:
    def call(language: str, *words: str) -> tuple[object, str]:
        monkeypatch.setenv("LC_ALL", language)
        monkeypatch.setattr(sys, "argv", ["footnote", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        written = capsys.readouterr()
        return ended.value.code, written.err or written.out

    return call


def test_help_is_said_in_the_persons_language(said: Callable[..., tuple[object, str]]) -> None:
    status, french = said("fr_FR.UTF-8", "ask", "--help")

    assert status == 0
    assert "[OPTIONS] QUESTION" in french.splitlines()[0]
    assert "Répond à une question, avec une note sous chaque phrase." in french
    assert "--since JOUR" in french
    assert "Montre ce message et s'arrête." in french
    assert "[OPTIONEN] BEFEHL [ARGUMENTE]" in said("de_DE.UTF-8", "sources", "--help")[1]
    assert said("de_DE.UTF-8")[1] == said("de_DE.UTF-8", "--help")[1]


def test_no_flag_is_shown_with_its_contrary_and_no_placeholder_in_the_languages_of_programs(
    said: Callable[..., tuple[object, str]],
) -> None:
    for command in ("ingest", "ask", "search", "eval", "doctor", "sources"):
        shown = said("en_US.UTF-8", command, "--help")[1]

        assert "--no-no" not in shown
        assert "<" not in shown
        assert "[default" not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["asks"], "There is no command asks: did you mean ask?"),
        (["zzz"], "There is no command zzz: `footnote --help` lists them."),
        (["sources", "zzz"], "There is no command zzz: `footnote sources --help` lists them."),
        (["ask"], "QUESTION is missing: `footnote ask --help` says how the command is called."),
        (["ask", "x", "--langage", "fr"], "There is no option --langage: did you mean --language?"),
        (["ask", "x", "--zzz"], "There is no option --zzz: `footnote ask --help` lists them."),
        (["ask", "x", "y"], "There are words too many: `footnote ask --help` says how the command is called."),
        (
            ["search", "x", "--limit", "0"],
            "The value of --limit is wrong: `footnote search --help` says what it takes.",
        ),
        (["search", "x", "--limit"], "--limit needs a value: `footnote --help` says which."),
        (["ingest", "--prune=yes"], "--prune takes no value: leave it out."),
        (
            ["ingest", "--kind", "foo"],
            "--kind is one of folder, page, feed, sitemap, site, wordpress, git, discord, not 'foo'.",
        ),
    ],
)
def test_a_wrong_call_gives_one_sentence(
    words: list[str], sentence: str, said: Callable[..., tuple[object, str]]
) -> None:
    assert said("en_US.UTF-8", *words) == (2, f"{sentence}\n")


def test_a_wrong_call_is_told_in_the_persons_language(said: Callable[..., tuple[object, str]]) -> None:
    assert said("fr_FR.UTF-8", "ask") == (
        2,
        "Il manque QUESTION : `footnote ask --help` dit comment appeler la commande.\n",
    )
    assert said("de_DE.UTF-8", "asks") == (2, "Es gibt keinen Befehl asks: Meintest du ask?\n")
