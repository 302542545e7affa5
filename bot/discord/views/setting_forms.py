"""The forms of /footnote settings: how many questions an hour, the digest and the weekly report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

import discord

from bot.discord.context.context import managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.messages.wording import say
from bot.service.digest import local_time, week_of, zone_named
from bot.service.failures import RefusedError

if TYPE_CHECKING:
    from bot.messages.wording import Language
    from bot.service.corpora import Library
    from bot.service.service import Service
    from bot.service.store.servers import ChannelSettings, ServerSettings

_MOST_QUESTIONS = 100_000
_LAST_HOUR = 23
_Line = discord.ui.TextInput[discord.ui.View]
Show = Callable[[discord.Interaction], Awaitable[None]]
"""Shows what is set, in the message whose button opened a form."""


class LimitsForm(discord.ui.Modal):
    """Asks how many questions an hour are answered."""

    def __init__(self, settings: ServerSettings, language: Language, show: Show) -> None:
        """Show what is set."""
        super().__init__(title=say("limits_title", language), custom_id="footnote:form:limits")
        self._show = show
        self._lines = {
            name: _Line(default=str(value), max_length=6, custom_id=name)
            for name, value in (
                ("per_person", settings.per_person),
                ("per_channel", settings.per_channel),
                ("per_server", settings.per_server),
            )
        }
        for name, line in self._lines.items():
            text = say(f"limit_{name.removeprefix('per_')}", language)
            self.add_item(discord.ui.Label(text=text, component=line))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Set the limits."""
        async with telling(interaction):
            limits = {name: _number(line.value, _MOST_QUESTIONS, "wrong_limit") for name, line in self._lines.items()}
            parts, visitor = visit(interaction)
            managed_corpus(parts, visitor)
            parts.store.servers.change(cast("int", visitor.guild), **limits)
            await self._show(interaction)


class ChannelLimitsForm(discord.ui.Modal):
    """Asks how many questions an hour are answered in one channel; an empty line leaves it to the server's limits."""

    def __init__(self, own: ChannelSettings, language: Language, show: Show) -> None:
        """Show what is set."""
        super().__init__(title=say("limits_title", language), custom_id=f"footnote:form:limits:{own.channel}")
        self._channel = own.channel
        self._show = show
        self._lines = {
            name: _Line(default=None if value is None else str(value), max_length=6, custom_id=name, required=False)
            for name, value in (("per_person", own.per_person), ("per_channel", own.per_channel))
        }
        for name, line in self._lines.items():
            text = say(f"limit_{name.removeprefix('per_')}", language)
            self.add_item(discord.ui.Label(text=text, description=say("limit_empty", language), component=line))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Set the limits."""
        async with telling(interaction):
            limits = {
                name: _number(line.value, _MOST_QUESTIONS, "wrong_limit") if line.value.strip() else None
                for name, line in self._lines.items()
            }
            parts, visitor = visit(interaction)
            managed_corpus(parts, visitor)
            parts.store.servers.change_channel(cast("int", visitor.guild), self._channel, **limits)
            await self._show(interaction)


class ReportForm(discord.ui.Modal):
    """Asks where the report of the week is posted."""

    def __init__(self, settings: ServerSettings, language: Language, show: Show) -> None:
        """Show what is set."""
        super().__init__(title=say("report_title", language), custom_id="footnote:form:report")
        self._show = show
        self._channel = _one_channel(settings.report_channel)
        self.add_item(discord.ui.Label(text=say("report_channel", language), component=self._channel))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Set the report; the first is that of the week which begins next."""
        async with telling(interaction):
            parts, visitor = visit(interaction)
            managed_corpus(parts, visitor)
            channel = self._channel.values[0].id if self._channel.values else 0
            kept = parts.settings(visitor.guild)
            week = week_of(kept, parts.clock())
            parts.store.servers.change(cast("int", visitor.guild), report_channel=channel, report_week=week)
            await self._show(interaction)


class DigestForm(discord.ui.Modal):
    """Asks where and when new articles are told of."""

    def __init__(self, settings: ServerSettings, language: Language, show: Show) -> None:
        """Show what is set."""
        super().__init__(title=say("digest_title", language), custom_id="footnote:form:digest")
        self._show = show
        self._channel = _one_channel(settings.digest_channel)
        self._hour = _Line(default=str(settings.digest_hour), max_length=2, custom_id="hour")
        self._zone = _Line(default=settings.digest_zone, max_length=60, custom_id="zone")
        for name, component in (("channel", self._channel), ("hour", self._hour), ("zone", self._zone)):
            self.add_item(discord.ui.Label(text=say(f"digest_{name}", language), component=component))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Set the digest; what is in the corpus now is no news."""
        async with telling(interaction):
            parts, visitor = visit(interaction)
            hour = _number(self._hour.value, _LAST_HOUR, "wrong_hour")
            zone = self._zone.value.strip()
            if zone_named(zone) is None:
                raise RefusedError("wrong_zone", value=zone)
            channel = self._channel.values[0].id if self._channel.values else 0
            name = managed_corpus(parts, visitor)
            await interaction.response.defer()
            guild = cast("int", visitor.guild)
            if channel:
                async with parts.library_named(name) as library:
                    known = await parts.workers.run("look_up", _known, parts, library)
                    parts.store.servers.tell(guild, known)
            kept = parts.store.servers.change(guild, digest_channel=channel, digest_hour=hour, digest_zone=zone)
            local = local_time(kept, parts.clock())
            passed = local.date().isoformat() if local.hour >= hour else ""
            parts.store.servers.change(guild, digest_day=passed)
            await self._show(interaction)


def _one_channel(chosen: int) -> discord.ui.ChannelSelect[discord.ui.View]:
    default = discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.channel)
    return discord.ui.ChannelSelect(
        custom_id="channel",
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        min_values=0,
        max_values=1,
        required=False,
        default_values=[default] if chosen else [],
    )


def _known(parts: Service, library: Library) -> set[str]:
    return {entry.id for entry in parts.listings.of(library).articles}


def _number(words: str, most: int, wrong: str) -> int:
    words = words.strip()
    if not (words.isascii() and words.isdecimal() and int(words) <= most):
        raise RefusedError(wrong)
    return int(words)
