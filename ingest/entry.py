"""An article as a feed, a blog's interface or its export gives it, before anything is fetched."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of an article: `html` is its text or a part, `changed` whatever changes when it does.

    It is `whole` where the text is all of the article, so that its page need not be fetched.
    """

    address: str
    title: str = ""
    author: str | None = None
    published: date | None = None
    language: str | None = None
    site: str | None = None
    html: str = ""
    changed: str | None = None
    whole: bool = False

    def packed(self) -> bytes:
        """Return the entry as bytes, the same for the same entry."""
        return json.dumps(asdict(self), default=date.isoformat, sort_keys=True, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a list has and isn't read, by its address or its title, and why; `private` is what nobody may read."""

    name: str
    reason: Reason
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The entries of a list, in its order, and what of it is left out."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()


def unpacked(content: bytes) -> Entry:
    """Return the entry that was packed into bytes."""
    fields = json.loads(content)
    published = fields.pop("published")
    return Entry(**fields, published=date.fromisoformat(published) if published else None)
