"""Whoever uses the bot: who, where, with which rights, in which language; and whether they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.failures import RefusedError

if TYPE_CHECKING:
    from bot.service.store.servers import ServerSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever uses the bot; `guild` is None in direct messages, `parent` is the channel of a thread.

    `away`: they have installed it for themselves and use it among others, where it isn't: `guild` is None there too,
    and what it answers is theirs alone. `among_all`: everyone in the server may read the channel.
    """

    person: int
    guild: int | None
    channel: int
    parent: int | None
    roles: frozenset[int]
    manages_server: bool
    language: str
    away: bool = False
    among_all: bool = False

    def refusal(self, settings: ServerSettings) -> RefusedError | None:
        """Return why they may not use the bot here, None where they may."""
        if settings.channels and not {self.channel, self.parent} & set(settings.channels):
            return RefusedError("not_here", channels=settings.channels)
        if settings.roles and not self.roles & set(settings.roles) and not self.manages(settings):
            return RefusedError("not_you")
        return None

    def manages(self, settings: ServerSettings) -> bool:
        """Say whether they may change the articles and the settings."""
        return self.guild is not None and (self.manages_server or bool(self.roles & set(settings.managers)))
