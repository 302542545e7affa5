"""What a worker is to do: a source to read into a corpus; and what came of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from corpus.reason import unpacked
from ingest.report import Failure, Report
from ingest.source_config import SourceConfig

_TUPLES = ("include", "exclude")
_ORIGINS = ("added", "changed", "removed", "copies", "vanished")
_FAILURES = ("failed", "left_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A source to read into a corpus, because people ask for it, or again because its time has come."""

    corpus: str
    config: SourceConfig
    again: bool = False

    @property
    def site(self) -> str:
        """Return the site that it lies on, of which one job is done at a time."""
        return urlsplit(self.config.address).hostname or self.config.address

    @property
    def name(self) -> str:
        """Return what it is known by: a job of the same name that waits already stands for it."""
        return f"{'again' if self.again else 'read'} {self.corpus} {self.config.address}"

    def packed(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def unpacked_job(held: dict[str, Any]) -> Job:
    """Return a job that was packed."""
    config: dict[str, Any] = held["config"] | {name: tuple(held["config"][name]) for name in _TUPLES}
    return Job(corpus=held["corpus"], config=SourceConfig(**config), again=held["again"])


def packed_report(report: Report) -> str:
    """Return a report as text to be kept."""
    return json.dumps(asdict(report), ensure_ascii=False)


def unpacked_report(text: str) -> Report:
    """Return a report that was kept."""
    held: dict[str, Any] = json.loads(text)
    held |= {name: tuple(held[name]) for name in _ORIGINS}
    held |= {name: tuple(map(_failure, held[name])) for name in _FAILURES}
    held["kinds_not_read"] = tuple((str(kind), int(count)) for kind, count in held["kinds_not_read"])
    return Report(**held)


def report_of(*failed: Failure) -> Report:
    """Return the report of a run that changed nothing."""
    return Report(
        added=(),
        changed=(),
        removed=(),
        copies=(),
        vanished=(),
        unchanged=0,
        waiting=0,
        failed=failed,
        passages=0,
        kinds_not_read=(),
        seconds=0.0,
        dry=False,
    )


def joined(first: Report, second: Report) -> Report:
    """Return the report of two runs as of one."""
    held = {name: getattr(first, name) + getattr(second, name) for name in (*_ORIGINS, *_FAILURES, "kinds_not_read")}
    counts = {name: getattr(first, name) + getattr(second, name) for name in ("unchanged", "waiting", "passages")}
    return Report(
        **held,
        **counts,
        seconds=first.seconds + second.seconds,
        dry=False,
        by_source={**first.by_source, **second.by_source},
    )


def _failure(held: dict[str, Any]) -> Failure:
    return Failure(address=held["address"], reason=unpacked(json.dumps(held["reason"])))
