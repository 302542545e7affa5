"""What a kind of question selects: evidence in groups, each under its heading; the engine makes the reply of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.reply import ReplyCode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answering.answer import Evidence
    from bot.answering.reply import Heading, Note
    from corpus.article import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Sentences under one heading, or none; `more` counts those of a list that are left out."""

    evidence: tuple[Evidence, ...]
    heading: Heading | None = None
    is_list: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What is to be said, how far it answers, and what goes with it; the fields are those of a `Reply`."""

    code: ReplyCode = ReplyCode.ANSWERED
    groups: tuple[Group, ...] = ()
    notes: tuple[Note, ...] = ()
    missing: tuple[Note, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    entries: tuple[Entry, ...] = ()
    more: int = 0
    suggestions: tuple[Note, ...] = ()
    may_be_open: bool = True  # False: what is asked is stated somewhere, though not found for certain

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return all sentences in their order."""
        return tuple(one for group in self.groups for one in group.evidence)


def one_group(evidence: Iterable[Evidence], **fields: bool | int) -> tuple[Group, ...]:
    """Return sentences as one group without a heading, none where there are none."""
    said = tuple(evidence)
    return (Group(evidence=said, is_list=bool(fields.get("is_list")), more=int(fields.get("more", 0))),) if said else ()
