"""Which corpus someone on Discord reads or may change, and the service behind an interaction."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol, cast

import discord
from discord import app_commands

from bot.discord.context.visitor import visitor_of
from bot.failures import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.service.corpora.corpora import Library
    from bot.service.service import Service
    from bot.service.store.visitor import Visitor

# Discord offers the commands that change a server's articles and settings to those who have this, and to the roles
# that the server adds to it; `managed_corpus` looks at who uses them all the same.
IN_SERVERS = app_commands.AppInstallationType(guild=True, user=False)
MANAGERS = discord.Permissions(manage_guild=True)


class HasService(Protocol):
    """The client, as far as commands and buttons know it."""

    parts: Service


def parts_of(interaction: discord.Interaction) -> Service:
    """Return the service of the bot that an interaction is with."""
    return cast("HasService", interaction.client).parts


def visit(interaction: discord.Interaction) -> tuple[Service, Visitor]:
    """Return the service of the bot, and who uses a command or a button of it."""
    parts = parts_of(interaction)
    guild = interaction.guild_id
    if guild is not None and guild not in parts.servers():
        guild = None  # a server that the bot isn't in: someone brought it there for themselves
    return parts, visitor_of(interaction, guild, parts.settings(guild))


def in_private(interaction: discord.Interaction) -> None:
    """Let what changes the message that it belongs to do so only where that is one person's own.

    Raises:
        RefusedError: others see it, so that its button or menu was never put there.
    """
    if interaction.message is not None and not interaction.message.flags.ephemeral:
        raise RefusedError("gone")


def corpus_name(parts: Service, visitor: Visitor) -> str:
    """Return the name of the corpus that someone reads.

    Raises:
        RefusedError: they may not, or there is none.
    """
    settings = parts.settings(visitor.guild)
    name = parts.corpora.name_of(visitor.guild, parts.servers())
    if name is None or (visitor.guild is None and (settings.channels or settings.roles)):
        raise RefusedError("no_direct")
    if refusal := visitor.refusal(settings):
        raise refusal
    return name


def managed_corpus(parts: Service, visitor: Visitor) -> str:
    """Return the name of the corpus that someone may change.

    Raises:
        RefusedError: they may not.
    """
    if visitor.guild is None:
        raise RefusedError("server_only")
    if not visitor.manages(parts.settings(visitor.guild)):
        raise RefusedError("managers_only")
    name = parts.corpora.name_of(visitor.guild, parts.servers())
    if name is None:
        raise RefusedError("server_only")
    return name


@asynccontextmanager
async def library_of(parts: Service, visitor: Visitor) -> AsyncGenerator[Library]:
    """Open the corpus that someone reads, and keep it open meanwhile.

    Raises:
        RefusedError: they may not, or there is none.
        FootnoteError: it can't be used.
    """
    async with parts.library_named(corpus_name(parts, visitor)) as library:
        yield library
