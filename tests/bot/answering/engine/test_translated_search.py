"""Questions that are put into the articles' language too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Question
from bot.answering.engine.engine import Engine
from bot.answering.engine.translated_search import joined, searched_in_both
from bot.answering.events import outcome_of
from corpus.article import Filters, Hit
from corpus.store.corpus import Corpus
from tests.support.fakes import ScriptedChat, WordEmbedder
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.answering.reply import Reply

ASKED = "When was the lighthouse of Brest lit in 1862?"
PUT = "Quand le phare de Brest a-t-il été allumé en 1862 ?"


def hit(name: str, score: float, *, language: str = "fr", sentence: float = 0.5) -> Hit:
    article, passages = make_article(name, f"Text of {name}.", language=language)
    return Hit(passage=passages[0], article=article, score=score, sentence_scores=(sentence,))


def names(hits: list[Hit]) -> list[str]:
    return [found.article.title for found in hits]


def search_twice(translation: str, hits: list[Hit]) -> tuple[list[Hit], list[Question]]:
    asked: list[Question] = []

    def search(question: Question) -> list[Hit]:
        asked.append(question)
        return [hit("other", 0.9)]

    question = Question(text=ASKED, language="en", filters=Filters(source="press"))
    return searched_in_both(question, hits, translate=lambda _, __: translation, search=search), asked


def test_what_both_searches_find_comes_first() -> None:
    first = [hit("a", 0.9, sentence=0.8), hit("b", 0.89), hit("c", 0.7)]
    second = [hit("b", 0.9), hit("a", 0.8, sentence=0.6), hit("d", 0.8)]

    both = joined(first, second)

    assert names(both) == ["b", "a", "d", "c"]
    assert both[0].score == pytest.approx(0.895)
    assert both[1].sentence_scores == pytest.approx((0.7,))
    assert both[3].score == pytest.approx((0.7 + 0.78) / 2)


@given(st.lists(st.floats(0, 1), max_size=8), st.lists(st.floats(0, 1), max_size=8))
def test_nothing_is_lost_or_doubled_and_the_best_comes_first(first: list[float], second: list[float]) -> None:
    one = [hit(f"a{n}", s) for n, s in enumerate(sorted(first, reverse=True))]
    other = [hit(f"a{n}", s) for n, s in enumerate(sorted(second, reverse=True), 3)]

    both = joined(one, other)

    wanted = {f"a{n}" for n in range(len(first))} | {f"a{n}" for n in range(3, 3 + len(second))}
    assert sorted(names(both)) == sorted(wanted)
    assert [found.score for found in both] == sorted((found.score for found in both), reverse=True)


def test_a_question_is_asked_again_in_the_language_of_what_was_found_under_the_same_filters() -> None:
    found, asked = search_twice(PUT, [hit("phare", 0.8)])

    assert [(q.text, q.language, q.filters) for q in asked] == [(PUT, "fr", Filters(source="press"))]
    assert set(names(found)) == {"phare", "other"}


@pytest.mark.parametrize(
    "translation",
    [
        "",
        "When was the lighthouse lit?",
        "Quand le phare de Brest a-t-il été allumé en 1962 ?",
        "El faro de Brest fue encendido en el año 1862, ¿cuándo?",
    ],
    ids=["nothing", "untranslated", "another year", "another language"],
)
def test_what_is_no_translation_is_left_aside(translation: str) -> None:
    found, asked = search_twice(translation, [hit("phare", 0.8)])

    assert (names(found), asked) == (["phare"], [])


@pytest.mark.parametrize("hits", [[], [hit("harbour", 0.8, language="en"), hit("phare", 0.7)]], ids=["none", "its own"])
def test_what_is_found_in_the_questions_own_language_needs_no_translation(hits: list[Hit]) -> None:
    found, asked = search_twice(PUT, hits)

    assert (found, asked) == (hits, [])


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    corpus = Corpus(tmp_path / "corpus", WordEmbedder())
    with corpus.writing():
        corpus.replace([
            make_article("Le pain", "Le boulanger de Brest ouvre sa boutique à six heures du matin.", language="fr"),
            make_article("Le phare", "Le phare de Brest fut allumé.", language="fr"),
        ])  # fmt: skip
    yield corpus
    corpus.close()


def test_the_best_passage_is_the_one_that_the_translated_question_finds(corpus: Corpus) -> None:
    asked = "When was the lighthouse of Brest lit?"
    chat = ScriptedChat("Quand le phare de Brest fut-il allumé ?")

    def reply(*, translates: bool) -> Reply:
        engine = Engine(corpus, WordEmbedder(), chat, style="quotes", context_tokens=500, translates=translates)
        return outcome_of(engine.ask(asked, Filters())).reply

    alone, both = reply(translates=False), reply(translates=True)

    # The embedder of the tests finds too little alike for an answer; what is nearest is what would be quoted.
    assert alone.abstained
    assert both.abstained
    assert alone.nearest[0].article.title == "Le pain"
    assert both.nearest[0].article.title == "Le phare"
