"""The parts that pages, API and MCP work with."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from starlette.exceptions import HTTPException

from bot.failures import RefusedError
from bot.service.admission.limits import Limits
from bot.service.admission.workers import Underway
from bot.service.answering import Answerer, Asked

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request

    from bot.answering.answer import Turn
    from bot.service.corpora.corpora import Library
    from bot.service.store.store import Store
    from bot.web.request.site import Site
    from bot.web.signin.discord_accounts import DiscordAccounts
    from bot.web.signin.sessions import Seal
    from bot.web.signin.viewer import Viewer
    from corpus.article import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What signs people in with Discord, and what is kept of them in their browsers."""

    accounts: DiscordAccounts
    seal: Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Answerer):
    """What the face is made of; it shows `viewer` the corpus of the name `corpus`."""

    site: Site
    corpus: str
    store: Store
    signin: SignIn | None = None
    underway: Underway = field(default_factory=Underway)
    ingesting: set[str] = field(default_factory=set[str])
    counts: Counter[str] = field(default_factory=Counter[str])
    clock: Callable[[], float] = time.time
    limits: Limits = field(default_factory=lambda: Limits(time.time))
    # Why the last run of a corpus failed, until it is told.
    failures: dict[str, RefusedError] = field(default_factory=dict[str, RefusedError])
    viewer: Viewer | None = None

    @property
    def servers(self) -> Callable[[], Collection[int]]:
        """Return what tells the ids of the servers that this process is in: of none."""
        return lambda: ()

    @property
    def archives(self) -> None:
        """What reads threads of Discord: pages read none."""

    @property
    def person(self) -> int:
        """Return who asks, 0 where nobody has signed in."""
        return self.viewer.person_id if self.viewer else 0

    def library(self) -> AbstractAsyncContextManager[Library]:
        """Open the corpus that is shown, and keep it open meanwhile; `library_named` opens another.

        Raises:
            FootnoteError: it can't be used.
        """
        return self.library_named(self.corpus)

    def asked(self, words: str, filters: Filters, conversation: tuple[Turn, ...] = ()) -> Asked:
        """Return a question of the corpus that is shown."""
        return Asked(corpus=self.corpus, words=words, filters=filters, conversation=conversation)


def parts_of(request: Request) -> Parts:
    """Return the parts that a request is answered with, which show what whoever asks may see."""
    parts, viewer = cast("Parts", request.app.state.parts), viewing(request)
    return replace(parts, corpus=viewer.corpus, viewer=viewer) if viewer else parts


def managed(request: Request) -> Parts:
    """Return the parts, for someone who may change the corpus that they show.

    Raises:
        HTTPException: they may not.
    """
    viewer = viewing(request)
    if viewer is None or not viewer.manages:
        raise HTTPException(403, "Only those who manage the server may do this.")
    return parts_of(request)


def viewing(request: Request) -> Viewer | None:
    """Return who looks at the pages, None where a pass alone lets them in, or nothing has to."""
    return cast("Viewer | None", getattr(request.state, "viewer", None))
