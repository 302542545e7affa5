"""What is set for one channel, in one message with its menus, which know it by their ids, after a restart too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord

from bot.discord.context.context import in_private, managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY
from bot.discord.views.setting_forms import ChannelLimitsForm
from bot.messages.catalogue import interface_languages
from bot.messages.wording import say, say_choice
from bot.service.store.settable import WAYS, room_changes, room_language, room_languages

if TYPE_CHECKING:
    import re

    from bot.messages.wording import Language
    from bot.service.store.servers import ChannelSettings, ServerSettings


class RoomPicker(discord.ui.ChannelSelect[discord.ui.View]):
    """Asks whose settings are to be shown."""

    def __init__(self, label: str) -> None:
        """Name what it asks."""
        kinds = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]
        super().__init__(custom_id="footnote:set:room", placeholder=label, channel_types=kinds)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show what is set for the channel."""
        async with telling(interaction):
            await show_channel(interaction, self.values[0].id)


class RoomMenu(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]],
    template=r"footnote:room:(?P<what>language|ways):(?P<channel>\d{1,20})",
):
    """Sets the language of a channel, or how it is answered there."""

    def __init__(self, what: str, channel: int, menu: discord.ui.Select[discord.ui.View] | None = None) -> None:
        """Name what it sets, and for which channel."""
        menu = menu or discord.ui.Select(options=[discord.SelectOption(label="…")])
        menu.custom_id = f"footnote:room:{what}:{channel}"
        super().__init__(menu)
        self._what = what
        self._channel = channel

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> RoomMenu:
        """Make it again from its id."""
        del interaction, item
        return cls(match["what"], int(match["channel"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Set it, and show what is set now."""
        async with telling(interaction):
            values = self.item.values
            changes = room_changes(language=values[0]) if self._what == "language" else room_changes(ways=values)
            parts, visitor = visit(interaction)
            managed_corpus(parts, visitor)
            parts.store.servers.change_channel(cast("int", visitor.guild), self._channel, **changes)
            await show_channel(interaction, self._channel)


class RoomLimits(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"footnote:room:limits:(?P<channel>\d{1,20})"
):
    """Opens the form for the limits of a channel."""

    def __init__(self, channel: int, label: str = "…") -> None:
        """Name the channel and what stands on it."""
        super().__init__(discord.ui.Button(custom_id=f"footnote:room:limits:{channel}", label=label))
        self._channel = channel

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> RoomLimits:
        """Make it again from its id."""
        del interaction, item
        return cls(int(match["channel"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Ask for the limits."""
        async with telling(interaction):
            parts, visitor = visit(interaction)
            managed_corpus(parts, visitor)
            own = parts.settings(visitor.guild).of_channel(self._channel)

            async def show(answered: discord.Interaction) -> None:
                await show_channel(answered, self._channel)

            await interaction.response.send_modal(ChannelLimitsForm(own, visitor.language, show))


async def show_channel(interaction: discord.Interaction, channel: int) -> None:
    """Show what is set for a channel in place of what was shown, with the menus that change it.

    Raises:
        RefusedError: they may not change it.
    """
    parts, visitor = visit(interaction)
    managed_corpus(parts, visitor)
    settings, language = parts.settings(visitor.guild), visitor.language
    own = settings.of_channel(channel)
    text = _told(settings, own, language)
    if own.unasked and not parts.sees_content:
        text += "\n" + say("follow_needs_content", language)
    view = discord.ui.View(timeout=None)
    view.add_item(RoomMenu("language", channel, _languages(own, language)))
    view.add_item(RoomMenu("ways", channel, _ways(own, language)))
    view.add_item(RoomLimits(channel, say("button_limits", language)))
    # The panes' own buttons know what to do: these are theirs.
    view.add_item(discord.ui.Button(custom_id="footnote:set:pane:rooms", label=say("button_rooms", language)))
    view.stop()
    await put(interaction, text, view)


async def put(interaction: discord.Interaction, text: str, view: discord.ui.View) -> None:
    """Put a text with its menus in place of the message that a menu, a button or a form belongs to."""
    in_private(interaction)
    if interaction.response.is_done():
        await interaction.edit_original_response(content=text, view=view, allowed_mentions=NOBODY)
    else:
        await interaction.response.edit_message(content=text, view=view, allowed_mentions=NOBODY)


def _told(settings: ServerSettings, own: ChannelSettings, language: Language) -> str:
    here = settings.within(own.channel)
    ways = [say(f"room_{way}", language) for way in WAYS if getattr(own, way)]
    return say(
        "room_settings",
        language,
        channel=f"<#{own.channel}>",
        spoken=say_choice("language", here.language, language),
        person=here.per_person,
        room=here.per_channel,
        ways=", ".join(ways) or say("room_asked", language),
    )


def _languages(own: ChannelSettings, language: Language) -> discord.ui.Select[discord.ui.View]:
    chosen = room_language(own)
    options = [
        discord.SelectOption(label=say_choice("language", one, language), value=one, default=one == chosen)
        for one in room_languages(interface_languages())
    ]
    return discord.ui.Select(placeholder=say("pick_language", language), options=options)


def _ways(own: ChannelSettings, language: Language) -> discord.ui.Select[discord.ui.View]:
    options = [
        discord.SelectOption(label=say(f"room_{way}", language)[:100], value=way, default=getattr(own, way))
        for way in WAYS
    ]
    return discord.ui.Select(
        placeholder=say("room_asked", language), options=options, min_values=0, max_values=len(options)
    )
