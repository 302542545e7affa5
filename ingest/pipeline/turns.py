"""Hold the right to write while there is something to write, and leave it to others while a run waits for the web."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from corpus.store.corpus import Corpus


class Turns:
    """The right to write to a corpus, taken and given back in turns; given back at the end, however that comes."""

    def __init__(self, corpus: Corpus, on_wait: Callable[[], None] | None, *, dry: bool) -> None:
        """Name the corpus and what is called before waiting; a dry run writes nothing and takes no turn."""
        self._corpus = corpus
        self._on_wait = on_wait
        self._dry = dry
        self._held: ExitStack | None = None
        self._left_at: int | None = None  # the generation of the corpus at the end of the last turn

    def __enter__(self) -> Self:
        """Take the first turn.

        Raises:
            BusyError: another process writes, and there is no `on_wait`.
        """
        self.take()
        # Whoever doesn't want to wait at the beginning waits for others' turns later: part of the work is done then.
        self._on_wait = self._on_wait or _quietly
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        held, self._held = self._held, None
        if held:
            held.__exit__(kind, error, traceback)

    def take(self) -> bool:
        """Hold the right to write from now on; say whether others have written since it was given back."""
        if self._held is not None or self._dry:
            return False
        held = ExitStack()
        held.enter_context(self._corpus.writing(self._on_wait))
        self._held = held
        return self._left_at not in {None, self._corpus.catalogue.generation()}

    def give(self) -> None:
        """Let others write until the next turn."""
        if self._held:
            self._left_at = self._corpus.catalogue.generation()
        self.__exit__(None, None, None)


def _quietly() -> None:
    """Wait without a word."""
