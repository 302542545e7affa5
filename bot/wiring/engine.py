"""Put together what finds passages and what answers from them, of the parts that the settings name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.answering.answer import Question
from bot.answering.engine.engine import Engine
from bot.answering.engine.translated_search import searched_in_both, translated
from bot.models.gguf_files import LOCAL
from bot.service.corpora.corpora import Library
from bot.wiring.corpora import corpus_of
from bot.wiring.embedding import build_reranker
from bot.wiring.ingestion import build_pipeline
from bot.wiring.judge import build_judge
from corpus.article import Filters
from corpus.errors import FootnoteError
from corpus.search.rerank import rerank
from corpus.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.answering.engine.engine import Style
    from bot.answering.judge.support.claim import Judge
    from bot.models.chat_model import ChatModel
    from bot.settings import Settings
    from corpus.article import Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus

    Search = Callable[[str, str, int], Sequence[Hit]]


def build_search(settings: Settings, corpus: Corpus, announce: Callable[[str], None]) -> Search:
    """Return how passages are found for a question: from its words, their language, and how many passages to find."""
    reranker = build_reranker(settings, announce)
    searcher = Searcher(corpus)

    def search(question: str, language: str, limit: int) -> list[Hit]:
        hits = searcher.search(question, language=language, limit=limit)
        return rerank(question, hits, reranker) if reranker else hits

    return search


def build_translated_search(
    settings: Settings, corpus: Corpus, model: ChatModel, announce: Callable[[str], None]
) -> Search:
    """Return how passages are found where the chat model puts the question into the articles' language too."""
    search = build_search(settings, corpus, announce)

    def search_in_both(words: str, language: str, limit: int) -> list[Hit]:
        question = Question(text=words, language=language, filters=Filters())
        return searched_in_both(
            question,
            search(words, language, limit),
            translate=lambda text, into: translated(model, text, into),
            search=lambda other: search(other.text, other.language, limit),
        )

    return search_in_both


def build_engine(  # noqa: PLR0913 -- one parameter a part
    settings: Settings,
    corpus: Corpus,
    embedder: Embedder,
    model: ChatModel | None,
    reranker: Reranker | None,
    *,
    judge: Judge | None = None,
    today: Callable[[], date] = date.today,
) -> Engine:
    """Return the engine that answers from a corpus; the models may be shared with others.

    Raises:
        StoreError: the weights of the judge that comes along are missing or others.
    """
    style: Style = "quotes"
    if settings.answer_style == "draft" or (settings.answer_style == "auto" and settings.chat_model != LOCAL):
        style = "draft"
    return Engine(
        corpus,
        embedder,
        model,
        style=style,
        context_tokens=settings.context_tokens,
        judge=judge,
        asks_again=settings.chat_model != LOCAL,
        reranker=reranker,
        translates=settings.translate_questions,
        today=today,
    )


def library_builder(
    settings: Settings, embedder: Embedder, model: ChatModel | None, announce: Callable[[str], None]
) -> Callable[[str, Path], Library]:
    """Return what opens a corpus with all that works on it; all corpora share the models."""
    reranker = build_reranker(settings, announce)
    judge = build_judge(settings, embedder, model, announce)

    def build(name: str, directory: Path) -> Library:
        corpus = corpus_of(settings, directory, embedder)
        try:
            corpus.check_model()
        except FootnoteError:
            corpus.close()
            raise
        engine = build_engine(settings, corpus, embedder, model, reranker, judge=judge)
        return Library(name=name, corpus=corpus, engine=engine, pipeline=build_pipeline(settings, corpus))

    return build
