"""What is said to be missing, where there is no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Question
from bot.answering.judge.missing_words import what_is_missing
from bot.answering.reply import NoteCode
from bot.answering.selection.context import fit
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


def missing(words: str, language: str = "en", *, elsewhere: Collection[str] = (), of: str = "en") -> tuple[str, ...]:
    """Return the words that no article has."""
    question = Question(text=words, language=language, filters=Filters())
    notes = what_is_missing(question, nearest(question, language=of), lambda word: word in elsewhere)
    assert all(note.code is NoteCode.NO_ARTICLE_HAS for note in notes)
    return notes[0].words if notes else ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("What does Tesla pause?", ("Tesla",)),
        ("Do the police pause their cameras?", ("cameras",)),
        ("What did Amazon pause in 1999?", ("1999",)),
        ("Does Tesla or Uber pause the sale?", ("Tesla", "Uber")),
        ("Why does Amazon pause the sales?", ()),
        ("Do twelve months pass?", ()),
        ("日本の警察は何をしますか", ()),
    ],
)
def test_words_that_no_article_has_are_named(words: str, said: str) -> None:
    assert missing(words) == said


def test_what_other_articles_have_is_only_called_missing_from_the_nearest_passages() -> None:
    question = Question(text="What does Tesla pause?", language="en", filters=Filters())

    (note,) = what_is_missing(question, nearest(question), lambda word: word == "Tesla")

    assert (note.code, note.words) == (NoteCode.PASSAGES_LACK, ("Tesla",))


def test_what_no_article_has_is_named_before_what_some_have() -> None:
    assert missing("Do Tesla and Uber pause?", elsewhere={"Tesla"}) == ("Uber",)


def test_where_filters_leave_no_passage_only_words_that_no_article_has_are_named() -> None:
    question = Question(text="What does Tesla pause?", language="en", filters=Filters())

    assert what_is_missing(question, (), lambda _: True) == ()
    assert what_is_missing(question, (), lambda word: word == "pause")[0].words == ("Tesla",)


def test_verbs_that_say_little_are_not_named() -> None:
    assert missing("Does Amazon get, make or take the sale?") == ()


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Bonjour, what is all the stuff here?", "en"),
        ("Summarize everything, please.", "en"),
        ("Hello! Explain the main reasons in general.", "en"),
        ("Describe the whole thing and list some examples", "en"),
        ("WHAT IS ALL THE STUFF?", "en"),
        ("Bonjour, donne-moi tous les articles !", "fr"),
        ("Résume toutes ces choses, stp.", "fr"),
        ("Salut, peux-tu expliquer les principales raisons ?", "fr"),
        ("Hallo, erkläre bitte alle Artikel!", "de"),
        ("¡Hola! Resume todos los artículos.", "es"),
        ("Ciao, spiega tutte le cose.", "it"),
        ("Olá, resuma todos os artigos.", "pt"),
        ("Hallo, vat alle artikelen samen.", "nl"),
        ("Hej, sammanfatta alla artiklar!", "sv"),
    ],
)
def test_what_only_asks_greets_or_stands_for_whatever_there_is_is_never_named(words: str, language: str) -> None:
    assert missing(words, language, of=language) == ()


@pytest.mark.parametrize(
    ("words", "language", "named"),
    [
        ("What do they say about dolphins or whales?", "en", ["dolphins", "whales"]),
        ("Is there anything on the NASA?", "en", ["NASA"]),
        ("What about zanzibar?", "en", ["zanzibar"]),
        ("How do I cook risotto?", "en", ["risotto"]),
        ("Which elephants slept?", "en", ["elephants slept"]),
        ("What is the main reason?", "en", []),
        ("Comment cuisiner un risotto aux champignons ?", "fr", ["risotto", "champignons"]),
        ("Quelle est la principale raison ?", "fr", []),
        ("Bonjour, que disent tous les articles sur l'ACLU et les requins ?", "fr", ["ACLU", "requins"]),
        ("Hallo, was sagen alle Artikel über das Wetter?", "de", ["Wetter"]),
        ("¿Qué dicen del clima?", "es", ["clima"]),
        ("Vad säger artiklarna om Volvo?", "sv", ["Volvo"]),
    ],
)
def test_names_and_nouns_that_are_asked_about_are_named(words: str, language: str, named: list[str]) -> None:
    assert list(missing(words, language, of=language)) == named


def test_no_more_than_three_words_are_named() -> None:
    said = missing("Which cats, dogs, cows, goats pause?")

    assert said == ("cats", "dogs", "cows")


def test_words_are_looked_up_in_the_questions_language() -> None:
    assert missing("Combien coûte le téléphone ?", "fr", of="fr") == ("téléphone",)


def test_between_two_languages_only_names_and_numbers_are_compared() -> None:
    assert missing("Combien de temps dure la suspension d'Amazon ?", "fr") == ()
    assert missing("Que suspend Tesla en 2031 ?", "fr") == ("Tesla", "2031")


@given(st.text(max_size=200))
def test_no_question_breaks_it_or_puts_signs_of_its_own_into_the_words(words: str) -> None:
    said = "".join(missing(words))

    assert not set(said) & set("@<>[]()*_`\\|#\n")
