"""Hold that a sentence is an answer to how many or when only where it states a number or a time."""

from __future__ import annotations

import pytest

from bot.answering.answer import Evidence
from bot.answering.question.kind import read_kind
from bot.answering.selection.wanted import states
from tests.support.samples import make_article


def sentence(text: str, language: str) -> Evidence:
    article, passages = make_article("A title", text, language=language)
    return Evidence(
        article=article, passage=passages[0], text=text, start=0, end=len(text), score=0.9, passage_score=0.9
    )


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("How many bakers are there?", "en", "The town has 12 bakers."),
        ("How many bakers are there?", "en", "The town has only one left."),
        ("Combien de temps dure la pause ?", "fr", "La pause dure un an."),
        ("How often do they meet?", "en", "They meet every six months."),
        ("When did the mill close?", "en", "The mill closed in March 1998."),
        ("Quando é que o moinho fechou?", "pt", "O moinho fechou em 1998."),
        ("What is baked when the oven is hot?", "en", "Bread is baked in a hot oven."),
        ("Who bakes the bread?", "en", "Bakers do."),
    ],
)
def test_what_states_the_number_or_time_that_is_asked_for_answers(question: str, language: str, text: str) -> None:
    assert states(sentence(text, language), read_kind(question, language))


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("How many bakers are there?", "en", "The town has had bakers since 1998."),
        ("How many bakers were there in 1998?", "en", "In 1998 bakers were few."),
        ("How much does the mill earn a year?", "en", "Two days after the fair the mill opened again."),
        ("How much does the mill earn?", "en", "The mill writes of it in its Day One letter."),
        ("Combien gagne le boulanger ?", "fr", "Le boulanger a un four."),
        ("When will the mill close?", "en", "The mill was renewed with version 3.11 of its engine."),
        ("Wann schließt die Mühle?", "de", "Die Mühle wurde erneuert."),
    ],
)
def test_what_states_none_or_another_than_is_asked_for_does_not(question: str, language: str, text: str) -> None:
    assert not states(sentence(text, language), read_kind(question, language))
