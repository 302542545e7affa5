from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Turn
from bot.answering.prompt import rewrite_prompt
from bot.answering.question.follow_up import as_told, holds, in_place_of, leans_on_earlier

IBM = Turn(question="Why did IBM leave the business?", answer="IBM left it over bias in 2020.")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("And Microsoft?", "en"),
        ("What about the police?", "en"),
        ("When was that?", "en"),
        ("How long does it last?", "en"),
        ("Why?", "en"),
        ("Who runs it today?", "en"),
        ("Do they sell it to the army?", "en"),
        ("Et Microsoft ?", "fr"),
        ("Et pour la police ?", "fr"),
        ("Quand a-t-il commencé ?", "fr"),
        ("Combien de temps cela dure ?", "fr"),
        ("Pourquoi ?", "fr"),
        ("Depuis quand ?", "fr"),
        ("Y Microsoft?", "es"),
        ("Und Microsoft?", "de"),
    ],
)
def test_a_question_that_needs_what_was_said_before_is_recognised(question: str, language: str) -> None:
    assert leans_on_earlier(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which agencies are excluded from Amazon's pause?", "en"),
        ("When did Amazon say that it stops?", "en"),
        ("Quand Amazon a-t-il suspendu la vente ?", "fr"),
        ("Qu'a-t-il été dit d'Amazon et de la police ?", "fr"),
        ("Y a-t-il une loi sur la reconnaissance faciale ?", "fr"),
        ("Combien de villes interdisent la reconnaissance faciale ?", "fr"),
        ("Is there a law on facial recognition?", "en"),
        ("What is the law that Congress passed?", "en"),
        ("Andrew Yang a dit quoi ?", "fr"),
        ("In welchen Städten ist es verboten?", "xx"),
        ("What is the pause and how long does it last?", "en"),
        ("Qui a fondé la banque et quand est-elle née ?", "fr"),
    ],
)
def test_a_question_that_stands_alone_is_recognised(question: str, language: str) -> None:
    assert not leans_on_earlier(question, language)


@pytest.mark.parametrize(
    ("question", "language", "understood"),
    [
        ("And Microsoft?", "en", "Why did Microsoft leave the business?"),
        ("And Ford?", "en", "Why did Ford leave the business?"),
        ("What about Clearview AI?", "en", "Why did Clearview AI leave the business?"),
        ("Microsoft?", "en", "Why did Microsoft leave the business?"),
        ("Et Microsoft ?", "fr", "Why did Microsoft leave the business?"),
        ("And in 2021?", "en", "Why did IBM leave the business in 2021?"),
        ("When was that?", "en", None),
        ("And why did Microsoft do it?", "en", None),
    ],
)
def test_a_name_alone_takes_the_place_of_the_last_ones(question: str, language: str, understood: str | None) -> None:
    assert in_place_of(question, language, [IBM]) == understood


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Why?", "en"),
        ("Who?", "en"),
        ("And Why?", "en"),
        ("Really?", "en"),
        ("Details?", "en"),
        ("Continue.", "en"),
        ("Why Microsoft?", "en"),
        ("Quand ?", "fr"),
        ("Pourquoi ?", "fr"),
        ("Et Pourquoi ?", "fr"),
        ("Vraiment ?", "fr"),
        ("Lesquels ?", "fr"),
        ("Warum?", "de"),
        ("Wirklich?", "de"),
        ("¿Cuándo?", "es"),
        ("Perché?", "it"),
        ("Quando?", "pt"),
        ("Waarom?", "nl"),
    ],
)
def test_a_word_that_only_asks_for_more_is_no_name_although_it_begins_the_sentence(
    question: str, language: str
) -> None:
    earlier = Turn(question="What did IBM announce?", answer="A new chip.")

    assert in_place_of(question, language, [earlier]) is None


def test_what_was_asked_in_one_word_is_not_taken_for_the_name_by_the_next_question() -> None:
    earlier = Turn(question="What did IBM announce? Why?", answer="A new chip.")
    later = Turn(question="Quand la loi est-elle passée ? Pourquoi ?", answer="En mai.")

    assert in_place_of("And Microsoft?", "en", [earlier]) == "What did Microsoft announce? Why?"
    assert in_place_of("Et Microsoft ?", "fr", [later]) is None


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
    leans_on_earlier(question, "en")
    in_place_of(question, "en", [Turn(question=earlier, answer=earlier)])
    holds(question, earlier, [IBM])
