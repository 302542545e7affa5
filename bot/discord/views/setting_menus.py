"""The menus and buttons of /footnote settings; they hold nothing, so that they work after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import discord

from bot.discord.context.context import managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.views.channel_menus import RoomPicker, put
from bot.discord.views.setting_forms import DigestForm, LimitsForm, ReportForm
from bot.messages.catalogue import interface_languages
from bot.messages.wording import say, say_choice
from bot.service.store.servers import ServerSettings
from bot.service.store.settable import PICKS, choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messages.wording import Language
    from bot.service.store.settable import Choice, Pick

Pane = Literal["people", "ways", "rooms"]
_PANES: Final[tuple[Pane, ...]] = get_args(Pane)
_FORMS: Final[dict[str, type[LimitsForm | DigestForm | ReportForm]]] = {
    "limits": LimitsForm,
    "digest": DigestForm,
    "report": ReportForm,
}
_MOST = 25
_CHANNELS: Final = {
    "channels": [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum],
    "forums": [discord.ChannelType.forum],
}


def show_settings(settings: ServerSettings, language: Language, *, sees_content: bool) -> str:
    """Return a server's settings for people to read."""
    chosen = {
        choice.name: say_choice(choice.name, choice.chosen(settings), language)
        for choice in choices(interface_languages())
    }
    picked = {
        pick.name: _picked(pick, settings) or say(pick.none, language) for pick in PICKS if pick.name != "managers"
    }
    threads = chosen["threads"]
    if (settings.follow or settings.forums) and not sees_content:
        threads += " " + say("follow_needs_content", language)
    own = _channels([one.channel for one in settings.by_channel])
    report = f"<#{settings.report_channel}>" if settings.report_channel else say("none", language)
    digest = say("none", language)
    if settings.digest_channel:
        channel = f"<#{settings.digest_channel}>"
        hour, zone = settings.digest_hour, settings.digest_zone
        digest = say("digest_at", language, channel=channel, hour=hour, zone=zone)
    return say(
        "settings",
        language,
        **picked,
        managers=", ".join(["", _roles(settings.managers)]) if settings.managers else "",
        threads=threads,
        spoken=chosen["language"],
        look=chosen["look"],
        person=settings.per_person,
        channel=settings.per_channel,
        server=settings.per_server,
        digest=digest,
        report=report,
        rooms=own or say("none", language),
    )


def settings_view(pane: Pane, settings: ServerSettings, language: Language) -> discord.ui.View:
    """Return a pane of menus that show what is set; one that is sent isn't kept, since each knows all by its id."""
    view = SettingsView(pane, settings, language)
    view.stop()
    return view


class SettingsView(discord.ui.View):
    """A pane of menus and buttons: who and where, or threads and language."""

    def __init__(self, pane: Pane, settings: ServerSettings, language: Language) -> None:
        """Show the settings in the menus."""
        super().__init__(timeout=None)
        items = {"people": _people, "ways": _ways, "rooms": _rooms}[pane](settings, language)
        for item in items:
            self.add_item(item)
        for other in _PANES:
            if other != pane:
                self.add_item(_Button(f"pane:{other}", say(f"button_{other}", language)))
        for form in _FORMS:
            self.add_item(_Button(f"form:{form}", say(f"button_{form}", language)))


def persistent_views() -> list[discord.ui.View]:
    """Return the panes as they are told to the library at start, so that it knows whose ids are pressed."""
    return [SettingsView(pane, ServerSettings(), "en") for pane in _PANES]


async def change(interaction: discord.Interaction, pane: Pane, **changes: Any) -> None:
    """Change settings and show them, for those who may.

    Raises:
        RefusedError: they may not.
    """
    parts, visitor = visit(interaction)
    managed_corpus(parts, visitor)
    parts.store.servers.change(cast("int", visitor.guild), **changes)
    await _show(interaction, pane)


async def _show(interaction: discord.Interaction, pane: Pane) -> None:
    """Show the settings as they are now in place of what was shown."""
    parts, visitor = visit(interaction)
    kept = parts.settings(visitor.guild)
    text = show_settings(kept, visitor.language, sees_content=parts.sees_content)
    await put(interaction, text, settings_view(pane, kept, visitor.language))


async def _chosen(interaction: discord.Interaction, name: str, values: Sequence[discord.abc.Snowflake]) -> None:
    async with telling(interaction):
        await change(interaction, "people", **{name: tuple(sorted(one.id for one in values))})


class _Channels(discord.ui.ChannelSelect[discord.ui.View]):
    def __init__(self, pick: Pick, chosen: Sequence[int], language: Language) -> None:
        defaults = [discord.SelectDefaultValue(id=c, type=discord.SelectDefaultValueType.channel) for c in chosen]
        super().__init__(
            custom_id=f"footnote:set:{pick.name}",
            placeholder=say(pick.label, language),
            channel_types=list(_CHANNELS[pick.kind]),
            min_values=0,
            max_values=_MOST,
            default_values=defaults[:_MOST],
        )
        self._name = pick.name

    async def callback(self, interaction: discord.Interaction) -> None:
        await _chosen(interaction, self._name, self.values)


class _Roles(discord.ui.RoleSelect[discord.ui.View]):
    def __init__(self, pick: Pick, chosen: Sequence[int], language: Language) -> None:
        defaults = [discord.SelectDefaultValue(id=r, type=discord.SelectDefaultValueType.role) for r in chosen]
        super().__init__(
            custom_id=f"footnote:set:{pick.name}",
            placeholder=say(pick.label, language),
            min_values=0,
            max_values=_MOST,
            default_values=defaults[:_MOST],
        )
        self._name = pick.name

    async def callback(self, interaction: discord.Interaction) -> None:
        await _chosen(interaction, self._name, self.values)


class _Choice(discord.ui.Select[discord.ui.View]):
    def __init__(self, choice: Choice, settings: ServerSettings, language: Language) -> None:
        options = [
            discord.SelectOption(
                label=say_choice(choice.name, value, language)[:100],
                value=value,
                default=value == choice.chosen(settings),
            )
            for value in choice.values
        ]
        super().__init__(
            custom_id=f"footnote:set:{choice.name}", placeholder=say(choice.label, language), options=options
        )
        self._changes = choice.changes

    async def callback(self, interaction: discord.Interaction) -> None:
        async with telling(interaction):
            await change(interaction, "ways", **self._changes(self.values[0]))


class _Button(discord.ui.Button[discord.ui.View]):
    def __init__(self, action: str, label: str) -> None:
        super().__init__(custom_id=f"footnote:set:{action}", label=label, row=4)
        self._action = action

    async def callback(self, interaction: discord.Interaction) -> None:
        async with telling(interaction):
            parts, visitor = visit(interaction)
            managed_corpus(parts, visitor)
            what, _, name = self._action.partition(":")
            if what == "form":
                form = _FORMS[name](parts.settings(visitor.guild), visitor.language, _show_people)
                await interaction.response.send_modal(form)
            else:
                await _show(interaction, cast("Pane", name))


async def _show_people(interaction: discord.Interaction) -> None:
    await _show(interaction, "people")


def _people(settings: ServerSettings, language: Language) -> list[discord.ui.Item[discord.ui.View]]:
    return [
        (_Roles if pick.kind == "roles" else _Channels)(pick, getattr(settings, pick.name), language) for pick in PICKS
    ]


def _ways(settings: ServerSettings, language: Language) -> list[discord.ui.Item[discord.ui.View]]:
    return [_Choice(choice, settings, language) for choice in choices(interface_languages())]


def _rooms(settings: ServerSettings, language: Language) -> list[discord.ui.Item[discord.ui.View]]:
    del settings
    return [RoomPicker(say("pick_room", language))]


def _picked(pick: Pick, settings: ServerSettings) -> str:
    return (_roles if pick.kind == "roles" else _channels)(getattr(settings, pick.name))


def _channels(ids: Sequence[int]) -> str:
    return ", ".join(f"<#{one}>" for one in ids)


def _roles(ids: Sequence[int]) -> str:
    return ", ".join(f"<@&{one}>" for one in ids)
