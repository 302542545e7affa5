from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Question, QuestionTime
from bot.answering.judge.ambiguity import MOST_AHEAD, ahead
from bot.answering.reply import Note, NoteCode
from bot.answering.selection.context import fit
from bot.answering.selection.quotes import choose
from corpus.article import Filters, Hit
from tests.support.contexts import found
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Context, Similarity

WARS = (
    ("The Hundred Years' War began in 1337.", 0.9),
    ("In Korea the war began in June 1950.", 0.895),
    ("A war of words began on Monday.", 0.88),
)


def unlike(text: str, others: Sequence[str]) -> list[float]:
    return [1.0 if other == text else 0.8 for other in others]


def alike(text: str, others: Sequence[str]) -> list[float]:
    return [1.0 if other == text else 0.95 for other in others]


def nearly(text: str, others: Sequence[str]) -> list[float]:
    return [1.0 if other == text else 0.865 for other in others]


def leads(context: Context, similarity: Similarity = unlike) -> float:
    return ahead(context, choose(context), similarity)


def test_the_best_passage_is_ahead_of_the_next_articles_by_the_difference_of_their_scores() -> None:
    assert leads(found("When does the war begin?", *WARS)) == pytest.approx(0.005)


def test_an_article_that_says_nearly_the_same_is_no_rival() -> None:
    assert leads(found("When does the war begin?", *WARS), alike) == MOST_AHEAD


def test_without_another_article_and_with_far_ones_alone_it_is_ahead_by_the_most() -> None:
    assert leads(found("When does the war begin?", WARS[0])) == MOST_AHEAD
    assert leads(found("When does the war begin?", WARS[0], ("Nothing of the kind was said.", 0.5))) == MOST_AHEAD


def test_an_article_that_is_quoted_beside_the_best_is_no_rival() -> None:
    context = found(
        "What do Amazon and Microsoft do?", ("Amazon pauses its sales.", 0.9), ("Microsoft waits for a law.", 0.895)
    )

    assert leads(context) == MOST_AHEAD


def test_where_the_newest_is_wanted_older_ones_are_no_rivals() -> None:
    context = found("When does the war begin?", *WARS)
    newest = replace(
        context.question, time=QuestionTime(note=Note(code=NoteCode.NEWEST_FIRST), words="latest", newest_first=True)
    )

    assert leads(replace(context, question=newest)) == MOST_AHEAD


def test_translations_of_a_sentence_count_as_one_matter_though_they_are_less_alike() -> None:
    texts = (("The pause lasts a year.", "en", 0.9), ("La pause dure un an.", "fr", 0.9))
    hits = []
    for text, language, score in texts:
        article, (passage,) = make_article(text, text, language=language)
        hits.append(Hit(passage=passage, article=article, score=score, sentence_scores=(0.9,)))
    question = Question(text="How long is the pause?", language="en", filters=Filters())
    context = fit(question, hits, tokens=500, sentences=10)

    assert ahead(context, choose(context)[:1], nearly) == MOST_AHEAD
