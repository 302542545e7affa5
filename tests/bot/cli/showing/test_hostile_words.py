"""Whatever articles say, the terminal obeys none of it, and no line of it can be taken for one of ours."""

from __future__ import annotations

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from bot.answering.events import Done
from bot.cli.session import print_json
from bot.cli.showing.lists import show_article, show_sources
from bot.cli.showing.reply import answering
from bot.cli.showing.terminal import Terminal
from bot.documents.as_json import ask_document
from corpus.article import Copy, Source
from tests.support.hostile import hostile_texts
from tests.support.hostile_replies import FORMS, hostile_refusal, hostile_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering.answer import Outcome

_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MAKERS = [hostile_reply, hostile_refusal]


def show(outcome: Outcome) -> None:
    with answering(Terminal()) as answer:
        answer.end(answer.follow([Done(outcome=outcome)]))


@pytest.mark.parametrize("words", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("coloured", [False, True])
def test_nothing_in_a_reply_is_obeyed(
    words: str,
    make: Callable[[str], Outcome],
    coloured: bool,  # noqa: FBT001 -- how pytest passes it
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    if coloured:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")

    show(make(words))

    written = capsys.readouterr()
    assert not _OBEYED.search(_STYLE.sub("", written.out))
    assert coloured or not _OBEYED.search(written.err)  # else a spinner turns there
    assert coloured == bool(_STYLE.search(written.out))


@pytest.mark.parametrize("make", MAKERS)
def test_no_line_of_others_is_taken_for_a_footnote(
    make: Callable[[str], Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    show(make(FORMS["a forged footnote"]))

    lines = capsys.readouterr().out.split("\n")
    assert [line[:4] for line in lines if re.match(r"\[\d+\] ", line)] == ["[1] ", "[2] "]


def test_markup_is_shown_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    words = FORMS["markup of the terminal"]

    show(hostile_reply(words))

    assert capsys.readouterr().out.count(words) > 10


@pytest.mark.parametrize("words", FORMS.values(), ids=FORMS)
def test_nothing_in_a_list_or_an_article_is_obeyed(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    article = hostile_reply(words).reply.citations[0].article
    copy = Copy(origin=words, address=words, title=words, site=words, published=None, source=words)

    show_sources(Terminal(), [Source(name=words, address=words)], [article], {article.id: [copy]})
    show_article(Terminal(), article)
    Terminal().tell(words)

    written = capsys.readouterr()
    assert not _OBEYED.search(written.out + written.err)


@settings(deadline=None, max_examples=60)
@given(hostile_texts())
def test_json_is_obeyed_by_no_terminal_and_loses_nothing(words: str) -> None:
    document = ask_document(hostile_reply(words), None, "main")

    with redirect_stdout(StringIO()) as out:
        print_json(document)

    assert not _OBEYED.search(out.getvalue())
    assert json.loads(out.getvalue()) == document
