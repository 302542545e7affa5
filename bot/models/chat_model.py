"""Ask a chat model, whoever serves it, and stream what it says.

LangChain speaks to the vendors; local_chat.py to the model that is run here.
"""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.models.trouble import Trouble, trouble_of
from corpus.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.models.prompt import Prompt
    from bot.models.verdict_probe import Verdict

_TRIES = 2
_PAUSE_SECONDS = 0.5


class ChatModel(Protocol):
    """What turns a prompt into text, piece by piece."""

    @property
    def name(self) -> str:
        """Name the model as the settings do."""
        ...

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        """Yield the answer as it is written; blocks, so it is called off the event loop.

        Closing the iterator stops the model.

        Args:
            prompt: what the model is told and asked.
            max_tokens: where the answer is cut off at the latest.
            grammar: GBNF that the answer must follow; only the local model can be held to it.

        Raises:
            ModelError: the model can't be reached, refuses, or doesn't answer in time.
        """
        ...

    def verdict(self, prompt: Prompt) -> Verdict | None:
        """Return the verdict that is asked for; None where the model doesn't tell.

        Raises:
            ModelError: the model can't be reached, refuses, or doesn't answer in time.
        """
        ...

    def leaning(self, prompt: Prompt) -> float | None:
        """Return the log-odds that a prompt is answered by yes rather than no; None where the model doesn't tell.

        Raises:
            ModelError: the model can't be reached, refuses, or doesn't answer in time.
        """
        ...

    def prepare(self) -> None:
        """Begin to load what will be asked soon, and return at once; what goes wrong is told when it is asked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Provider:
    extra: str | None  # of our package, that brings the vendor's
    keys: tuple[str, ...]  # the environment variables any of which holds the key
    limit: str = "max_tokens"  # what LangChain's class calls the cap on an answer's tokens


_PROVIDERS = {
    "openai": _Provider(extra=None, keys=("OPENAI_API_KEY",)),
    "anthropic": _Provider(extra="anthropic", keys=("ANTHROPIC_API_KEY",)),
    "google_genai": _Provider(extra="google", keys=("GOOGLE_API_KEY", "GEMINI_API_KEY"), limit="max_output_tokens"),
    "mistralai": _Provider(extra="mistral", keys=("MISTRAL_API_KEY",)),
    "ollama": _Provider(extra="ollama", keys=(), limit="num_predict"),
}


def open_chat_model(name: str, *, base_url: str | None = None, api_key: str | None = None, timeout: float) -> ChatModel:
    """Open a vendor's chat model; nothing is sent before the first prompt.

    Args:
        name: provider and model, as in "openai:gpt-4o-mini".
        base_url: where to find it, if not at the vendor's own address.
        api_key: without one, the vendor's own environment variable holds it.
        timeout: seconds the model may stay silent, and seconds an answer may take.

    Raises:
        SettingsError: the name doesn't say which provider, or names one that isn't known, or whose key is missing.
        ModelError: the provider's package is missing.
    """
    kind = _provider_of(name)
    provider = _PROVIDERS[kind]
    options: dict[str, Any] = {"timeout": timeout, "max_retries": 0}
    if kind == "ollama":
        options = {"client_kwargs": {"timeout": timeout}}
    if key := api_key or _key(name, provider, needed=base_url is None):
        options["api_key"] = key
    if base_url:
        options["base_url"] = base_url
    chat = _open(name, provider, options)
    return VendorModel(name=name, chat=chat, limit=provider.limit, timeout=timeout, keys=provider.keys)


def _provider_of(name: str) -> str:
    kind, _, model = name.partition(":")
    if kind not in _PROVIDERS or not model:
        known = ", ".join(f"{provider}:MODEL" for provider in _PROVIDERS)
        raise SettingsError(
            "FOOTNOTE_CHAT_MODEL can't be {name!r}: it is local, or one of {known}.", name=name, known=known
        )
    return kind


def _key(name: str, provider: _Provider, *, needed: bool) -> str | None:
    if not provider.keys or any(os.environ.get(key) for key in provider.keys):
        return None  # the vendor's library reads the variable itself
    if needed:
        raise SettingsError("{name} needs a key: set {keys}.", name=name, keys=" / ".join(provider.keys))
    return "none"  # servers of one's own mostly ask for no key, but the libraries do


def _open(name: str, provider: _Provider, options: dict[str, Any]) -> Any:
    from langchain.chat_models import init_chat_model

    try:
        chat: Any = init_chat_model(name, temperature=0, **options)
        if (chat.profile or {}).get("temperature") is False:  # reasoning models refuse to be told one
            chat = init_chat_model(name, **options)
    except ImportError as error:
        package = f"footnote[{provider.extra}]" if provider.extra else "footnote"
        raise ModelError(
            '{name} needs a package that is missing: run `pip install "{package}"`.', name=name, package=package
        ) from error
    except Exception:  # noqa: BLE001 -- each vendor raises its own, and some quote the key they were given
        raise ModelError(
            "{name} can't be opened: check FOOTNOTE_CHAT_MODEL and FOOTNOTE_CHAT_BASE_URL.", name=name
        ) from None
    return chat


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True)
class VendorModel:
    """A chat model that LangChain speaks to."""

    name: str
    chat: Any
    limit: str
    timeout: float
    keys: tuple[str, ...] = ()
    ours: bool = False  # takes grammars

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        """Yield the answer as it is written."""
        chat = self.chat.model_copy(update={self.limit: max_tokens})
        options = {"extra_body": {"grammar": grammar}} if grammar and self.ours else {}
        for attempt in range(1, _TRIES + 1):
            started = False
            try:
                for piece in self._pieces(chat, prompt, options):
                    started = True
                    yield piece
            except Exception as error:  # each vendor raises its own
                trouble = trouble_of(error)
                # Half an answer can't be taken back, so only a silent failure is tried again.
                if started or not trouble.passing or attempt == _TRIES:
                    raise self._error(trouble) from error
                time.sleep(_PAUSE_SECONDS)
            else:
                return

    def verdict(self, prompt: Prompt) -> Verdict | None:
        """Return none: vendors don't tell what lies behind an answer."""
        del prompt

    def leaning(self, prompt: Prompt) -> float | None:
        """Return none, as for a verdict."""
        del prompt

    def prepare(self) -> None:
        """Do nothing: it is there."""

    def _pieces(self, chat: Any, prompt: Prompt, options: dict[str, Any]) -> Iterator[str]:
        deadline = time.monotonic() + self.timeout
        messages = [("system", prompt.system), ("human", prompt.user)]
        with closing(chat.stream(messages, **options)) as chunks:
            for chunk in chunks:
                # The client's own limit is on silence: a model that never stops talking keeps within it.
                if time.monotonic() > deadline:
                    raise TimeoutError
                if text := str(chunk.text):
                    yield text

    def _error(self, trouble: Trouble) -> ModelError:
        return trouble.error(name=self.name, timeout=self.timeout, keys=self.keys)
