"""What comes of looking at an address of a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from corpus.store.tables.journal import State
    from ingest.entry import LeftOut
    from ingest.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A page that is new or has changed; `state` is what to remember once its article is stored.

    `fallback` is what its list says of it and holds of its text; one that is `optional` may turn out to be no article,
    as a page of links.
    """

    page: Page
    state: State
    fallback: Page | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """An address whose article is as it was."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An address whose server says that it is gone for good."""

    state: State
    error: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An address that couldn't be read; what is known of it stays. `retry_after` is in seconds."""

    state: State
    error: Reason
    retry_after: float | None = None
    fallback: Page | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An address that failed before and isn't due yet, or was given up."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What to remember of a list of addresses, once all that it led to is stored."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What a source has and isn't read; `private` is what nobody may read, so that its article goes if there is one."""

    name: str
    reason: Reason
    private: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """All addresses that a source has now; where that is `final`, the articles of those it had go at once."""

    source: str
    origins: frozenset[str]
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """So many more addresses are to be looked at."""

    addresses: int


Looked = Read | Same | Gone | Failed | Waiting | Passed
Item = Looked | Found | Noted | Listed


def passed(left_out: Iterable[LeftOut]) -> list[Passed]:
    """Return what a list leaves out as items."""
    return [Passed(name=one.name, reason=one.reason, private=one.private) for one in left_out]


def too_old(since: date) -> Reason:
    """Return why what was published before a day is left out."""
    return Reason("It was published before {day}.", {"day": since.isoformat()})


def no_articles() -> Reason:
    """Return why a folder of templates, packages or built pages is left out."""
    return Reason("It holds templates, packages or what a site was built into, and no articles.")
