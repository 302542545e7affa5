"""A conversation in the terminal, whose lines a script types."""

from __future__ import annotations

import json
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.chat import chat
from corpus.store.corpus import Corpus
from tests.support.fakes import Repeating, WordEmbedder, WordJudge
from tests.support.web_scene import DRAFT, QUESTION, QUOTE, pause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AGAIN = "How long is Amazon's pause?"


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what types lines into a conversation with one article, and quits."""
    with_article = Corpus(tmp_path / "data" / "corpus", WordEmbedder())
    with_article.replace([pause()])
    with_article.close()
    monkeypatch.setenv("FOOTNOTE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FOOTNOTE_ANSWER_STYLE", "draft")
    for name, part in (
        ("embedding.build_embedder", WordEmbedder()),
        ("chat.open_chat", nullcontext(Repeating(DRAFT))),
        ("judge.build_judge", WordJudge()),
    ):
        monkeypatch.setattr(f"bot.wiring.{name}", partial(_given, part))
    monkeypatch.chdir(tmp_path)

    def talk(*lines: str) -> None:
        typed = iter([*lines, "/quit"])
        monkeypatch.setattr("builtins.input", partial(_next, typed))
        chat()

    return talk


def test_a_conversation_is_saved_with_all_its_footnotes(talk: Callable[..., None], tmp_path: Path) -> None:
    talk(QUESTION, AGAIN, "/save talk.md", "/save talk.bib", "/save talk.json")

    written = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert f"“{QUOTE}”[^1]" in written
    assert written.index("[^1]: ") < written.index(f"“{QUOTE}”[^2]") < written.index("[^2]: ")
    assert (tmp_path / "talk.bib").read_text(encoding="utf-8").count("@online{") == 1
    assert json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))[0]["title"] == "Amazon's pause"


def test_what_is_begun_anew_is_saved_without_what_was_before(talk: Callable[..., None], tmp_path: Path) -> None:
    talk(QUESTION, "/new", AGAIN, "/save talk.md")

    assert QUESTION not in (tmp_path / "talk.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([QUESTION, "/save talk.txt"], "Name a file that ends in .md, .bib or .json"),
        ([QUESTION, "/save"], "Name a file that ends in .md, .bib or .json"),
        (["/save talk.md"], "Nothing was answered yet: ask something first."),
        ([QUESTION, "/save there.md"], "The file there.md can't be made: File exists."),
        ([QUESTION, "/save nowhere/talk.md"], "The file nowhere/talk.md can't be made: No such file or directory."),
    ],
)
def test_what_cannot_be_saved_is_told_in_one_sentence_and_the_conversation_goes_on(
    talk: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], said: str
) -> None:
    (tmp_path / "there.md").write_text("mine", encoding="utf-8")

    talk(*lines, "/sources")

    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.glob("*.*")] == ["there.md"]
    assert (tmp_path / "there.md").read_text(encoding="utf-8") == "mine"


def _given(part: Any, *_: Any) -> Any:
    return part


def _next(typed: Iterator[str], _: str) -> str:
    return next(typed)
