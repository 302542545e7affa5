from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.service.corpora.names import chosen, directory_of, names_there, read_names
from corpus.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

NAMED = {"7": "press", "8": "own", "9": "main"}


def no_home() -> None:
    return None


def pick(given: str, folder: Path, *, to_fill: bool = True, home: str | None = None) -> str:
    return chosen(given, lambda: names_there(folder), NAMED, lambda: home, to_fill=to_fill)


def make(folder: Path, *names: str) -> None:
    for name in names:
        directory_of(folder, name).mkdir(parents=True)


@pytest.mark.parametrize(
    ("name", "place"), [("main", "corpus"), ("123", "servers/123"), ("press", "shared/press"), ("a1", "shared/a1")]
)
def test_each_name_has_a_folder_of_its_own(tmp_path: Path, name: str, place: str) -> None:
    assert directory_of(tmp_path, name) == tmp_path / place


def test_the_setting_of_corpora_is_read_and_refused() -> None:
    assert read_names(" 12=press, *=main,dm=own ") == {"12": "press", "*": "main", "dm": "own"}
    for wrong in ("press", "12=../x", "=main", "12=", "a=main", "12=Press", "12=12", "012=press", "٣=press"):
        with pytest.raises(SettingsError, match="FOOTNOTE_DISCORD_CORPORA"):
            read_names(wrong)


@pytest.mark.parametrize("given", ["", "../x", "Press", "own", "a/b", "012", "١٢", "x" * 41, "-", "1" * 21, "main "])
def test_what_is_no_name_is_refused_with_those_that_are(tmp_path: Path, given: str) -> None:
    for to_fill in (True, False):
        with pytest.raises(UsageError, match=r"is no name of a corpus: write main, a server's id, or"):
            pick(given, tmp_path, to_fill=to_fill)


@pytest.mark.parametrize(
    ("given", "home", "name"),
    [
        ("main", None, "main"),
        ("press", None, "press"),
        ("5", None, "5"),
        ("5", "6", "5"),
        ("5", "5", "main"),
        ("7", "7", "press"),
        ("8", "8", "8"),
        ("9", None, "main"),
    ],
)
def test_a_servers_id_means_the_corpus_that_it_reads(tmp_path: Path, given: str, home: str | None, name: str) -> None:
    assert pick(given, tmp_path, home=home) == name


def test_what_all_servers_share_is_what_each_reads() -> None:
    assert chosen("5", list, {"*": "press"}, no_home, to_fill=True) == "press"
    assert chosen("5", list, {"*": "press", "5": "own"}, no_home, to_fill=True) == "5"


def test_a_corpus_that_no_server_reads_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No server reads a corpus pres: give it to one in FOOTNOTE_DISCORD_CORPORA"):
        pick("pres", tmp_path)

    make(tmp_path, "pres")
    assert pick("pres", tmp_path) == "pres"


def test_only_what_is_there_is_read(tmp_path: Path) -> None:
    make(tmp_path, "main", "press", "12")
    (tmp_path / "servers" / "not-a-server").mkdir()

    assert names_there(tmp_path) == ["main", "press", "12"]
    assert pick("12", tmp_path, to_fill=False) == "12"
    assert pick("7", tmp_path, to_fill=False) == "press"
    for given in ("5", "gazette"):
        with pytest.raises(UsageError, match=f"There is no corpus {given} yet; there is main, press, 12"):
            pick(given, tmp_path, to_fill=False)


def test_main_is_read_before_it_is_there(tmp_path: Path) -> None:
    assert pick("main", tmp_path, to_fill=False) == "main"
