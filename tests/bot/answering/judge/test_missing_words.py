"""What is said to be missing, where there is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Question
from bot.answering.evidence import fit
from bot.answering.judge.missing_words import what_is_missing
from corpus.article import Filters, Hit
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.answering.answer import Evidence

PAUSE = "Amazon pauses the sale of Rekognition to the police for 12 months, after years of criticism."


def nearest(question: Question, text: str = PAUSE, language: str = "en") -> tuple[Evidence, ...]:
    article, passages = make_article("A pause", text, language=language)
    hits = [Hit(passage=p, article=article, score=0.8, sentence_scores=(0.8,) * len(p.sentences)) for p in passages]
    return fit(question, hits, tokens=500, sentences=10).evidence


def missing(words: str, language: str = "en", *, elsewhere: Collection[str] = (), of: str = "en") -> str:
    question = Question(text=words, language=language, filters=Filters())
    return what_is_missing(question, nearest(question, language=of), lambda word: word in elsewhere)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("What does Tesla pause?", "The articles don't say: none of them contains “Tesla”."),
        ("Do the police pause cameras?", "The articles don't say: none of them contains “cameras”."),
        ("What did Amazon pause in 1999?", "The articles don't say: none of them contains “1999”."),
        ("Does Tesla or Uber pause the sale?", "The articles don't say: none of them contains “Tesla” or “Uber”."),
        ("Why does Amazon pause the sales?", "The articles don't say."),
        ("Do twelve months pass?", "The articles don't say: none of them contains “twelve” or “pass”."),
        ("日本の警察は何をしますか", "The articles don't say."),
    ],
)
def test_words_that_no_article_has_are_named(words: str, said: str) -> None:
    assert missing(words) == said


def test_what_other_articles_have_is_only_called_missing_from_the_nearest_passages() -> None:
    said = missing("What does Tesla pause?", elsewhere={"Tesla"})

    assert said == "The articles don't say: the nearest passages don't contain “Tesla”."


def test_what_no_article_has_is_named_before_what_some_have() -> None:
    assert "contains “Uber”." in missing("Do Tesla and Uber pause?", elsewhere={"Tesla"})


def test_where_filters_leave_no_passage_only_words_that_no_article_has_are_named() -> None:
    question = Question(text="What does Tesla pause?", language="en", filters=Filters())

    assert what_is_missing(question, (), lambda _: True) == "The articles don't say."
    assert what_is_missing(question, (), lambda word: word == "pause").endswith("none of them contains “Tesla”.")


def test_verbs_that_say_little_are_not_named() -> None:
    assert missing("Does Amazon get, make or take the sale?") == "The articles don't say."


def test_no_more_than_three_words_are_named() -> None:
    said = missing("Which cats, dogs, cows, goats pause?")

    assert said == "The articles don't say: none of them contains “cats”, “dogs” or “cows”."


def test_the_sentence_is_in_the_questions_language() -> None:
    said = missing("Combien coûte le téléphone ?", "fr", of="fr")

    assert said == "Les articles ne le disent pas : aucun ne contient « coûte » ou « téléphone »."


def test_between_two_languages_only_names_and_numbers_are_compared() -> None:
    assert missing("Combien de temps dure la suspension d'Amazon ?", "fr") == "Les articles ne le disent pas."
    assert missing("Que suspend Tesla en 2031 ?", "fr") == (
        "Les articles ne le disent pas : aucun ne contient « Tesla » ou « 2031 »."
    )


@given(st.text(max_size=200))
def test_no_question_breaks_it_or_puts_signs_of_its_own_into_the_sentence(words: str) -> None:
    said = missing(words)

    assert said.startswith("The articles don't say")
    assert not set(said) & set("@<>[]()*_`\\|#\n")
