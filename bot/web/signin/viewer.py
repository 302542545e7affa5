"""Who looks at the pages and what they may read and change: all with the key, their servers' corpora signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.service.corpora.corpora import Corpora
    from bot.service.store.servers import ServerSettings
    from bot.web.signin.discord_accounts import Person, Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A corpus that someone may read, the server it is read in, and whether they manage that."""

    corpus: str
    server: int
    name: str
    manages: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at the pages: `corpus` is the one shown, `shelves` are those of someone signed in, each corpus once.

    `servers` are the same for each server that they are in; several may read one corpus.

    `everything` says that no corpus is closed to them, since they have the key or none is needed.
    """

    corpus: str
    everything: bool = False
    person: str = ""
    person_id: int = 0
    shelves: tuple[Shelf, ...] = ()
    servers: tuple[Shelf, ...] = ()

    @property
    def manages(self) -> bool:
        """Say whether they may change the corpus shown."""
        return self.everything or any(one.manages and one.corpus == self.corpus for one in self.shelves)

    @property
    def managed(self) -> tuple[Shelf, ...]:
        """Return the servers that they manage, those that read the corpus shown first."""
        return tuple(sorted((one for one in self.servers if one.manages), key=lambda one: one.corpus != self.corpus))

    def may_read(self, corpus: str) -> bool:
        """Say whether a corpus is open to them."""
        return self.everything or any(one.corpus == corpus for one in self.shelves)


def shelves_of(
    person: Person,
    rules: Mapping[int, ServerSettings],
    roles: Mapping[int, frozenset[int]],
    corpora: Corpora,
    bots: Collection[int],
) -> tuple[Shelf, ...]:
    """Return the corpora of the servers that someone and the bot are in, a shelf each server.

    `rules` are the settings of these servers, `roles` are theirs where `depends_on_roles`. A server that lets the bot
    be asked in some channels alone is open to those who manage it: here, as in direct messages, nothing tells who is
    in which channel.
    """
    shelves: list[Shelf] = []
    for server in person.servers:
        name = corpora.name_of(server.id, bots) if server.id in rules else None
        if name is None:
            continue
        settings, held = rules[server.id], roles.get(server.id, frozenset[int]())
        manages = server.manages or bool(held & set(settings.managers))
        is_let_in = not settings.channels and (not settings.roles or held & set(settings.roles))
        if manages or is_let_in:
            shelves.append(Shelf(corpus=name, server=server.id, name=server.name, manages=manages))
    return tuple(shelves)


def depends_on_roles(server: Server, settings: ServerSettings) -> bool:
    """Say whether someone's roles tell what they may in a server that they are in."""
    return not server.manages and bool(settings.managers or settings.roles)


def viewer_of(person: Person, servers: tuple[Shelf, ...], chosen: str) -> Viewer | None:
    """Return someone with the corpus that they chose, or their first; None where none is theirs."""
    if not servers:
        return None
    once: dict[str, Shelf] = {}
    for one in servers:
        if one.corpus not in once or (one.manages and not once[one.corpus].manages):
            once[one.corpus] = one
    shelves = tuple(once.values())
    corpus = next((one.corpus for one in shelves if one.corpus == chosen), shelves[0].corpus)
    return Viewer(corpus=corpus, person=person.name, person_id=person.id, shelves=shelves, servers=servers)
