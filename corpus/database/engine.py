"""What holds rows: queries are written once, with `?` for values, and each engine says the few things otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

DISK_FULL = Reason("The disk that holds {folder} is full: make room and run the command again; nothing was lost.")


class Cursor(Protocol):
    """What a statement has found or changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, None where there is none."""
        ...


class Transaction(Protocol):
    """All or nothing."""

    def execute(self, query: str, values: Sequence[object] = (), /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, query: str, rows: Iterable[Sequence[object]], /) -> object:
        """Run one statement with each row of values."""
        ...


class WordTable(Protocol):
    """The words of passages by their numbers, as corpus/language/words.py prepares them."""

    def put(self, transaction: Transaction, number: int, title: str, body: str) -> None:
        """Add a passage's words of title and text, in place of others that it may have."""
        ...

    def remove(self, transaction: Transaction, article_id: str) -> None:
        """Remove those of an article's passages, which are still there."""
        ...

    def count(self, word: str, most: int) -> int:
        """Return how many passages have a word, `most` at the most."""
        ...

    def scored(self, words: Sequence[str], limit: int | None) -> list[tuple[int, float]]:
        """Return the passages with any of the words with their BM25 scores, best first; more is better."""
        ...

    def has_any(self, words: Sequence[str]) -> bool:
        """Say whether any passage has any of the words."""
        ...

    def missing(self) -> int:
        """Return how many passages have no words."""
        ...


class WriteLock(Protocol):
    """The right to write, which one process has at a time."""

    def acquire(self, timeout: float = -1) -> object:
        """Take it; raise filelock.Timeout where another has it for longer than `timeout` seconds, -1: wait for ever."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


class Engine(Protocol):
    """Tables of one corpus."""

    @property
    def words(self) -> WordTable:
        """The words of its passages."""
        ...

    @property
    def is_shared(self) -> bool:
        """Say whether several processes may work with it at a time."""
        ...

    @property
    def join_in_order(self) -> str:
        """How two tables are joined so that the first is read first."""
        ...

    def called(self) -> str:
        """Say where the tables lie, to people."""
        ...

    def among(self, values: Sequence[str]) -> tuple[str, object]:
        """Return what a column among many values is compared with, as SQL and its one value."""
        ...

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return what a query finds."""
        ...

    def run(self, query: str, values: Sequence[object] = ()) -> int:
        """Run one statement; return how many rows it changed. One whose connection is lost may be run twice."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """See one state throughout, whatever others write meanwhile."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """Write all or nothing."""
        ...

    def lock(self, folder: Path) -> WriteLock:
        """Return the right to write: of processes that share a folder, or of all that share a server."""
        ...

    def hold(self, name: str) -> bool:
        """Hold a name for as long as this process lives, which one holds at a time; say whether this one does by now.

        It is called again and again: where the connection was lost, so were the names.
        """
        ...

    def let_go(self, name: str) -> None:
        """Hold a name no longer."""
        ...

    def held(self, names: Collection[str]) -> set[str]:
        """Return those of some names that a process holds, this one or another."""
        ...

    def announce(self, transaction: Transaction) -> None:
        """Tell all processes, once the transaction is done, that readers find something else."""
        ...

    def hear(self, tell: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Tell when another process has changed a corpus, until stopped; return at once where nobody tells of it."""
        ...

    def flaws(self) -> list[Reason]:
        """Return what is wrong with the tables as such."""
        ...

    def close(self) -> None:
        """Close every thread's connection."""
        ...
