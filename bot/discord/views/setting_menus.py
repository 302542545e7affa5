"""The menus and buttons of /footnote settings; they hold nothing, so that they work after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import discord

from bot.discord.context.context import managed_corpus, visit
from bot.discord.context.error_handler import telling
from bot.discord.views.channel_menus import RoomPicker, put
from bot.discord.views.setting_forms import DigestForm, LimitsForm, ReportForm
from bot.messages.catalogue import interface_languages
from bot.messages.wording import name_of, say
from bot.service.store.servers import ServerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.messages.wording import Language

Pane = Literal["people", "ways", "rooms"]
_PANES: Final[tuple[Pane, ...]] = get_args(Pane)
_FORMS: Final[dict[str, type[LimitsForm | DigestForm | ReportForm]]] = {
    "limits": LimitsForm,
    "digest": DigestForm,
    "report": ReportForm,
}
_MOST = 25
_THREADS: Final = {"threads_off": (False, False), "threads_open": (True, False), "threads_follow": (True, True)}
_TEXT_CHANNELS: Final = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]


def show_settings(settings: ServerSettings, language: Language, *, sees_content: bool) -> str:
    """Return a server's settings for people to read."""
    threads = say(_threads_key(settings), language)
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
        channels=_channels(settings.channels) or say("everywhere", language),
        roles=_roles(settings.roles) or say("everyone", language),
        managers=", ".join(["", _roles(settings.managers)]) if settings.managers else "",
        forums=_channels(settings.forums) or say("none", language),
        threads=threads,
        spoken=_spoken(settings.language, language),
        look=say("look_plain" if settings.plain_text else "look_cards", language),
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
    def __init__(self, name: str, label: str, chosen: Sequence[int], kinds: list[discord.ChannelType]) -> None:
        defaults = [discord.SelectDefaultValue(id=c, type=discord.SelectDefaultValueType.channel) for c in chosen]
        super().__init__(
            custom_id=f"footnote:set:{name}",
            placeholder=label,
            channel_types=kinds,
            min_values=0,
            max_values=_MOST,
            default_values=defaults[:_MOST],
        )
        self._name = name

    async def callback(self, interaction: discord.Interaction) -> None:
        await _chosen(interaction, self._name, self.values)


class _Roles(discord.ui.RoleSelect[discord.ui.View]):
    def __init__(self, name: str, label: str, chosen: Sequence[int]) -> None:
        defaults = [discord.SelectDefaultValue(id=r, type=discord.SelectDefaultValueType.role) for r in chosen]
        super().__init__(
            custom_id=f"footnote:set:{name}",
            placeholder=label,
            min_values=0,
            max_values=_MOST,
            default_values=defaults[:_MOST],
        )
        self._name = name

    async def callback(self, interaction: discord.Interaction) -> None:
        await _chosen(interaction, self._name, self.values)


class _Choice(discord.ui.Select[discord.ui.View]):
    def __init__(
        self,
        name: str,
        label: str,
        options: list[discord.SelectOption],
        changes: Callable[[str], dict[str, Any]],
    ) -> None:
        super().__init__(custom_id=f"footnote:set:{name}", placeholder=label, options=options)
        self._changes = changes

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
        _Channels("channels", say("pick_channels", language), settings.channels, list(_TEXT_CHANNELS)),
        _Roles("roles", say("pick_roles", language), settings.roles),
        _Roles("managers", say("pick_managers", language), settings.managers),
        _Channels("forums", say("pick_forums", language), settings.forums, [discord.ChannelType.forum]),
    ]


def _ways(settings: ServerSettings, language: Language) -> list[discord.ui.Item[discord.ui.View]]:
    chosen, is_plain = _threads_key(settings), bool(settings.plain_text)
    threads = [
        discord.SelectOption(label=say(key, language)[:100], value=key, default=key == chosen) for key in _THREADS
    ]
    languages = [
        discord.SelectOption(label=_spoken(one, language), value=one, default=one == settings.language)
        for one in ("auto", *interface_languages())
    ]
    looks = [
        discord.SelectOption(label=say(f"look_{one}", language), value=one, default=(one == "plain") == is_plain)
        for one in ("cards", "plain")
    ]
    return [
        _Choice("threads", say("pick_threads", language), threads, _threads_changes),
        _Choice("language", say("pick_language", language), languages, lambda value: {"language": value}),
        _Choice("look", say("pick_look", language), looks, lambda value: {"plain_text": value == "plain"}),
    ]


def _rooms(settings: ServerSettings, language: Language) -> list[discord.ui.Item[discord.ui.View]]:
    del settings
    return [RoomPicker(say("pick_room", language))]


def _spoken(setting: str, language: Language) -> str:
    return say("language_auto", language) if setting == "auto" else name_of(setting, language)


def _threads_key(settings: ServerSettings) -> str:
    return next(key for key, way in _THREADS.items() if way == (settings.threads, settings.threads and settings.follow))


def _threads_changes(key: str) -> dict[str, Any]:
    threads, follow = _THREADS[key]
    return {"threads": threads, "follow": follow}


def _channels(ids: Sequence[int]) -> str:
    return ", ".join(f"<#{one}>" for one in ids)


def _roles(ids: Sequence[int]) -> str:
    return ", ".join(f"<@&{one}>" for one in ids)
