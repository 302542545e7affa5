from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Turn
from bot.answering.prompt import rewrite_prompt
from bot.answering.question.follow_up import as_told, holds, in_place_of, leans_on_earlier

IBM = Turn(question="Why did IBM leave the business?", answer="IBM left it over bias in 2020.")


@pytest.mark.parametrize(
    "question",
    [
        "And Microsoft?",
        "What about the police?",
        "When was that?",
        "How long does it last?",
        "Why?",
        "Who runs it today?",
        "Do they sell it to the army?",
        "Et Microsoft ?",
        "Et pour la police ?",
        "Quand a-t-il commencé ?",
        "Combien de temps cela dure ?",
        "Pourquoi ?",
        "Depuis quand ?",
        "Y Microsoft?",
        "Und Microsoft?",
    ],
)
def test_a_question_that_needs_what_was_said_before_is_recognised(question: str) -> None:
    assert leans_on_earlier(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which agencies are excluded from Amazon's pause?",
        "When did Amazon say that it stops?",
        "Quand Amazon a-t-il suspendu la vente ?",
        "Y a-t-il une loi sur la reconnaissance faciale ?",
        "Combien de villes interdisent la reconnaissance faciale ?",
        "Is there a law on facial recognition?",
        "What is the law that Congress passed?",
        "Andrew Yang a dit quoi ?",
    ],
)
def test_a_question_that_stands_alone_is_recognised(question: str) -> None:
    assert not leans_on_earlier(question)


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("And Microsoft?", "Why did Microsoft leave the business?"),
        ("What about Clearview AI?", "Why did Clearview AI leave the business?"),
        ("Microsoft?", "Why did Microsoft leave the business?"),
        ("And in 2021?", "Why did IBM leave the business in 2021?"),
        ("When was that?", None),
        ("And why did Microsoft do it?", None),
    ],
)
def test_a_name_alone_takes_the_place_of_the_last_ones(question: str, understood: str | None) -> None:
    assert in_place_of(question, [IBM]) == understood


def test_a_rewriting_may_use_the_conversation_and_nothing_else() -> None:
    assert holds("When did IBM leave the business?", "When was that?", [IBM])
    assert holds("Did IBM leave the business in 2020?", "And when?", [IBM])
    assert not holds("When did Oracle leave the business?", "When was that?", [IBM])
    assert not holds("Did IBM leave the business in 1998?", "And when?", [IBM])
    assert not holds("IBM left the business.", "When was that?", [IBM])
    assert not holds("When did IBM leave?", "And when did Microsoft do that?", [IBM])
    assert not holds("", "When was that?", [IBM])


def test_what_a_model_is_told_of_a_conversation_is_bounded_and_its_beginning_summarised() -> None:
    turns = [Turn(question=f"Question {n}?", answer="word " * 500) for n in range(20)]

    told = as_told(turns)

    assert [question for question, _ in told] == [f"Question {n}?" for n in range(12, 20)]
    assert [bool(answer) for _, answer in told] == [False] * 5 + [True] * 3
    assert all(len(answer) <= 302 for _, answer in told)


def test_a_name_that_only_an_earlier_question_had_may_be_taken_up() -> None:
    turns = [IBM, *(Turn(question=f"How tall is tower {n}?", answer="Tall.") for n in range(4))]

    assert holds("When did IBM leave the business?", "When was that?", turns)
    assert "Question: How tall is tower 0?\nQuestion:" in rewrite_prompt(as_told(turns), "And when?").user


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_words_break_the_understanding(question: str, earlier: str) -> None:
    leans_on_earlier(question)
    in_place_of(question, [Turn(question=earlier, answer=earlier)])
    holds(question, earlier, [IBM])
