"""Count what a run of ingestion has changed so far."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.language.well_formed import well_formed
from ingest.report import Failure, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from corpus.reason import Reason
    from ingest.report import Progress


_WOULD = {"added": "would add", "changed": "would update", "removed": "would remove"}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a run has changed so far, or a `dry` one would: origins, and counts; `started` is in seconds since 1970."""

    progress: Progress
    started: float
    dry: bool = False
    found: int = 0
    added: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    removed: list[str] = field(default_factory=list[str])
    copies: list[str] = field(default_factory=list[str])
    vanished: list[str] = field(default_factory=list[str])
    waiting: int = 0
    failed: list[Failure] = field(default_factory=list[Failure])
    left_out: list[Failure] = field(default_factory=list[Failure])
    passages: int = 0
    kinds_not_read: tuple[tuple[str, int], ...] = ()
    sources: dict[str, str] = field(default_factory=dict[str, str])  # by origin
    unchanged: list[str] = field(default_factory=list[str])

    def pass_over(self, paths: Iterable[Path]) -> None:
        """Count files of kinds that can't be read, by their endings, the most frequent first."""
        counted = Counter(well_formed(path.suffix.lower()) for path in paths)
        self.kinds_not_read = tuple(sorted(counted.items(), key=lambda kind: (-kind[1], kind[0])))

    def look_for(self, addresses: int) -> None:
        """Expect so many more addresses."""
        self.found += addresses
        self.progress.found(self.found)

    def stored(self, origin: str, *, is_new: bool, partial: bool) -> None:
        """Count an article that is in the corpus now."""
        (self.added if is_new else self.changed).append(origin)
        self.progress.looked_at(origin, self._done("added" if is_new else "changed") + (" in part" if partial else ""))

    def copied(self, origin: str, of: str) -> None:
        """Count an article that another one stands for."""
        self.copies.append(origin)
        self.progress.looked_at(origin, f"also published as {of}:")

    def same(self, origin: str) -> None:
        """Count an article that is as it was."""
        self.unchanged.append(origin)
        self.progress.looked_at(origin, "unchanged")

    def took_out(self, origin: str) -> None:
        """Count an article that is out of the corpus now."""
        self.removed.append(origin)
        self.progress.looked_at(origin, self._done("removed"))

    def missed(self, origin: str) -> None:
        """Count an article that its source no longer lists."""
        self.vanished.append(origin)
        self.progress.looked_at(origin, "vanished")

    def waits(self, origin: str) -> None:
        """Count an address that isn't due yet."""
        self.waiting += 1
        self.progress.looked_at(origin, "waiting")

    def fail(self, address: str, reason: Reason) -> None:
        """Count an address that couldn't be read."""
        self.failed.append(Failure(address=address, reason=reason))
        self.progress.looked_at(address, "failed")

    def leave_out(self, name: str, reason: Reason) -> None:
        """Count what a source has and isn't read."""
        self.left_out.append(Failure(address=name, reason=reason))
        self.progress.looked_at(name, "left out")

    def report(self) -> Report:
        """Return what the run has changed."""
        return Report(
            added=tuple(self.added),
            changed=tuple(self.changed),
            removed=tuple(self.removed),
            copies=tuple(self.copies),
            vanished=tuple(self.vanished),
            unchanged=len(self.unchanged),
            waiting=self.waiting,
            failed=tuple(self.failed),
            left_out=tuple(self.left_out),
            passages=self.passages,
            kinds_not_read=self.kinds_not_read,
            seconds=time.time() - self.started,
            dry=self.dry,
            by_source=self._by_source(),
        )

    def _by_source(self) -> dict[str, dict[str, int]]:
        told = {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": [failure.address for failure in self.failed],
            "left_out": [one.address for one in self.left_out],
            "copies": self.copies,
        }
        counted: dict[str, dict[str, int]] = {name: {} for name in sorted(set(self.sources.values()))}
        for what, origins in told.items():
            for name, count in Counter(self.sources[one] for one in origins if one in self.sources).items():
                counted[name][what] = count
        return counted

    def _done(self, what: str) -> str:
        return _WOULD[what] if self.dry else what
