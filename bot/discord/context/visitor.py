"""Who used a command or a button, or wrote a message, as the service knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.messages.wording import language_of
from bot.service.store.visitor import Visitor
from corpus.language.identify import identify

if TYPE_CHECKING:
    from bot.service.store.servers import ServerSettings


def visitor_of(interaction: discord.Interaction, guild: int | None, settings: ServerSettings) -> Visitor:
    """Return who uses a command or a button; `guild` is None, too, in a server that the bot isn't in."""
    own = language_of(interaction.locale.value)
    parent = _parent(interaction.channel)
    spoken = settings.within(interaction.channel_id or 0, parent).language
    return Visitor(
        person=interaction.user.id,
        guild=guild,
        channel=interaction.channel_id or 0,
        parent=parent if guild is not None else None,
        roles=_roles(interaction.user) if guild is not None else frozenset(),
        manages_server=guild is not None and interaction.permissions.manage_guild,
        language=own if spoken == "auto" else spoken,
        among_all=guild is not None and _is_open(interaction.channel),
        away=guild is None and (interaction.guild_id is not None or interaction.context.private_channel is True),
    )


def author_of(message: discord.Message, words: str, settings: ServerSettings) -> Visitor:
    """Return who wrote a message; Discord doesn't say their locale, so the words tell the language."""
    server = message.guild.preferred_locale.value if message.guild else "en"
    said = identify(words, fallback=language_of(server)) if words else language_of(server)
    spoken = settings.within(message.channel.id, _parent(message.channel)).language
    member = message.author if isinstance(message.author, discord.Member) else None
    return Visitor(
        person=message.author.id,
        guild=message.guild.id if message.guild else None,
        channel=message.channel.id,
        parent=_parent(message.channel),
        roles=_roles(message.author),
        manages_server=member is not None and member.guild_permissions.manage_guild,
        language=language_of(said) if spoken == "auto" else spoken,
        among_all=_is_open(message.channel),
    )


def _parent(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def _is_open(channel: object) -> bool:
    """Say whether everyone in a server may read a channel, or a thread of it."""
    if isinstance(channel, discord.Thread):
        return not channel.is_private() and _is_open(channel.parent)
    if not isinstance(channel, discord.abc.GuildChannel):
        return False
    return channel.permissions_for(channel.guild.default_role).read_messages


def _roles(user: discord.User | discord.Member) -> frozenset[int]:
    return frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
