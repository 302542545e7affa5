"""Pick what turns texts into vectors, and what rereads the best hits, from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.embedding.cross_encoder import CrossEncoderReranker
from corpus.embedding.embedder import SentenceEmbedder
from corpus.embedding.remote import RemoteEmbedder
from corpus.language.registry import languages

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder


def build_embedder(settings: Settings, announce: Callable[[str], None]) -> Embedder:
    """Return the embedder; it loads its model when first used.

    Raises:
        SettingsError: a language file is broken, which is noticed here, at the start of whatever reads texts.
    """
    languages()
    return embedder_of(settings, announce)


def prepare(embedder: Embedder) -> None:
    """Load the model that runs here, aside, for who will ask it soon; one elsewhere is loaded there."""
    if isinstance(embedder, SentenceEmbedder):
        embedder.prepare()


def prepare_scorer(embedder: Embedder) -> None:
    """Load what tells which sentences answer, aside, for who will ask it soon."""
    if isinstance(embedder, SentenceEmbedder) and embedder.scorer:
        embedder.scorer.prepare()


def embedder_of(settings: Settings, announce: Callable[[str], None]) -> Embedder:
    """Return the embedder, for what reads no text."""
    if settings.embedding_url:
        return RemoteEmbedder(settings.embedding_url, settings.embedding_model, settings.models_key.get_secret_value())
    return SentenceEmbedder(settings.embedding_model, settings.cache_dir, announce)


def build_local_embedder(settings: Settings, announce: Callable[[str], None]) -> SentenceEmbedder:
    """Return the embedder that runs in this process, whatever server the settings name.

    Raises:
        SettingsError: a language file is broken.
    """
    languages()
    return SentenceEmbedder(settings.embedding_model, settings.cache_dir, announce)


def build_reranker(settings: Settings, announce: Callable[[str], None]) -> Reranker | None:
    """Return the cross-encoder that the settings name, None where they name none; it loads when first used."""
    return CrossEncoderReranker(settings.reranker_model, announce) if settings.reranker_model else None
