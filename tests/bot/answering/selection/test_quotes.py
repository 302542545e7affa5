from __future__ import annotations

from bot.answering.selection.quotes import choose, left_open
from tests.support.contexts import found


def test_the_best_passages_sentences_are_quoted_the_best_first_and_the_far_ones_not() -> None:
    text = "The old pier is very long. Ships leave the pier at noon. Nobody fishes there on Sundays."
    context = found(
        "When do ships leave?", (text, 0.9), ("Ships leave when they want to.", 0.8), cosines=(0.87, 0.9, 0.7)
    )

    assert [e.text for e in choose(context)] == ["Ships leave the pier at noon.", "The old pier is very long."]


def test_a_name_that_the_best_passage_lacks_brings_another_article_in_wherever_its_sentence_stands() -> None:
    context = found(
        "What do Amazon and Microsoft do?", ("Amazon pauses its sales.", 0.9), ("Microsoft waits for a law.", 0.88)
    )

    assert [e.text for e in choose(context)] == ["Amazon pauses its sales.", "Microsoft waits for a law."]


def test_beside_what_leaves_a_question_open_only_what_denies_something_is_quoted() -> None:
    text = (
        "The post names no agency that it leaves out. The pause ends what the agencies in Orlando tried."
        " The post does not say what the pause means for the CIA."
    )
    context = found("What does the pause mean for the CIA?", (text, 0.9), cosines=(0.88, 0.89, 0.9))

    assert [e.text for e in left_open(choose(context))] == [
        "The post does not say what the pause means for the CIA.",
        "The post names no agency that it leaves out.",
    ]
