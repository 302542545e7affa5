"""Ask the chat model that a process of ours serves, on loopback or for several.

What is read in it for a verdict or a leaning is one request, for which LangChain and what it is made of would take a
second to import; it writes by LangChain, as vendors' models do.
"""

from __future__ import annotations

import json
import math
import weakref
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

from bot.models.chat_model import VendorModel
from bot.models.trouble import trouble_of
from bot.models.verdict_probe import as_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.models.chat_model import ChatModel
    from bot.models.prompt import Prompt
    from bot.models.verdict_probe import Probe, Verdict

T = TypeVar("T")

# Of so many first tokens one is a yes or a no, and the other mostly too.
_LIKELIEST = 40
_KEYS = ("FOOTNOTE_MODELS_KEY",)


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


# A prompt that an adapter reads begins like no other, so that llama.cpp, which keeps what it has read of prompts and
# doesn't ask with what, never takes the one's state for the other's.
_ADAPTED_BEGINS = "\n"
_FIRST_ADAPTER = [{"id": 0, "scale": 1.0}]


def local_chat_model(
    server: Endpoint, *, timeout: float, name: str = "local", probe: Probe | None = None, is_adapted: bool = False
) -> ChatModel:
    """Open the model that `server` serves; it alone can be held to a grammar.

    Args:
        server: where it listens; it must outlive the model.
        timeout: seconds the model may stay silent, and seconds an answer may take.
        name: what to call it.
        probe: what reads its verdicts; without one it gives none.
        is_adapted: whether it has the adapter that it leans with; without it it doesn't.
    """
    return _LocalModel(server=server, timeout=timeout, name=name, probe=probe, is_adapted=is_adapted)


class _RefusalError(Exception):
    """The server's answer, where it is none to the question."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status_code = status


@dataclass(frozen=True, kw_only=True)
class _LocalModel:
    server: Endpoint
    timeout: float
    name: str
    probe: Probe | None
    is_adapted: bool

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        return self._writer.stream(prompt, max_tokens=max_tokens, grammar=grammar)

    def verdict(self, prompt: Prompt) -> Verdict | None:
        if self.probe is None:
            return None
        asked = {"input": as_read(prompt), "encoding_format": "float"}
        state = self._read("embeddings", asked, lambda told: [float(each) for each in told["data"][0]["embedding"]])
        return self.probe.verdict(state)

    def leaning(self, prompt: Prompt) -> float | None:
        if not self.is_adapted:
            return None
        asked = {
            "prompt": _ADAPTED_BEGINS + as_read(prompt),
            "lora": _FIRST_ADAPTER,
            "max_tokens": 1,
            "temperature": 0,
            "logprobs": _LIKELIEST,
        }

        def likely(told: Any) -> dict[str, float]:
            (first,) = told["choices"][0]["logprobs"]["content"]
            return {each["token"]: float(each["logprob"]) for each in first["top_logprobs"]}

        return _log_odds_of_yes(self._read("completions", asked, likely))

    def _read(self, what: str, asked: Mapping[str, Any], told: Callable[[Any], T]) -> T:
        """Return what is told of the server's answer to one request."""
        try:
            return told(json.loads(self._answered(what, json.dumps({"model": self.name, **asked}))))
        except Exception as error:  # the connection raises its own, and what can't be read many
            raise trouble_of(error).error(name=self.name, timeout=self.timeout, keys=_KEYS) from error

    def _answered(self, what: str, body: str) -> bytes:
        address = urlsplit(self.server.base_url)
        head = {"Authorization": f"Bearer {self.server.api_key}", "Content-Type": "application/json"}
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        # Reached directly: a proxy that the environment names would never find a port of ours.
        with closing(kind(address.hostname or "", address.port, timeout=self.timeout)) as connection:
            connection.request("POST", f"{address.path}/{what}", body, head)
            answer = connection.getresponse()
            words = answer.read()
        if answer.status != HTTPStatus.OK:
            raise _RefusalError(answer.status, words.decode(errors="replace"))
        return words

    def prepare(self) -> None:
        """Do nothing: it is there."""

    @cached_property
    def _writer(self) -> VendorModel:
        import openai
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        # Loopback is reached directly: a proxy that the environment names would never find this port.
        client = openai.DefaultHttpxClient(timeout=self.timeout, trust_env=False)
        chat = ChatOpenAI(
            model=self.name,
            base_url=self.server.base_url,
            api_key=SecretStr(self.server.api_key),
            temperature=0,
            max_retries=0,
            timeout=self.timeout,
            http_client=client,
            openai_proxy=None,
        )
        model = VendorModel(name=self.name, chat=chat, limit="max_tokens", timeout=self.timeout, keys=_KEYS, ours=True)
        # At exit there is nothing to free, and closing would burst into an answer that another thread reads.
        weakref.finalize(model, client.close).atexit = False
        return model


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
