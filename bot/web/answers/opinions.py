"""What people think of an answer on the pages or over the API: only what they mark is shown to those who manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bot.service.store.answers import PAGES, Opinion
from bot.web.answers.kept import conversation

if TYPE_CHECKING:
    from bot.web.request.parts import Parts

Fault = Literal["wrong", "source", "language", "long", "other"]
FAULTS: tuple[Fault, ...] = ("wrong", "source", "language", "long", "other")
LONGEST_REASON = 1000


def judge(parts: Parts, identity: str, *, good: bool, kind: Fault = "other", reason: str = "") -> bool:
    """Remember what someone thinks of an answer; say whether it was there to be marked."""
    if not conversation(parts, identity):
        return False
    shelves = parts.viewer.shelves if parts.viewer else ()
    server = next((one.server for one in shelves if one.corpus == parts.corpus), PAGES)
    parts.store.answers.show_to(identity, server)
    opinion = Opinion(person=parts.person, good=good, reason=" ".join(reason.split()), kind="" if good else kind)
    parts.store.answers.judge(identity, opinion, parts.clock())
    return True
