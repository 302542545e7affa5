"""The signs of a difference between a sentence and its quotes, in the words of each language."""

from __future__ import annotations

import pytest

from bot.answering.judge.support.claim import Claim, Difference, Quote
from bot.answering.judge.support.differences import is_known, named, signs


def seen(said: str, quoted: str, *, language: str = "en", quoted_in: str = "", title: str = "") -> set[str]:
    quote = Quote(text=quoted, language=quoted_in or language, title=title)
    return {name for name, sign in signs(Claim(text=said, language=language, quotes=(quote,))).items() if sign}


def test_a_sentence_that_says_what_its_quote_says_shows_no_sign() -> None:
    assert not seen("The ferry leaves at ten.", "The ferry leaves at ten.")


@pytest.mark.parametrize(
    ("said", "quoted", "language", "sign"),
    [
        ("The ferry takes 30 cars.", "The ferry takes 20 cars.", "en", "numbers"),
        ("The ferry takes thirty cars.", "The ferry takes 20 cars.", "en", "numbers"),
        ("The ferry goes to Malta.", "The ferry goes to Corfu.", "en", "names"),
        ("The ferry doesn't sail.", "The ferry sails.", "en", "denied"),
        ("Le ferry part.", "Le ferry ne part pas.", "fr", "denial lost"),
        ("Toutes les écoles ferment.", "Deux écoles ferment.", "fr", "all added"),
        ("The line will open.", "The line may open.", "en", "possible lost"),
        ("Die Brücke ist gesperrt.", "Die Brücke ist vielleicht gesperrt.", "de", "possible lost"),
        ("El tren llega porque nieva.", "El tren llega y nieva.", "es", "cause added"),
        ("Il treno arriva dopo la neve.", "Il treno arriva con la neve.", "it", "after added"),
        ("O comboio chega sempre.", "O comboio chega.", "pt", "certain added"),
        ("Alleen de trein komt.", "De trein komt.", "nl", "only added"),
    ],
)
def test_words_that_differ_show_in_each_language(said: str, quoted: str, language: str, sign: str) -> None:
    assert sign in seen(said, quoted, language=language)


def test_a_number_in_words_is_the_number_in_digits_and_one_is_none() -> None:
    assert not seen("Twenty cars and one bus came.", "20 cars came, and a bus.") & {"numbers"}


def test_a_name_may_stand_in_the_title_and_between_languages_only_abbreviations_count() -> None:
    assert "names" not in seen("Rainbow has split.", "The group has split.", title="Rainbow (band)")
    assert "names" not in seen("It ended in Germany.", "Cela finit en Allemagne.", quoted_in="fr")
    assert "names" in seen("It ended at the BBC.", "Cela finit à la radio.", quoted_in="fr")


def test_each_sign_has_a_name_for_what_differs() -> None:
    found = {named(name) for name in signs(Claim(text="a", language="en", quotes=()))}
    assert found == set(Difference) - {Difference.NOT_STATED}


def test_a_language_without_words_is_not_known() -> None:
    assert is_known("fr")
    assert not is_known("xx")
