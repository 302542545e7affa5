"""Open the chat model that the settings name: a vendor's, one on a server, or one that is run here."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING

from bot.answering.engine.engine import NO_MODEL
from bot.models.chat_model import open_chat_model
from bot.models.gguf_files import LOCAL, check_local, gguf_file, runs_here
from bot.models.local_chat import Address, local_chat_model
from bot.models.local_server import BUNDLED, start_local_server
from bot.models.support_adapter import support_adapter
from bot.models.verdict_probe import read_probe
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from bot.models.chat_model import ChatModel
    from bot.models.local_server import LocalServer
    from bot.models.prompt import Prompt
    from bot.models.verdict_probe import Verdict
    from bot.settings import Settings


@contextmanager
def open_chat(settings: Settings, announce: Callable[[str], None]) -> Generator[ChatModel | None]:
    """Open the chat model, None where the settings say `none`; the local one starts when first asked.

    Raises:
        SettingsError: the name of the model isn't one, or its key is missing.
        ModelError: its package is missing.
    """
    if settings.chat_model == NO_MODEL:
        yield None
    elif runs_here(settings.chat_model) and settings.chat_base_url:
        yield _shared_chat(settings)
    elif runs_here(settings.chat_model):
        with ExitStack() as stack:
            yield _LocalChat(settings.chat_model, settings, announce, stack)
    else:
        url = settings.chat_base_url or None
        model = open_chat_model(settings.chat_model, base_url=url, timeout=settings.chat_timeout)
        if settings.support_model != LOCAL:
            yield model
            return
        with ExitStack() as stack:
            yield _ReadAlong(model, _LocalChat(LOCAL, settings, announce, stack))


@contextmanager
def open_local_server(settings: Settings, announce: Callable[[str], None]) -> Generator[LocalServer | None]:
    """Run the chat model of the settings for others, None where it is none that runs here.

    Raises:
        SettingsError: the name of the model isn't one.
        ModelError: it can't be loaded.
    """
    if not runs_here(settings.chat_model):
        yield None
        return
    check_local(settings.chat_model)
    weights = gguf_file(settings.chat_model, settings.cache_dir, announce)
    announce("Loading the chat model")
    with start_local_server(weights, adapters=_adapters(settings.chat_model), threads=settings.chat_threads) as server:
        yield server


def chat_name(settings: Settings) -> str:
    """Return what a chat model that is run by Footnote's own engine is called."""
    return BUNDLED.name if settings.chat_model == LOCAL else settings.chat_model


def _shared_chat(settings: Settings) -> ChatModel:
    """Return the local chat model that another process runs for several."""
    server = Address(base_url=settings.chat_base_url, api_key=settings.models_key.get_secret_value() or "none")
    probe = read_probe(BUNDLED.sha256) if settings.chat_model == LOCAL else None
    return local_chat_model(
        server,
        timeout=settings.chat_timeout,
        name=chat_name(settings),
        probe=probe,
        is_adapted=bool(_adapters(settings.chat_model)),
    )


def _adapters(named: str) -> list[Path]:
    """Return the adapters that a model which runs here is read with, besides as it is."""
    adapter = support_adapter(BUNDLED.sha256) if named == LOCAL else None
    return [adapter] if adapter else []


class _ReadAlong:
    """A vendor's chat model, and the bundled one that reads what it wrote."""

    def __init__(self, model: ChatModel, reader: ChatModel) -> None:
        self.name = model.name
        self.stream = model.stream
        self.verdict = model.verdict
        self.leaning = reader.leaning
        self.prepare = reader.prepare


class _LocalChat:
    """A chat model that is run here, which isn't loaded for a question that needs none."""

    def __init__(self, named: str, settings: Settings, announce: Callable[[str], None], stack: ExitStack) -> None:
        check_local(named)
        self.name = BUNDLED.name if named == LOCAL else named
        self._named = named
        self._settings = settings
        self._announce = announce
        self._stack = stack
        # Now, so that what is broken is noticed at the start.
        self._probe = read_probe(BUNDLED.sha256) if named == LOCAL else None
        self._adapters = _adapters(named)
        self._starting = Lock()
        self._started: ChatModel | None = None
        self._preparing: Thread | None = None

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        yield from self._model().stream(prompt, max_tokens=max_tokens, grammar=grammar)

    def verdict(self, prompt: Prompt) -> Verdict | None:
        return self._model().verdict(prompt)

    def leaning(self, prompt: Prompt) -> float | None:
        return self._model().leaning(prompt)

    def prepare(self) -> None:
        if self._preparing is None:
            self._preparing = Thread(target=self._prepare, name="chat-model")
            self._stack.callback(self._preparing.join)  # before the server's own end, which closes what it started
            self._preparing.start()

    def _prepare(self) -> None:
        with suppress(FootnoteError):  # whoever asks it will be told
            self._model()

    def _model(self) -> ChatModel:
        with self._starting:
            if self._started is None:
                weights = gguf_file(self._named, self._settings.cache_dir, self._announce)
                self._announce("Loading the chat model")
                threads = self._settings.chat_threads
                server = self._stack.enter_context(
                    start_local_server(weights, adapters=self._adapters, threads=threads)
                )
                self._started = local_chat_model(
                    server,
                    timeout=self._settings.chat_timeout,
                    name=self.name,
                    probe=self._probe,
                    is_adapted=bool(self._adapters),
                )
            return self._started
