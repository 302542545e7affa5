from __future__ import annotations

import pytest

from corpus.language.identify import identify


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How long is the pause?", "en"),
        ("Qui dirige IBM ?", "fr"),
        ("Combien coûte Rekognition ?", "fr"),
        ("Wer leitet IBM?", "de"),
        ("¿Quién dirige IBM?", "es"),
        ("Chi dirige IBM?", "it"),
        ("誰がIBMを率いていますか", "ja"),
        ("Кто руководит компанией IBM?", "ru"),
    ],
)
def test_a_short_question_with_a_name_in_it_is_told(question: str, language: str) -> None:
    assert identify(question) == language


@pytest.mark.parametrize("text", ["", "   ", "123 456", "🙂🙂"])
def test_a_text_without_words_has_the_fallback(text: str) -> None:
    assert identify(text, fallback="fr") == "fr"
