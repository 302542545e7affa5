"""Follow the making of one reply: time its stages, count what the chat model reads and writes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from bot.answering.answer import Timings, Tokens
from bot.answering.engine.draft import without_preamble
from corpus.language.tokens import count_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from bot.models.chat_model import ChatModel
    from bot.models.prompt import Prompt
    from bot.models.verdict_probe import Verdict

_Value = TypeVar("_Value")


class Run:
    """One reply in the making."""

    def __init__(self, model: ChatModel | None, wanted: Callable[[], bool] = lambda: True) -> None:
        """Begin now, with a model or without one; it stops writing once nobody wants the reply any more."""
        self.model = model
        self._wanted = wanted
        self._started = time.monotonic()
        self._retrieved = self._started
        self._first: float | None = None
        self._read = self._written = 0
        self._known: dict[Prompt, str] = {}

    def retrieved(self) -> None:
        """Note that the passages are found."""
        self._retrieved = time.monotonic()

    def shown(self) -> None:
        """Note that a sentence of the reply is shown."""
        if self._first is None:
            self._first = time.monotonic()

    def write(self, model: ChatModel, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        """Yield what the model writes, and count it."""
        self._read += _length(prompt)
        pieces: list[str] = []
        try:
            for piece in model.stream(prompt, max_tokens=max_tokens):
                if not self._wanted():
                    return
                pieces.append(piece)
                yield piece
        finally:
            self._written += count_tokens("".join(pieces))

    def once(self, model: ChatModel, prompt: Prompt, *, max_tokens: int) -> str:
        """Return what the model writes without what it says about it, and the same when the same is asked again."""
        if prompt not in self._known:
            self._known[prompt] = without_preamble("".join(self.write(model, prompt, max_tokens=max_tokens)))
        return self._known[prompt]

    def verdict(self, model: ChatModel, prompt: Prompt) -> Verdict | None:
        """Return the model's verdict, and count what it reads."""
        self._read += _length(prompt)
        self._written += 1
        return model.verdict(prompt)

    @property
    def has_shown(self) -> bool:
        """Say whether any of an answer was shown."""
        return self._first is not None

    @property
    def timings(self) -> Timings:
        """Return how long the stages took until now."""
        return Timings(
            retrieve=_ms(self._retrieved - self._started),
            first_token=_ms(self._first - self._started) if self._first is not None else None,
            total=_ms(time.monotonic() - self._started),
        )

    @property
    def tokens(self) -> Tokens:
        """Return what the model has read and written until now."""
        return Tokens(read=self._read, written=self._written)


def finished(making: Generator[object, None, _Value]) -> _Value:
    """Return what a generator returns, whatever it tells on the way."""
    while True:
        try:
            next(making)
        except StopIteration as ended:
            return ended.value


def _length(prompt: Prompt) -> int:
    return count_tokens(prompt.system) + count_tokens(prompt.user)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
