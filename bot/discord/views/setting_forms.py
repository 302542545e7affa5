"""The forms of /footnote settings: how many questions an hour, the digest and the weekly report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

import discord

from bot.discord.context.context import managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.messages.wording import say
from bot.service.digest import read_when, set_digest, set_report
from bot.service.store.settable import LIMITS, ROOM_LIMITS, room_changes

if TYPE_CHECKING:
    from bot.messages.wording import Language
    from bot.service.store.servers import ChannelSettings, ServerSettings

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
            count.name: _Line(default=str(getattr(settings, count.name)), max_length=6, custom_id=count.name)
            for count in LIMITS
        }
        for count in LIMITS:
            self.add_item(discord.ui.Label(text=say(count.label, language), component=self._lines[count.name]))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Set the limits."""
        async with telling(interaction):
            limits = {count.name: count.read(self._lines[count.name].value) for count in LIMITS}
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
        self._lines: list[_Line] = []
        for count in ROOM_LIMITS:
            value = getattr(own, count.name)
            shown = None if value is None else str(value)
            self._lines.append(_Line(default=shown, max_length=6, custom_id=count.name, required=False))
            text, empty = say(count.label, language), say("limit_empty", language)
            self.add_item(discord.ui.Label(text=text, description=empty, component=self._lines[-1]))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Set the limits."""
        async with telling(interaction):
            limits = room_changes(limits=[line.value for line in self._lines])
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
            set_report(parts.store.servers, cast("int", visitor.guild), channel, parts.clock())
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
            channel = self._channel.values[0].id if self._channel.values else 0
            when = read_when(channel, self._hour.value, self._zone.value)
            name = managed_corpus(parts, visitor)
            await interaction.response.defer()
            guild = cast("int", visitor.guild)
            servers, now = parts.store.servers, parts.clock()
            async with parts.library_named(name) as library:
                await parts.workers.run("look_up", set_digest, servers, guild, library.corpus, when, now)
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
