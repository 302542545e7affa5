"""Read the archived threads and posts of Discord's channels, those that everyone in their server may read."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
import discord

from ingest.errors import FailedError, PrivateError
from ingest.sources.kinds.discord import channel_address
from ingest.thread import Message, Thread, Threads

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any, TypeVar

    from bot.discord.client import FootnoteBot
    from bot.service.service import Service

    T = TypeVar("T")

_WORDS = frozenset([discord.MessageType.default, discord.MessageType.reply])
_STARTER = discord.MessageType.thread_starter_message
_MARK = re.compile(
    r"<@!?(?P<person>\d+)>|<@&(?P<role>\d+)>|<#(?P<channel>\d+)>|<t:(?P<time>-?\d{1,12})(?::[A-Za-z])?>"
    r"|<a?:(?P<emoji>\w+):\d+>|</(?P<command>[^:>\n]+):\d+>"
)
_SOMEBODY = "@…"

Parent = discord.TextChannel | discord.ForumChannel


class ChannelArchive:
    """Reads threads into one corpus, whatever thread ingestion runs in; to be made in the bot's loop."""

    def __init__(self, bot: FootnoteBot, corpus: str) -> None:
        """Name the bot that reads, and the corpus that what it reads is for."""
        self._bot = bot
        self._corpus = corpus
        self._loop = asyncio.get_running_loop()
        self._threads: dict[str, discord.Thread] = {}

    async def threads(self, server: int, channel: int) -> Threads:
        """Return the threads of a channel that everyone in its server may read.

        Raises:
            PrivateError: not everyone may, or others than its server read the corpus.
            FailedError: Discord doesn't give them.
        """
        return await self._in_bot(self._list(server, channel))

    async def read(self, address: str) -> Thread:
        """Return a thread that was listed.

        Raises:
            PrivateError: it is gone, or nobody but bots wrote in it.
            FailedError: Discord doesn't give it.
        """
        return await self._in_bot(self._read(self._threads[address]))

    async def _in_bot(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work in the bot's loop, and have Discord's errors be those of ingestion."""

        async def done() -> T:
            try:
                return await work
            except discord.NotFound:
                raise PrivateError("It was deleted on Discord.") from None
            except discord.Forbidden:
                raise FailedError("Discord doesn't let me read it: give me Read Message History there.") from None
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                raise FailedError(
                    "Discord didn't give it ({reason}): it is tried again.", reason=type(error).__name__
                ) from error

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(done(), self._loop))

    async def _list(self, server: int, number: int) -> Threads:
        channel = public_channel(self._bot, self._corpus, server, number)
        archived = [thread async for thread in channel.archived_threads(limit=None)]
        still_open = [one for one in channel.threads if not one.is_private() and not one.archived]
        self._threads = {channel_address(server, one.id): one for one in (*archived, *still_open)}
        return Threads(
            archived=tuple(channel_address(server, one.id) for one in archived),
            open=tuple(channel_address(server, one.id) for one in still_open),
        )

    async def _read(self, thread: discord.Thread) -> Thread:
        own = self._bot.user.id if self._bot.user else 0
        if thread.owner_id == own:
            raise PrivateError("It was opened for an answer of mine.")
        named = self._bot.parts.settings(thread.guild.id).of_channel(thread.parent_id).authors
        told = [message async for message in thread.history(limit=None)]
        messages = [read for one in reversed(told) if (read := _message(one, own, named=named))]
        if not messages:
            raise PrivateError("Nobody but bots wrote in it.")
        return Thread(
            address=channel_address(thread.guild.id, thread.id),
            title=thread.name,
            day=thread.created_at.date() if thread.created_at else messages[0].day,
            site=thread.guild.name,
            messages=tuple(messages),
        )


def public_channel(bot: FootnoteBot, corpus: str, server: int, number: int) -> Parent:
    """Return a channel whose threads may be read into a corpus.

    Raises:
        PrivateError: others than its server read the corpus, it has no threads, or not everyone there may read it.
        FailedError: Discord hasn't told of it, or doesn't tell the words of messages.
    """
    parts: Service = bot.parts
    reader = parts.corpora.reader(corpus, parts.servers())
    if reader is None:
        raise PrivateError("Others than its server read these articles too: threads stay within their server.")
    if reader != server:
        raise PrivateError("It is a channel of another server: threads stay within their server.")
    guild = bot.get_guild(server)
    if guild is None or guild.unavailable:
        raise FailedError("Discord doesn't tell of this server just now: it is tried again.")
    channel = guild.get_channel(number)
    if not isinstance(channel, Parent):
        raise PrivateError("There is no such text channel or forum here.")
    everyone = channel.permissions_for(guild.default_role)
    if not (everyone.view_channel and everyone.read_message_history):
        raise PrivateError("Not everyone in the server may read this channel: its threads stay there.")
    if not parts.sees_content:
        raise FailedError(
            "Discord doesn't show me the words of messages: whoever runs me has to tick Message Content Intent and set"
            " FOOTNOTE_DISCORD_MESSAGE_CONTENT=true."
        )
    return channel


def _message(message: discord.Message, own: int, *, named: bool) -> Message | None:
    """Return what a person wrote, for others than the bot, None of any other message."""
    if message.type is _STARTER and message.reference and isinstance(message.reference.resolved, discord.Message):
        message = message.reference.resolved
    by_program = message.author.bot or message.webhook_id is not None
    if message.type not in _WORDS or by_program or own in message.raw_mentions or not message.content.strip():
        return None
    return Message(
        address=message.jump_url,
        author=message.author.display_name if named else None,
        day=message.created_at.date(),
        text=_shown(message, named=named),
    )


def _shown(message: discord.Message, *, named: bool) -> str:
    """Return a message's words as everyone sees them, without the names of people where nobody is to be named."""
    guild = message.guild

    def shown(mark: re.Match[str]) -> str:
        if mark["person"]:
            person = next((one for one in message.mentions if one.id == int(mark["person"])), None)
            return f"@{person.display_name}" if person and named else _SOMEBODY
        if mark["role"]:
            role = guild.get_role(int(mark["role"])) if guild else None
            return f"@{role.name}" if role else _SOMEBODY
        if mark["channel"]:
            channel = guild.get_channel(int(mark["channel"])) if guild else None
            everyone = channel.permissions_for(channel.guild.default_role) if channel else None
            return f"#{channel.name}" if channel and everyone and everyone.view_channel else "#…"
        if mark["time"]:
            return datetime.fromtimestamp(int(mark["time"]), UTC).date().isoformat()
        return f"/{mark['command']}" if mark["command"] else ""

    return _MARK.sub(shown, message.content)
