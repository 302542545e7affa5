"""A question that says what a sentence says but for one word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.judge.substitution import replaced


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        (
            "Since whales are fish, they must come up for what?",
            "Since whales are mammals, they must come up for air.",
            "en",
        ),
        (
            "Which member chaired the fifth session of the harbour council?",
            "The oldest member chaired the fourth session of the harbour council.",
            "en",
        ),
        ("When was the permit declared invalid?", "On Monday a judge found that the permit was valid.", "en"),
        ("Who rejected the disorderly retreat?", "The general ordered an orderly retreat, and all accepted.", "en"),
        (
            "Qui a dirigé la réfection du pont neuf de la ville de Gand ?",
            "Jan Smet a dirigé la démolition du pont neuf de la ville de Gand.",
            "fr",
        ),
    ],
)
def test_another_word_in_the_place_of_one_of_the_questions_is_noticed(
    question: str, sentence: str, language: str
) -> None:
    assert replaced(question, sentence, language) >= 0.5


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        (
            "Since whales are mammals, what must they come up for?",
            "Since whales are mammals, they come up for air.",
            "en",
        ),
        ("When do ships leave?", "The ferries leave the pier at noon.", "en"),
        ("What color was the harbor gate painted in May?", "What colour the harbour gate was painted is known.", "en"),
        ("Qui dirige la ville de Gand ?", "Le maire de la ville de Gand est Jan Smet.", "fr"),
        ("How much coal does Ghent import?", "The port of Ghent takes two tons of coal.", "en"),
        ("What information is kept of visitors?", "The formation of a file on visitors is kept secret.", "en"),
        ("", "", "en"),
        ("誰が港を閉めた？", "市長が港を閉めた。", "ja"),
    ],
)
def test_a_question_in_the_words_of_the_sentence_or_in_others_is_not(
    question: str, sentence: str, language: str
) -> None:
    assert replaced(question, sentence, language) == 0.0


@given(st.text(), st.text(), st.sampled_from(["en", "fr", "de", "ja", "xx"]))
def test_it_is_a_part_of_one_whatever_the_texts(question: str, sentence: str, language: str) -> None:
    assert 0.0 <= replaced(question, sentence, language) <= 1.0
    assert replaced(question, question, language) == 0.0
