"""Drafts as a strong model writes them over the sample articles, each with one false sentence: it isn't said."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.engine.engine import Engine
from bot.answering.events import outcome_of
from bot.settings import Settings
from bot.wiring.corpora import open_corpus
from bot.wiring.embedding import build_embedder
from bot.wiring.ingestion import build_pipeline
from corpus.article import Filters
from corpus.embedding.encoders import weights_file as weights
from ingest.sources.config import named_source
from tests.support.fakes import Quiet, ScriptedChat
from tests.support.program import ROOT, leave_own_settings_out

if TYPE_CHECKING:
    from bot.answering.reply import Reply

DRAFTS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/golden/drafts.toml").read_text(encoding="utf-8"))["draft"]
SAID_OR_QUOTED = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft, and the reply that comes of it."""

    draft: dict[str, Any]
    reply: Reply

    @property
    def said(self) -> list[str]:
        return [sentence.text for sentence in self.reply.sentences]


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory) -> list[Drafted]:
    if not weights.is_bundled():
        pytest.skip("the package that holds the weights isn't installed")
    with pytest.MonkeyPatch.context() as patch:
        leave_own_settings_out(patch)
        settings = Settings()
    embedder = build_embedder(settings, lambda _: None)
    with open_corpus(tmp_path_factory.mktemp("sample"), embedder) as corpus:
        build_pipeline(settings, corpus).run([named_source(str(ROOT / "articles"))], Quiet())
        return [Drafted(draft=draft, reply=reply_to(draft, corpus, embedder)) for draft in DRAFTS]


def reply_to(draft: dict[str, Any], corpus: Any, embedder: Any) -> Reply:
    chat = ScriptedChat(" ".join([*draft["true"], draft["false"]]))
    engine = Engine(corpus, embedder, chat, style="draft", context_tokens=1200)
    return outcome_of(list(engine.ask(draft["question"], Filters()))).reply


def test_there_are_thirty_and_of_many_kinds() -> None:
    assert len(DRAFTS) == 30
    assert len(Counter(draft["kind"] for draft in DRAFTS)) > 10


def test_no_false_sentence_is_said(replies: list[Drafted]) -> None:
    assert [each.draft["false"] for each in replies if each.draft["false"] in each.said] == []


def test_what_is_said_is_drafted_or_quoted_word_by_word_and_has_its_footnote(replies: list[Drafted]) -> None:
    for each in replies:
        quotes = {citation.number: citation.quote for citation in each.reply.citations}
        for sentence in each.reply.sentences:
            assert sentence.citations
            assert sentence.text in each.draft["true"] or sentence.text == quotes[sentence.citations[0]]


def test_faithful_sentences_are_said_or_the_words_they_rest_on_stand_in_their_place(replies: list[Drafted]) -> None:
    answered = [each for each in replies if each.said]
    assert len(answered) >= SAID_OR_QUOTED * len(replies)
    for each in answered:
        if set(each.said) & set(each.draft["true"]):
            continue
        assert all(sentence.quoted for sentence in each.reply.sentences)
