"""Capitals for the names in a question that is typed without any."""

from __future__ import annotations

import pytest

from bot.answering.question.truecase import truecased
from corpus.article import Hit
from tests.support.samples import make_article

TEXT = "The mill of Clearwater grinds for IBM. We saw Clearwater at night, said Ann. The water is clear."


def hits_of(text: str, language: str) -> list[Hit]:
    article, passages = make_article("Bakers", text, language=language)
    return [Hit(article=article, passage=passage, score=1.0, sentence_scores=()) for passage in passages]


@pytest.mark.parametrize(
    ("typed", "cased"),
    [
        ("what does clearwater grind", "what does Clearwater grind"),
        ("does ibm buy the water?", "does IBM buy the water?"),
        ("is the water clear", "is the water clear"),
        ("What does Ann say of clearwater?", "What does Ann say of clearwater?"),
        ("who said so", "who said so"),
    ],
)
def test_words_that_passages_spell_with_a_capital_alone_get_one(typed: str, cased: str) -> None:
    assert truecased(typed, "en", hits_of(TEXT, "en")) == cased


def test_where_all_nouns_have_capitals_they_tell_nothing() -> None:
    assert truecased("wann kam das brot", "de", hits_of("Am Abend kam das Brot aus Ulm.", "de")) == "wann kam das brot"
