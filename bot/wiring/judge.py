"""Pick what says whether quotes support a sentence, from the settings or by its name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.answering.judge.support.bundled import BundledJudge, read_weights
from bot.answering.judge.support.by_cross_encoder import CrossEncoderJudge
from bot.answering.judge.support.by_model import ModelJudge
from bot.answering.judge.support.by_reading import ReadingJudge
from bot.answering.judge.support.nearness import Nearness
from bot.models.gguf_files import LOCAL
from bot.wiring.chat import open_chat
from corpus.embedding.cross_encoder import CrossEncoderEntailment
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.answering.judge.support.claim import Judge, JudgeName
    from bot.models.chat_model import ChatModel
    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder


def build_judge(
    settings: Settings, embedder: Embedder, model: ChatModel | None, announce: Callable[[str], None]
) -> Judge:
    """Return what says whether quotes support a sentence: the settings' cross-encoder, or the judge that comes along.

    The bundled chat model reads along where it is there anyway, and where the settings name it.

    Raises:
        SettingsError: the settings' model has no label that says so.
        StoreError: the weights that come along are missing or others.
    """
    if settings.support_model not in ("", LOCAL):
        return CrossEncoderJudge(CrossEncoderEntailment(settings.support_model, announce))
    weights = read_weights()
    judge = BundledJudge(Nearness(embedder), weights, embedder.name)
    reads = LOCAL in (settings.chat_model, settings.support_model)
    return ReadingJudge(judge, model.leaning, weights.joint) if model and reads else judge


@contextmanager
def named_judge(
    name: JudgeName, settings: Settings, embedder: Embedder, announce: Callable[[str], None]
) -> Generator[Judge]:
    """Open a judge by its name; the chat model's is asked for what the other judge lets pass too.

    Raises:
        SettingsError: the settings name no such model.
    """
    if name == "support" and not settings.support_model:
        raise SettingsError("No support model is set: set FOOTNOTE_SUPPORT_MODEL to a cross-encoder.")
    with open_chat(settings, announce) as model:
        if name != "model":
            yield build_judge(
                settings if name == "support" else settings.model_copy(update={"support_model": ""}),
                embedder,
                model,
                announce,
            )
            return
        if model is None:
            raise SettingsError("No chat model is set: set FOOTNOTE_CHAT_MODEL to one.")
        yield ModelJudge(lambda prompt, tokens: "".join(model.stream(prompt, max_tokens=tokens)))
