"""Whoever uses the bot: who, where, with which rights, in which language; and whether they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.messages.wording import language_of
from bot.service.failures import RefusedError
from corpus.language.identify import identify

if TYPE_CHECKING:
    from bot.messages.wording import Language
    from bot.service.store.servers import ServerSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever uses the bot; `guild` is None in direct messages, `parent` is the channel of a thread."""

    person: int
    guild: int | None
    channel: int
    parent: int | None
    roles: frozenset[int]
    manages_server: bool
    language: Language

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


def visitor_of(interaction: discord.Interaction, settings: ServerSettings) -> Visitor:
    """Return who uses a command or a button."""
    own = language_of(interaction.locale.value)
    return Visitor(
        person=interaction.user.id,
        guild=interaction.guild_id,
        channel=interaction.channel_id or 0,
        parent=_parent(interaction.channel),
        roles=_roles(interaction.user),
        manages_server=interaction.guild_id is not None and interaction.permissions.manage_guild,
        language=own if settings.language == "auto" else settings.language,
    )


def author_of(message: discord.Message, words: str, settings: ServerSettings) -> Visitor:
    """Return who wrote a message; Discord doesn't say their locale, so the words tell the language."""
    server = message.guild.preferred_locale.value if message.guild else "en"
    said = identify(words, fallback=language_of(server)) if words else language_of(server)
    member = message.author if isinstance(message.author, discord.Member) else None
    return Visitor(
        person=message.author.id,
        guild=message.guild.id if message.guild else None,
        channel=message.channel.id,
        parent=_parent(message.channel),
        roles=_roles(message.author),
        manages_server=member is not None and member.guild_permissions.manage_guild,
        language=language_of(said) if settings.language == "auto" else settings.language,
    )


def _parent(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def _roles(user: discord.User | discord.Member) -> frozenset[int]:
    return frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
