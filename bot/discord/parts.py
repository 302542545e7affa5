"""The parts that commands, buttons and messages work with."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bot.discord.visitor import visitor_of
from bot.messages.interface_texts import say

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection

    import discord

    from bot.discord.client import FootnoteBot
    from bot.discord.visitor import Visitor
    from bot.service.article_list import Listings
    from bot.service.corpora import Corpora, Library
    from bot.service.limits import Limits
    from bot.service.queue import Turns
    from bot.service.store.servers import ServerSettings
    from bot.service.store.store import Store
    from bot.service.workers import Underway, Workers


class RefusedError(Exception):
    """Hold the sentence that says why something isn't done for someone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the bot is made of; `servers` tells the ids of the servers it is in, `clock` seconds since 1970.

    `sees_content`: Discord gives it the words of messages that don't mention it. `counts` are what `/health` tells,
    `ingesting` the names of the corpora that are being filled, `told_hidden` the threads in which people were told that
    their words are hidden from it.
    """

    store: Store
    corpora: Corpora
    limits: Limits
    turns: Turns
    workers: Workers
    listings: Listings
    underway: Underway
    servers: Callable[[], Collection[int]]
    clock: Callable[[], float]
    sees_content: bool
    seconds_between_edits: float
    counts: Counter[str] = field(default_factory=Counter[str])
    ingesting: set[str] = field(default_factory=set[str])
    told_hidden: set[int] = field(default_factory=set[int])

    def settings(self, guild: int | None) -> ServerSettings:
        """Return what a server has set; for direct messages, what the only server has."""
        servers = self.servers()
        if guild is None and len(servers) == 1:
            (guild,) = servers
        return self.store.servers.settings(guild)

    def corpus_name(self, visitor: Visitor) -> str:
        """Return the name of the corpus that someone reads.

        Raises:
            RefusedError: they may not, or there is none.
        """
        settings = self.settings(visitor.guild)
        name = self.corpora.name_of(visitor.guild, self.servers())
        if name is None or (visitor.guild is None and (settings.channels or settings.roles)):
            raise RefusedError(say("no_direct", visitor.language))
        if refusal := visitor.refusal(settings):
            raise RefusedError(refusal)
        return name

    def managed_corpus(self, visitor: Visitor) -> str:
        """Return the name of the corpus that someone may change.

        Raises:
            RefusedError: they may not.
        """
        if visitor.guild is None:
            raise RefusedError(say("server_only", visitor.language))
        if not visitor.manages(self.settings(visitor.guild)):
            raise RefusedError(say("managers_only", visitor.language))
        name = self.corpora.name_of(visitor.guild, self.servers())
        if name is None:
            raise RefusedError(say("server_only", visitor.language))
        return name

    @asynccontextmanager
    async def library(self, visitor: Visitor) -> AsyncGenerator[Library]:
        """Open the corpus that someone reads, and keep it open meanwhile.

        Raises:
            RefusedError: they may not, or there is none.
            FootnoteError: it can't be used.
        """
        async with self.library_named(self.corpus_name(visitor)) as library:
            yield library

    @asynccontextmanager
    async def library_named(self, name: str) -> AsyncGenerator[Library]:
        """Open a corpus, and keep it open meanwhile.

        Raises:
            FootnoteError: it can't be used.
        """
        self.corpora.hold(name)
        try:
            yield await self.workers.run("look_up", self.corpora.open, name)
        except asyncio.CancelledError:
            self.corpora.hold(name)  # for good: what was being done with it may go on in its thread
            raise
        finally:
            self.corpora.release(name)


def parts_of(interaction: discord.Interaction) -> Parts:
    """Return the parts of the bot that an interaction is with."""
    return cast("FootnoteBot", interaction.client).parts


def visit(interaction: discord.Interaction) -> tuple[Parts, Visitor]:
    """Return the parts of the bot, and who uses a command or a button of it."""
    parts = parts_of(interaction)
    return parts, visitor_of(interaction, parts.settings(interaction.guild_id))
