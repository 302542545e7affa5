"""The bot on Discord: takes what Discord tells of and hands it to what answers."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.asking.incoming import hear, hear_again
from bot.discord.asking.recovery import recover
from bot.discord.commands import articles, ask, look_up, settings
from bot.discord.commands.adding import choose_source
from bot.discord.commands.answer_actions import press
from bot.discord.commands.check import check_this
from bot.discord.commands.export import export
from bot.discord.commands.following import following
from bot.discord.commands.help import greet, press_welcome, show_help
from bot.discord.commands.removing import confirm_removal
from bot.discord.commands.translations import Translations
from bot.discord.context.error_handler import tell, telling
from bot.discord.schedule import Schedule
from bot.discord.shards import Claim
from bot.discord.views.answer_buttons import AnswerButton
from bot.discord.views.channel_menus import RoomLimits, RoomMenu
from bot.discord.views.follow_buttons import UnfollowButton
from bot.discord.views.pages import PageButton
from bot.discord.views.remove_button import RemoveButton
from bot.discord.views.setting_menus import persistent_views
from bot.discord.views.share_button import ShareButton
from bot.discord.views.source_choice import SourceMenu
from bot.discord.views.undo_button import UndoButton
from bot.discord.views.welcome_buttons import WelcomeButton
from bot.discord.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.discord.shards import Shards
    from bot.discord.views.answer_buttons import Action
    from bot.discord.views.welcome_buttons import Welcome
    from bot.service.service import Service
    from bot.service.store.questions import OpenQuestion

_SYNCED = "synced_commands"
_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    read_message_history=True,
)

_COMMANDS = (
    ask.ask,
    ask.ask_about,
    check_this,
    look_up.search,
    look_up.sources,
    look_up.source,
    look_up.article,
    articles.articles,
    settings.footnote,
    show_help,
    following,
    export,
)

_BUTTONS = (
    AnswerButton,
    PageButton,
    RemoveButton,
    RoomLimits,
    RoomMenu,
    ShareButton,
    SourceMenu,
    UndoButton,
    UnfollowButton,
    WelcomeButton,
)

_log = logging.getLogger(__name__)


class _Tree(app_commands.CommandTree[discord.Client]):
    """The commands; what they don't tell themselves, such as an option that isn't one, is told here."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell whoever used a command that it went wrong."""
        await tell(interaction, error)


class FootnoteBot(commands.AutoShardedBot):
    """Answers commands, buttons and messages; no words of a message are a command."""

    def __init__(
        self,
        build_parts: Callable[[FootnoteBot], Service],
        *,
        sees_content: bool,
        for_persons: bool = False,
        shards: Shards | None = None,
    ) -> None:
        """Name what makes the parts, and whether Discord is asked for the words of all messages.

        Messages that mention the bot, and direct ones, carry their words without that. `for_persons`: people may
        install it for themselves, and use it wherever they are. `shards` are those of this process, None for all.
        """
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = sees_content
        super().__init__(
            command_prefix=(),  # none; with one the library would warn that it doesn't see the words of all messages
            help_command=None,
            tree_cls=_Tree,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=for_persons),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=for_persons),
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            shard_count=shards.count if shards else None,
            shard_ids=shards.ids if shards else None,  # pyright: ignore[reportArgumentType] -- None for all
        )
        self.parts = build_parts(self)
        for command in _COMMANDS:
            self.tree.add_command(command)
        self.schedule = Schedule(self, self.parts)
        self.watchdog = Watchdog(time.monotonic)
        self.claim = Claim(self.parts.store, shards)
        self._recovered: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Make the buttons work, and tell Discord the commands where they changed."""
        self.add_dynamic_items(*_BUTTONS)
        for view in persistent_views():
            self.add_view(view)
        self.schedule.start()
        await self._sync()

    @property
    def seconds_dead(self) -> float:
        """Return for how long a shard has been without a connection, 0 where all have one."""
        return self.watchdog.seconds_dead

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected to Discord."""
        self.watchdog.lost(0)  # until there is a first connection
        await super().connect(reconnect=reconnect)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Let the shards introduce themselves one after the other, those of other processes among them."""
        if not await self.claim.may_identify():
            await super().before_identify_hook(shard_id, initial=initial)

    async def close(self) -> None:
        """Begin nothing more, and leave Discord."""
        self.schedule.stop()
        await super().close()

    async def on_ready(self) -> None:
        """Log how to invite the bot."""
        self.watchdog.found(0)
        if not self._recovered:
            self._recovered = asyncio.create_task(recover(self, self.parts))
        if self.application_id is not None:
            link = discord.utils.oauth_url(
                self.application_id, permissions=_PERMISSIONS, scopes=("bot", "applications.commands")
            )
            _log.info("Ready in %d servers; invite me with %s", len(self.guilds), link)
        wanting = [guild for guild, settings in self.parts.store.servers.all() if settings.follow or settings.forums]
        if wanting and not self.parts.sees_content:
            _log.warning(
                "%d servers want follow-ups without a mention, or forum posts, answered: for that tick Message Content"
                " Intent in the Discord Developer Portal, under Bot, and set FOOTNOTE_DISCORD_MESSAGE_CONTENT=true",
                len(wanting),
            )

    async def on_shard_disconnect(self, shard: int) -> None:
        """Remember since when a shard is without a connection."""
        self.watchdog.lost(shard)

    async def on_shard_connect(self, shard: int) -> None:
        """Forget that a shard was without one."""
        self.watchdog.found(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """Forget that a shard was without one."""
        self.watchdog.found(shard)

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a message that is meant for the bot; the library would look for a command in it."""
        if self.user:
            await hear(self.parts, message, self.user)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Answer a question anew that was mended soon after it was asked."""
        if self.user:
            await hear_again(self.parts, event.message, self.user)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Answer no question that was taken back."""
        self._withdraw(lambda question: question.request.message == event.message_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Answer nothing in a channel that is gone."""
        self._withdraw(
            lambda question: channel.id in {question.request.visitor.channel, question.request.visitor.parent}
        )

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Answer nothing in a thread that is gone."""
        self._withdraw(lambda question: question.request.visitor.channel == event.thread_id)

    def _withdraw(self, concerned: Callable[[OpenQuestion], bool]) -> None:
        waiting = self.parts.waiting
        for question in self.parts.store.questions.all() if waiting else ():
            if question.id in waiting and concerned(question):
                waiting[question.id].withdraw()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say what the bot does where it is new."""
        await greet(self.parts, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget the answers of a server that the bot is no longer in."""
        self.parts.store.answers.forget_server(guild.id)
        self.parts.store.following.forget_server(guild.id)

    async def press(self, interaction: discord.Interaction, action: Action, answer: str, number: int) -> None:
        """Do what a button under an answer says."""
        async with telling(interaction):
            await press(interaction, action, answer, number)

    async def choose_source(self, interaction: discord.Interaction, offer: str, number: int) -> None:
        """Read what was chosen of what an address offers."""
        async with telling(interaction):
            await choose_source(interaction, offer, number)

    async def confirm_removal(self, interaction: discord.Interaction, offer: str) -> None:
        """Remove what someone was asked about."""
        async with telling(interaction):
            await confirm_removal(interaction, offer)

    async def welcome(self, interaction: discord.Interaction, action: Welcome, words: str) -> None:
        """Do what a button under a first message says."""
        async with telling(interaction):
            await press_welcome(interaction, action, words)

    async def _sync(self) -> None:
        """Tell Discord the commands, unless it was told these already: it allows few such calls a day."""
        translator = Translations()
        await self.tree.set_translator(translator)
        told = [await one.get_translated_payload(self.tree, translator) for one in self.tree.get_commands(type=None)]
        held = json.dumps([self.application_id, sorted(told, key=lambda one: str(one["name"]))], sort_keys=True)
        digest = hashlib.sha256(held.encode()).hexdigest()
        if self.parts.store.fact(_SYNCED) != digest:
            await self.tree.sync()
            self.parts.store.remember(_SYNCED, digest)
            _log.info("Discord was told %d commands", len(told))
