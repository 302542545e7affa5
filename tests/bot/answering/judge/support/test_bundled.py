"""The judge that comes along: what it refuses unread, and weights that are missing or others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.judge.support.bundled import FILE, BundledJudge, read_weights
from bot.answering.judge.support.claim import Claim, Difference, Judgement, Quote, joined
from bot.answering.judge.support.nearness import Nearness
from corpus.errors import StoreError
from tests.support.fakes import WordEmbedder

if TYPE_CHECKING:
    from pathlib import Path

EMBEDDER = WordEmbedder()
QUOTE = "The ferry leaves the harbour on Tuesday with twenty cars."


def judge() -> BundledJudge:
    return BundledJudge(Nearness(EMBEDDER), replace(read_weights(), embedding=EMBEDDER.name), EMBEDDER.name)


def judged(said: str, *quoted: str, language: str = "en") -> Judgement:
    quotes = tuple(Quote(text=text, language=language) for text in quoted)
    (judgement,) = judge().supports([Claim(text=said, language=language, quotes=quotes)])
    return judgement


def test_a_quote_said_again_word_by_word_is_supported() -> None:
    assert judged(QUOTE, QUOTE).supported
    assert judged(QUOTE.upper().rstrip("."), "Something else is said.", QUOTE).supported


def test_a_sentence_of_other_words_is_not() -> None:
    assert not judged("A bakery in the mountains was sold to strangers.", QUOTE).supported


@pytest.mark.parametrize(
    ("said", "quotes", "language"),
    [
        ("The ferry leaves on Tuesday.", (), "en"),
        ("The ferry leaves on Tuesday.", ("",), "en"),
        ("The ferry leaves on Tuesday.", (" \n ",), "en"),
        ("", (QUOTE,), "en"),
        ("12, 30 45 %", (QUOTE,), "en"),
        ("Malta Corfu Patras", (QUOTE,), "en"),
        ("| 12 | Malta | 30 |", (QUOTE,), "en"),
        ("The ferry leaves on Tuesday.", (QUOTE,), "xx"),
        ("The ferry leaves on Tuesday.", ("Does the ferry leave on Tuesday?",), "en"),
    ],
)
def test_what_cant_be_judged_is_refused(said: str, quotes: tuple[str, ...], language: str) -> None:
    judgement = judged(said, *quotes, language=language)
    assert not judgement.supported
    assert judgement.probability < 0.5


def test_a_quote_of_three_thousand_characters_is_read() -> None:
    assert not judged("A bakery was sold to strangers.", (QUOTE + " ") * 52).supported


def test_another_embedding_models_vectors_are_not_trusted() -> None:
    other = BundledJudge(Nearness(EMBEDDER), read_weights(), "another-model")
    claim = Claim(text="The ferry leaves.", language="en", quotes=(Quote(text=QUOTE, language="en"),))
    assert not other.supports([claim])[0].supported


def test_a_refusal_names_what_differs() -> None:
    assert judged("The ferry never leaves the harbour on Tuesday.", QUOTE).differs is Difference.NEGATION


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3), st.sampled_from(["en", "fr", "ja", ""]))
def test_whatever_is_judged_gets_a_judgement(said: str, quoted: list[str], language: str) -> None:
    assert 0.0 <= judged(said, *quoted, language=language).probability <= 1.0


def test_weights_that_are_missing_broken_or_others_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be read: install Footnote again"):
        read_weights(tmp_path / "none.json")
    (tmp_path / "broken.json").write_text('{"embedding": 3}', encoding="utf-8")
    with pytest.raises(StoreError, match="can't be read: install Footnote again"):
        read_weights(tmp_path / "broken.json")
    changed = tmp_path / "changed.json"
    changed.write_bytes(FILE.read_bytes() + b"\n")
    with pytest.raises(StoreError, match="aren't the ones expected: install Footnote again"):
        read_weights(changed)


def test_several_judgements_are_no_more_than_the_least_of_them() -> None:
    sure = Judgement(probability=0.9, supported=True)
    unsure = Judgement(probability=0.4, supported=False, differs=Difference.WHO)
    assert joined([sure, unsure]) == joined([unsure, sure]) == unsure
    assert joined([sure, sure]).supported
