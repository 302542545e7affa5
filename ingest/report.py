"""What a run of ingestion changed, and how it tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An address that couldn't be ingested, and why."""

    address: str
    reason: Reason

    @property
    def error(self) -> str:
        """Return why, in English."""
        return str(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run changed: origins, and counts.

    `copies` are articles that another one stands for; `vanished` are no longer in their source's list and were kept;
    `left_out` is what sources have and isn't read, each with its reason; `waiting` counts addresses that failed earlier
    and aren't due yet; `kinds_not_read` counts files in folders that are of no kind that can be read, by their endings.
    A `dry` run only says what one would change. `by_source` has the counts of each source, by its name.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    copies: tuple[str, ...]
    vanished: tuple[str, ...]
    unchanged: int
    waiting: int
    failed: tuple[Failure, ...]
    left_out: tuple[Failure, ...] = ()
    passages: int
    kinds_not_read: tuple[tuple[str, int], ...]
    seconds: float
    dry: bool
    by_source: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, "Mapping[str, int]"])

    def moved(self) -> bool:
        """Say whether there is anything to tell of."""
        return bool(self.added or self.changed or self.removed or self.copies or self.vanished or self.failed)

    def counts(self) -> dict[str, int]:
        """Return how many of each there were."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "copies": len(self.copies),
            "vanished": len(self.vanished),
            "unchanged": self.unchanged,
            "waiting": self.waiting,
            "failed": len(self.failed),
            "left_out": len(self.left_out),
            "passages": self.passages,
        }


class Progress(Protocol):
    """Told how a run goes on."""

    def found(self, addresses: int) -> None:
        """So many addresses in all are to be looked at, as far as is known yet."""
        ...

    def looked_at(self, address: str, outcome: str) -> None:
        """An address is done with: added, changed, unchanged, removed, failed, ...; in a dry run: would add, ..."""
        ...

    def embedding(self, texts: int) -> None:
        """So many more texts are embedded."""
        ...

    def stored(self, passages: int) -> None:
        """So many more passages are in the corpus."""
        ...
