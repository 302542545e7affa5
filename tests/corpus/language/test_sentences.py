from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.language.sentences import split_sentences


def sentences(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, language)]


def test_initials_and_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("Elle visait A.Krishna, le patron. M. Dupont est né à St. Denis. Fin.", "fr") == [
        "Elle visait A.Krishna, le patron.",
        "M. Dupont est né à St. Denis.",
        "Fin.",
    ]


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences("A title without a stop\nA sentence.", "en") == ["A title without a stop", "A sentence."]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [("これは文です。次の文です！", "ja", 2), ("¿Qué pasó? ¡Nada!", "es", 2), ("هذه جملة. هل هذا سؤال؟", "ar", 2)],
)
def test_other_scripts_are_split_at_their_own_marks(text: str, language: str, count: int) -> None:
    assert len(sentences(text, language)) == count


@given(st.text(), st.sampled_from(["fr", "en", "ja", "xx"]))
@example("le plan B\u00a0...", "fr")
@example("J\u3000.", "fr")
def test_spans_lie_in_order_and_hold_every_character_that_is_no_space(text: str, language: str) -> None:
    spans = split_sentences(text, language)

    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    held = "".join(text[span.start : span.end] for span in spans)
    assert "".join(held.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("The pause is IBM's. Amazon follows.", "en", "The pause is IBM's."),
        ("Amazon dit qu'il l’a. Puis il part.", "fr", "Amazon dit qu'il l’a."),
        ("It ended in May. A new law came.", "en", "It ended in May."),
        ("Selon l'avis d'A. Krishna, IBM part. Il reste.", "fr", "Selon l'avis d'A. Krishna, IBM part."),
        ("In May. 2020 began badly.", "en", "In May. 2020 began badly."),
    ],
)
def test_what_only_looks_like_an_initial_or_an_abbreviation_ends_a_sentence(
    text: str, language: str, first: str
) -> None:
    span = split_sentences(text, language)[0]

    assert text[span.start : span.end] == first
