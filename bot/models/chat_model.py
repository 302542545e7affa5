"""Ask a chat model, whoever serves it, and stream what it says.

LangChain speaks to the vendors; what goes wrong with them is put into words here, once, in sentences that
hold neither a key nor what the vendor answered.
"""

from __future__ import annotations

import math
import os
import re
import time
import weakref
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.models.verdict_probe import as_read
from corpus.errors import ModelError, SettingsError
from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.models.prompt import Prompt
    from bot.models.verdict_probe import Probe, Verdict

_TRIES = 2
_PAUSE_SECONDS = 0.5
# Of so many first tokens one is a yes or a no, and the other mostly too.
_LIKELIEST = 40


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


class Endpoint(Protocol):
    """Where the local model listens."""

    @property
    def base_url(self) -> str:
        """Give the address, with its /v1."""
        ...

    @property
    def api_key(self) -> str:
        """Give the key that it asks for."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a local model listens that several share."""

    base_url: str
    api_key: str = field(repr=False)


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
    return _Model(name=name, chat=chat, limit=provider.limit, timeout=timeout, keys=provider.keys)


def local_chat_model(server: Endpoint, *, timeout: float, name: str = "local", probe: Probe | None = None) -> ChatModel:
    """Open the model that `server` serves; it alone can be held to a grammar.

    Args:
        server: where it listens; it must outlive the model.
        timeout: seconds the model may stay silent, and seconds an answer may take.
        name: what to call it.
        probe: what reads its verdicts; without one it gives none.
    """
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    # Loopback is reached directly: a proxy that the environment names would never find this port.
    client = openai.DefaultHttpxClient(timeout=timeout, trust_env=False)
    chat = ChatOpenAI(
        model=name,
        base_url=server.base_url,
        api_key=SecretStr(server.api_key),
        temperature=0,
        max_retries=0,
        timeout=timeout,
        http_client=client,
        openai_proxy=None,
    )
    keys = ("FOOTNOTE_MODELS_KEY",)
    model = _Model(name=name, chat=chat, limit="max_tokens", timeout=timeout, keys=keys, ours=True, probe=probe)
    # At exit there is nothing to free, and closing would burst into an answer that another thread reads.
    weakref.finalize(model, client.close).atexit = False
    return model


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
class _Model:
    name: str
    chat: Any
    limit: str
    timeout: float
    keys: tuple[str, ...] = ()
    ours: bool = False  # takes grammars
    probe: Probe | None = None

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        chat = self.chat.model_copy(update={self.limit: max_tokens})
        options = {"extra_body": {"grammar": grammar}} if grammar and self.ours else {}
        for attempt in range(1, _TRIES + 1):
            started = False
            try:
                for piece in self._pieces(chat, prompt, options):
                    started = True
                    yield piece
            except Exception as error:  # each vendor raises its own
                trouble = _trouble(error)
                # Half an answer can't be taken back, so only a silent failure is tried again.
                if started or not trouble.passing or attempt == _TRIES:
                    raise self._error(trouble) from error
                time.sleep(_PAUSE_SECONDS)
            else:
                return

    def verdict(self, prompt: Prompt) -> Verdict | None:
        if self.probe is None:
            return None
        embeddings = self.chat.root_client.embeddings
        try:
            read = embeddings.create(model=self.name, input=as_read(prompt), encoding_format="float")
        except Exception as error:  # the client raises its own, and its transport its own
            raise self._error(_trouble(error)) from error
        return self.probe.verdict(read.data[0].embedding) if read.data else None

    def leaning(self, prompt: Prompt) -> float | None:
        if not self.ours:
            return None
        completions = self.chat.root_client.completions
        try:
            read = completions.create(
                model=self.name, prompt=as_read(prompt), max_tokens=1, temperature=0, logprobs=_LIKELIEST
            )
            (first,) = read.choices[0].logprobs.content
            likely = {each["token"]: float(each["logprob"]) for each in first["top_logprobs"]}
        except Exception as error:  # the client raises its own, and its transport its own
            raise self._error(_trouble(error)) from error
        return _log_odds_of_yes(likely)

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

    def _error(self, trouble: _Trouble) -> ModelError:
        gaps = {
            "name": self.name,
            "timeout": f"{self.timeout:g}",
            "keys": " / ".join(self.keys) or "FOOTNOTE_CHAT_MODEL",
        }
        return ModelError.of(trouble.reason.filled(**gaps))


def _log_odds_of_yes(likely: Mapping[str, float]) -> float | None:
    """Return the log-odds of yes over no, in any spelling, by the likeliest first tokens; an absent one is the last."""
    if not likely:
        return None
    least = math.exp(min(likely.values()))
    sums = {
        word: sum(math.exp(logprob) for token, logprob in likely.items() if token.strip().lower() == word)
        for word in ("yes", "no")
    }
    return math.log(sums["yes"] or least) - math.log(sums["no"] or least)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    reason: Reason
    passing: bool = False  # may be gone at the next try


_KEY = _Trouble(reason=Reason("{name} refused the key: check {keys}."))
_UNKNOWN = _Trouble(reason=Reason("{name} isn't known there: check FOOTNOTE_CHAT_MODEL and FOOTNOTE_CHAT_BASE_URL."))
_LIMIT = _Trouble(
    reason=Reason("{name} takes no more for now: wait a minute, or check the account's limits and credit.")
)
_TOO_LONG = _Trouble(
    reason=Reason(
        "This is too long for {name}: ask something shorter, or set FOOTNOTE_CHAT_MODEL to one that reads more."
    )
)
_REFUSED = _Trouble(reason=Reason("{name} refused the request: set FOOTNOTE_CHAT_MODEL to another model."))
_SERVER = _Trouble(reason=Reason("{name} has trouble on its own side: ask again in a while."), passing=True)
_AWAY = _Trouble(
    reason=Reason("{name} can't be reached: check the network and FOOTNOTE_CHAT_BASE_URL."),
    passing=True,
)
_SILENT = _Trouble(
    reason=Reason("{name} didn't answer within {timeout} s: ask again, or raise FOOTNOTE_CHAT_TIMEOUT."),
    passing=True,
)
_UNREADABLE = _Trouble(
    reason=Reason("{name} sent nothing that can be read: check FOOTNOTE_CHAT_MODEL and FOOTNOTE_CHAT_BASE_URL.")
)

_BY_STATUS = {401: _KEY, 403: _KEY, 404: _UNKNOWN, 408: _SILENT, 413: _TOO_LONG, 429: _LIMIT}
# By the names of an error's classes, the first that fits: LangChain, httpx, httpx2 and the vendors' own packages,
# most of which aren't installed, share them.
_BY_NAME = {
    "ContextOverflowError": _TOO_LONG,
    "ModelAuthenticationError": _KEY,
    "ModelPermissionDeniedError": _KEY,
    "ModelNotFoundError": _UNKNOWN,
    "ModelRateLimitError": _LIMIT,
    "ModelInvalidRequestError": _REFUSED,
    "ModelAPIError": _SERVER,
    "ModelTimeoutError": _SILENT,
    "TimeoutException": _SILENT,
    "TimeoutError": _SILENT,
    "ModelConnectionError": _AWAY,
    "ConnectionError": _AWAY,
    "TransportError": _AWAY,
    "APIError": _SERVER,
}
_CLIENT_ERRORS, _SERVER_ERRORS = range(400, 500), range(500, 600)
# Where a vendor has no status of its own for it, only its words tell one refusal from another.
_TOO_LONG_WORDS = re.compile(r"context.?(size|length|window)|prompt is too long|number of tokens", re.IGNORECASE)
_KEY_WORDS = re.compile(r"api.?key", re.IGNORECASE)


def _trouble(error: Exception) -> _Trouble:
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if status in _SERVER_ERRORS:
        return _SERVER
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in _CLIENT_ERRORS:
        return _refusal(str(error))
    names = {cls.__name__ for cls in type(error).__mro__}
    return next((trouble for name, trouble in _BY_NAME.items() if name in names), _UNREADABLE)


def _refusal(words: str) -> _Trouble:
    if _TOO_LONG_WORDS.search(words):
        return _TOO_LONG
    return _KEY if _KEY_WORDS.search(words) else _REFUSED
