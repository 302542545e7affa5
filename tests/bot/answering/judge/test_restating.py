from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.judge.restating import has_name, missing_numbers, numbers_agree, restates
from corpus.language.names import names
from corpus.language.statements import asks, denies, leaves_open

SURE = 0.95


def test_a_number_that_the_source_has_not_is_refused() -> None:
    assert numbers_agree("It lasts 1 year.", "une pause d'un an", "fr")
    assert numbers_agree("28 members, 25,000 photos", "28 élus et 25\u202f000 photos", "fr")
    assert not numbers_agree("It lasts 2 years.", "une pause d'un an", "fr")


def test_a_restatement_may_neither_drop_nor_add_a_negation_or_a_number() -> None:
    source = "Amazon n'a pas vendu 28 licences."

    assert restates("Amazon did not sell 28 licences.", "en", source, "fr", SURE)
    assert not restates("Amazon sold 28 licences.", "en", source, "fr", SURE)
    assert not restates("Amazon did not sell licences.", "en", source, "fr", SURE)
    assert not restates("Amazon did not sell 29 licences.", "en", source, "fr", SURE)
    assert not restates("No 28.", "en", source, "fr", SURE)


@pytest.mark.parametrize(
    ("sentence", "language", "source", "source_language"),
    [
        ("The law was passed in May.", "en", "La loi fut votée en mai.", "fr"),
        ("La loi fut votée en mai.", "fr", "The law was passed in May.", "en"),
        ("IBM won the contract.", "en", "IBM remporta le contrat.", "fr"),
        ("Once the law is passed, it applies.", "en", "Dès que la loi est votée, elle s'applique.", "fr"),
        ("La legge fu votata a maggio.", "it", "La loi fut votée en mai.", "fr"),
        ("It doesn't sell 12.", "en", "Non ne vende mai dodici, 12.", "it"),
    ],
)
def test_words_that_deny_or_count_in_another_language_keep_no_translation_back(
    sentence: str, language: str, source: str, source_language: str
) -> None:
    assert restates(sentence, language, source, source_language, SURE)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Why?", "en"),
        ("Quid des agences fédérales (CIA, FBI ..) ou d'autres pays ….", "fr"),
        ("Qu'en est-il ?", "fr"),
        ("本当？", "ja"),
        ("هل هذا؟", "ar"),
    ],
)
def test_questions_are_known_for_questions(text: str, language: str) -> None:
    assert asks(text, language)
    assert leaves_open(text, language)


@pytest.mark.parametrize(
    ("text", "language", "negated"),
    [
        ("It isn't so.", "en", True),
        ("IBM can’t sell it.", "en", True),
        ("Don Quixote won the prize.", "en", False),
        ("Ce n'est pas vrai.", "fr", True),
        ("Une note.", "fr", False),
        ("La loi entre en vigueur le 3 mai.", "fr", False),
        ("Elle fut votée en mai, once upon a time.", "fr", False),
        ("She committed a sin, and once a crime.", "en", False),
        ("Le groupe Ni Una Menos défile.", "es", True),
        ("Non lo vende mai.", "it", True),
        ("Vive sin agua.", "es", True),
        ("Kein Wort.", "de", True),
        ("Ein Ni, ein No, ein Sin.", "de", False),
        ("Er is geen water.", "nl", True),
        ("Não vende nada.", "pt", True),
        ("It isn't so.", "xx", False),
    ],
)
def test_a_negation_is_one_in_its_own_language_alone(text: str, language: str, *, negated: bool) -> None:
    assert denies(text, language) is negated


@pytest.mark.parametrize(
    ("question", "source", "language", "missing"),
    [
        ("Who came in 1745 and 1746?", "He came in 1745.", "en", 0.5),
        ("Who has 3 ships?", "They have three ships.", "en", 0.0),
        ("Who has 3 ships?", "Elles ont trois navires.", "fr", 0.0),
        ("Who has 10 ships?", "Il dix-sept, six ships.", "it", 1.0),
        ("D'où vient le 1er pasteur ?", "Le premier pasteur vint d'Utrecht.", "fr", 0.0),
        ("Who was the 2nd king?", "The first king had no sons.", "en", 1.0),
        ("Who was king?", "The first king had no sons.", "en", 0.0),
    ],
)
def test_a_questions_numbers_are_looked_for_in_digits_and_in_words(
    question: str, source: str, language: str, missing: float
) -> None:
    assert missing_numbers(question, [(source, language)]) == missing


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("Clearview", "Clearview's founders were sued.", True),
        ("Clearview", "What is clear can be summed up.", False),
        ("Congress", "Le Congrès vote une loi.", True),
        ("China", "Two Chinas were spoken of.", True),
        ("Romans", "A Roman road led there.", True),
        ("Parisian", "He came from Paris.", True),
        ("Hoan Ton-That", "Hoan Ton-That founded it.", True),
        ("Hoan Ton-That", "Hoan founded it.", False),
    ],
)
def test_a_name_stands_in_a_text_in_its_forms_and_not_by_a_word_that_it_begins_with(
    name: str, text: str, *, stands: bool
) -> None:
    assert has_name(name, [text]) is stands


def test_names_leave_out_the_first_word_but_not_an_abbreviation() -> None:
    assert names("The ACLU and Amazon's Rekognition", "en") == {"aclu", "amazon", "rekognition"}
    assert names("IBM wrote", "en") == {"ibm"}


@given(st.text(), st.text())
def test_no_pair_of_texts_breaks_a_check(one: str, other: str) -> None:
    if other:
        restates(one, "en", other, "fr", 1.0)
