"""The service: what every face works with, opened at the start and passed in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.service.answering import Answerer
from bot.service.reader_links import CorpusLinks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.service.admission.limits import Limits
    from bot.service.admission.pace import Pace
    from bot.service.admission.workers import Underway
    from bot.service.answering import Joined
    from bot.service.reader_links import ReaderLinks
    from bot.service.store.servers import ServerSettings
    from bot.service.store.store import Store
    from ingest.sources.kinds.kind import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Answerer):
    """What a bot is made of; `servers` tells the ids of the servers it is in, `clock` seconds since 1970.

    `waiting` are those who wait for an answer, by their question's id; `unwritable` the channels that the bot was asked
    in and may not write in, with their servers and when. `sees_content`: it is given the words of messages that don't
    mention it; `plain_text`: answers are plain text where a server hasn't chosen. `counts` are what `/health` tells,
    `ingesting` the names of the corpora that are being filled, `told_hidden` the threads in which people were told that
    their words are hidden from it. `links` lead to the reader, where people reach it. `archives` reads the threads of
    Discord's channels into a corpus, where Discord is what is served. `has_direct`: direct messages come to it.
    """

    store: Store
    limits: Limits
    underway: Underway
    pace: Pace
    servers: Callable[[], Collection[int]]
    clock: Callable[[], float]
    sees_content: bool
    seconds_between_edits: float
    plain_text: bool = False
    waiting: dict[str, Joined] = field(default_factory=dict[str, "Joined"])
    unwritable: dict[int, tuple[int, float]] = field(default_factory=dict[int, tuple[int, float]])
    counts: Counter[str] = field(default_factory=Counter[str])
    ingesting: set[str] = field(default_factory=set[str])
    told_hidden: set[int] = field(default_factory=set[int])
    links: ReaderLinks | None = None
    archives: Callable[[str], Archive] | None = None
    has_direct: bool = True

    def readers(self, corpus: str) -> CorpusLinks:
        """Return what links to the articles of a corpus."""
        return CorpusLinks(links=self.links, corpus=corpus)

    def settings(self, guild: int | None) -> ServerSettings:
        """Return what a server has set; for direct messages, what the only server has."""
        if guild is None:
            guild = self.corpora.only_one(self.servers())
        kept = self.store.servers.settings(guild)
        return replace(kept, plain_text=self.plain_text) if kept.plain_text is None else kept
