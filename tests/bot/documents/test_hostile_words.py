"""Whatever articles say, an export shows it as words: no link, no block and no footnote but ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

from bot.documents.export import bibtex, cited_articles, markdown
from corpus.language.well_formed import without_controls
from tests.support.hostile import hostile_texts
from tests.support.hostile_replies import FORMS, hostile_refusal, hostile_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

    from bot.answering.answer import Outcome

_OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_OURS = {"paragraph", "bullet_list", "list_item", "inline", "text", "strong", "em", "link", "softbreak"}
MAKERS = [hostile_reply, hostile_refusal]


def tokens(written: str) -> list[Token]:
    """Return what Markdown makes of a text, with what stands within lines."""
    read = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    return [one for token in read for one in (token, *(token.children or ()))]


def checked(outcome: Outcome) -> str:
    written = markdown(outcome, {})
    assert not _OBEYED.search(written)
    read = tokens(written)
    assert {re.sub("_(open|close)$", "", token.type) for token in read} <= _OURS
    leads = [str(token.attrGet("href")) for token in read if token.type == "link_open"]
    assert all(link.startswith("https://example.org/") for link in leads)
    notes = re.findall(r"(?<!\\)\[\^(\d+)\]:", written)
    assert notes == ["1", "2"]
    return written


@pytest.mark.parametrize("words", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("make", MAKERS)
def test_markdown_makes_nothing_of_words_of_others(words: str, make: Callable[[str], Outcome]) -> None:
    checked(make(words))


@pytest.mark.parametrize("make", MAKERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(words=hostile_texts())
def test_markdown_makes_nothing_of_any_words(words: str, make: Callable[[str], Outcome]) -> None:
    checked(make(words))


@pytest.mark.parametrize("words", FORMS.values(), ids=FORMS)
def test_words_are_shown_as_they_were_written(words: str) -> None:
    outcome = hostile_reply(words)

    shown = "".join(token.content for token in tokens(checked(outcome)) if token.type == "text")

    assert " ".join(f"We read {without_controls(words)}".split()) in shown


@settings(deadline=None, max_examples=60)
@given(words=hostile_texts())
def test_an_entry_of_bibtex_ends_where_it_ends(words: str) -> None:
    written = bibtex(cited_articles(hostile_reply(words)))

    assert not _OBEYED.search(written)
    bare = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\[&%$#_{}]", "", written)
    depth = 0
    for line in bare.splitlines():
        assert depth == (1 if line.startswith(" ") or line == "}" else 0)
        depth += line.count("{") - line.count("}")
    assert depth == 0
    assert len(re.findall(r"^@online\{", written, re.MULTILINE)) == 2
