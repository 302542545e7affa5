"""What an engine would choose from: articles as they were found for a question."""

from __future__ import annotations

from bot.answering.answer import Context, Question
from bot.answering.selection.context import fit
from corpus.article import Filters, Hit
from tests.support.samples import make_article


def found(question: str, *articles: tuple[str, float], cosines: tuple[float, ...] = (0.9, 0.88, 0.7)) -> Context:
    """Return the context of articles, each one passage with its joined score, whose sentences have those cosines."""
    hits: list[Hit] = []
    for number, (text, score) in enumerate(articles):
        article, (passage,) = make_article(f"Article {number}", text)
        hits.append(
            Hit(passage=passage, article=article, score=score, sentence_scores=cosines[: len(passage.sentences)])
        )
    return fit(Question(text=question, language="en", filters=Filters()), hits, tokens=500, sentences=10)
