from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.judge.support import (
    asks,
    backs,
    denies,
    has_name,
    leaves_open,
    missing_numbers,
    names,
    numbers_agree,
    restates,
)

ONLY_ASKED = "What about federal agencies such as the CIA or the FBI?"
SURE = 0.95


def test_a_sentence_that_only_asks_backs_no_statement() -> None:
    stated = "The CIA and the FBI are excluded."

    assert not backs(stated, ONLY_ASKED, SURE, known=[ONLY_ASKED], same_language=True)
    assert backs(
        "The article asks what about the CIA?", ONLY_ASKED, SURE, known=[ONLY_ASKED, "article"], same_language=True
    )


def test_a_sentence_about_what_is_not_said_backs_no_statement() -> None:
    source = "Le billet ne mentionne pas ce qu'il en sera pour la CIA."

    assert not backs("The CIA is excluded.", source, SURE, known=[source], same_language=False)
    assert backs("The post does not mention the CIA.", source, SURE, known=[source], same_language=False)


def test_a_number_that_the_source_has_not_is_refused() -> None:
    assert numbers_agree("It lasts 1 year.", "une pause d'un an")
    assert numbers_agree("28 members, 25,000 photos", "28 élus et 25\u202f000 photos")
    assert not numbers_agree("It lasts 2 years.", "une pause d'un an")


def test_a_name_that_no_source_has_is_refused() -> None:
    source = "IBM's chief executive wrote to Congress."

    assert backs("IBM wrote to Congress.", source, SURE, known=[source], same_language=True)
    assert not backs("It was Oracle that wrote to Congress.", source, SURE, known=[source], same_language=True)


def test_unlike_meaning_is_refused_whatever_else_agrees() -> None:
    assert not backs("IBM wrote.", "IBM wrote.", 0.5, known=["IBM"], same_language=True)


def test_a_restatement_may_neither_drop_nor_add_a_negation_or_a_number() -> None:
    source = "Amazon n'a pas vendu 28 licences."

    assert restates("Amazon did not sell 28 licences.", source, SURE)
    assert not restates("Amazon sold 28 licences.", source, SURE)
    assert not restates("Amazon did not sell licences.", source, SURE)
    assert not restates("Amazon did not sell 29 licences.", source, SURE)
    assert not restates("No 28.", source, SURE)


@pytest.mark.parametrize(
    "text",
    ["Why?", "Quid des agences fédérales (CIA, FBI ..) ou d'autres pays ….", "Qu'en est-il ?", "本当？", "هل هذا؟"],
)
def test_questions_are_known_for_questions(text: str) -> None:
    assert asks(text)
    assert leaves_open(text)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("It isn't so.", True),
        ("Ce n'est pas vrai.", True),
        ("Kein Wort.", True),
        ("It is so.", False),
        ("Une note.", False),
    ],
)
def test_negations_are_known_in_several_languages(text: str, *, negated: bool) -> None:
    assert denies(text) is negated


@pytest.mark.parametrize(
    ("question", "source", "missing"),
    [
        ("Who came in 1745 and 1746?", "He came in 1745.", 0.5),
        ("Who has 3 ships?", "They have three ships.", 0.0),
        ("D'où vient le 1er pasteur ?", "Le premier pasteur vint d'Utrecht.", 0.0),
        ("Who was the 2nd king?", "The first king had no sons.", 1.0),
        ("Who was king?", "The first king had no sons.", 0.0),
    ],
)
def test_a_questions_numbers_are_looked_for_in_digits_and_in_words(question: str, source: str, missing: float) -> None:
    assert missing_numbers(question, [source]) == missing


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
    assert names("The ACLU and Amazon's Rekognition") == {"aclu", "amazon", "rekognition"}
    assert names("IBM wrote") == {"ibm"}


@given(st.text(), st.text())
def test_no_pair_of_texts_breaks_a_check(one: str, other: str) -> None:
    backs(one, other, 1.0, known=[other], same_language=True)
    if other:
        restates(one, other, 1.0)
