"""Questions for whatever the articles say about something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Question
from bot.answering.engine.engine import Engine
from bot.answering.events import outcome_of
from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.topic import topic_of
from corpus.article import Filters
from corpus.store.corpus import Corpus
from tests.support.fakes import ScriptedChat, WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.answering.reply import Reply

TEXTS = {
    "A sale": "The harbour was sold to a bank in March.\nThe town has a new school.",
    "A strike": "Workers of the harbour have been on strike since Monday.\nTrains are late.",
    "A storm": "The storm broke two cranes.\nThe harbour stays closed.\nThe harbour master measured waves.",
    "Le port": "Le port de Brest reste ouvert.\nLes trains sont en retard.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    corpus = Corpus(tmp_path / "corpus", WordEmbedder())
    articles = [make_article(t, x, language="fr" if t == "Le port" else "en") for t, x in TEXTS.items()]
    with corpus.writing():
        corpus.replace(articles)
    yield corpus
    corpus.close()


def ask(corpus: Corpus, words: str, model: ScriptedChat | None = None) -> Reply:
    engine = Engine(corpus, WordEmbedder(), model, style="quotes", context_tokens=500)
    return outcome_of(engine.ask(words, Filters())).reply


@pytest.mark.parametrize(
    ("question", "topic", "language"),
    [
        ("What do they say about the harbour?", "the harbour", "en"),
        ("what do the articles say about Amazon's pause", "Amazon's pause", "en"),
        ("What is known about Gender Shades?", "Gender Shades", "en"),
        ("What's said about the sale in March?", "the sale in March", "en"),
        ("Can you tell me more about the ACLU's test.", "the ACLU's test", "en"),
        ("Anything new on Clearview?", "Clearview", "en"),
        ("Que disent les articles sur le moratoire ?", "le moratoire", "fr"),
        ("Que dit-on de l'ACLU ?", "l'ACLU", "fr"),
        ("Qu’est-ce qu’on sait à propos d’IBM ?", "IBM", "fr"),
        ("Parlez-moi du moratoire", "moratoire", "fr"),
        ("Y a-t-il des articles sur la France ?", "la France", "fr"),
    ],
)
def test_what_one_wants_to_be_told_about_is_taken_out(question: str, topic: str, language: str) -> None:
    assert topic_of(question, language) == topic


@pytest.mark.parametrize(
    "question",
    [
        "What did IBM say about bias?",
        "Que dit Amazon de la police ?",
        "Is there a law about it?",
        "Tell me who runs IBM",
        "What do they say?",
        "What about",
        "",
    ],
)
def test_a_question_for_something_certain_has_no_topic(question: str) -> None:
    assert topic_of(question, "en") is None
    assert topic_of(question, "fr") is None


@given(st.text(max_size=200))
def test_whatever_is_asked_about_is_the_topic(words: str) -> None:
    topic = topic_of(f"Tell me about {words}?", "en")

    assert topic is None or (topic in words and topic == topic.strip())


def test_what_several_articles_say_is_quoted_a_sentence_each_without_asking_the_model(corpus: Corpus) -> None:
    model = ScriptedChat(log_odds=-9.0)

    reply = ask(corpus, "What do they say about the harbour?", model)

    assert not reply.abstained
    assert {c.article.title for c in reply.citations} == {"A sale", "A strike", "A storm"}
    assert all("harbour" in c.quote for c in reply.citations)
    assert model.prompts == []


def test_where_one_article_speaks_of_it_several_of_its_sentences_are_quoted(corpus: Corpus) -> None:
    reply = ask(corpus, "Tell me about the storm.")

    assert not reply.abstained
    assert "storm" in reply.citations[0].quote
    assert {c.article.title for c in reply.citations} == {"A storm"}
    assert len(reply.citations) > 1


def test_what_no_article_speaks_of_is_declined_by_its_name(corpus: Corpus) -> None:
    reply = ask(corpus, "What do they say about Zanzibar?", ScriptedChat(log_odds=-9.0))

    assert reply.abstained
    assert reply.code is ReplyCode.NOT_HERE
    assert reply.missing == (Note(code=NoteCode.NO_ARTICLE_HAS, words=("Zanzibar",)),)


def test_the_topic_is_what_is_searched_for() -> None:
    question = Question(text="What do they say about the harbour?", language="en", filters=Filters())

    assert question.sought == question.matter == "the harbour"
    assert question.asks_for_all


def test_words_for_a_time_are_no_part_of_the_topic(corpus: Corpus) -> None:
    reply = ask(corpus, "What do they say about the harbour this month?")

    assert not reply.abstained
    assert len(reply.citations) == 3
