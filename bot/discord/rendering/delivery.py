"""Where an answer is shown: under a command or a button, or as a reply to a message; edits while people wait."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import discord

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

NOBODY = discord.AllowedMentions.none()
# The codes of Discord's errors: a token that has run out.
TOKEN_GONE = {10015, 50027}
# Of a channel, and of a message, that someone deleted meanwhile.
_GONE = {10003, 10008}

# An answer stands soon after its question; so many messages are looked through for it.
_MESSAGES_LOOKED_THROUGH = 50

_log = logging.getLogger(__name__)


class Reply(ABC):
    """Shows what there is so far, then the answer in its place: however often it is shown, it is one message.

    `where` is what shares its rate with it; `on_shown` is told the id of the message once there is one.
    """

    def __init__(self, where: Hashable) -> None:
        """Name what shares its rate with it."""
        self.where = where
        self.on_shown: Callable[[int], None] = lambda _: None

    async def begin(self) -> None:
        """Give the first sign of life; most ways have given it already."""
        return

    async def show(self, text: str, view: discord.ui.View | None = None) -> None:
        """Show a text in place of what was shown; Discord's failing is logged and no more."""
        try:
            await self._put(text, view)
        except discord.HTTPException as error:
            _log.info("A message couldn't be sent or edited: %s", error)

    async def finish(self, text: str, view: discord.ui.View | None = None) -> discord.Message | None:
        """Show the answer; return its message, None where that, or its channel, is gone."""
        try:
            return await self._put(text, view)
        except discord.HTTPException as error:
            if error.code in _GONE:
                _log.info("There was nobody left to answer: %s", error)
                return None
            raise

    @abstractmethod
    async def _put(self, text: str, view: discord.ui.View | None) -> discord.Message:
        """Put a text into the one message."""


class MessageReply(Reply):
    """Answers by a message of the bot's own, under the one that asks where there is one."""

    def __init__(
        self,
        channel: discord.abc.Messageable,
        asking: discord.MessageReference | None = None,
        *,
        where: Hashable,
        shown: discord.PartialMessage | None = None,
    ) -> None:
        """Name the channel, the message that asks, and the one that shows how it goes, where there is one already."""
        super().__init__(where)
        self._channel = channel
        self._asking = asking
        self._shown: discord.PartialMessage | None = shown

    async def begin(self) -> None:
        """Be seen to type, which takes none of the room for messages."""
        try:
            await self._channel.typing()
        except discord.HTTPException as error:
            _log.info("The bot couldn't be seen to type: %s", error)

    async def _put(self, text: str, view: discord.ui.View | None) -> discord.Message:
        if self._shown is None:
            given: dict[str, Any] = _with(view)
            if self._asking is not None:
                given |= {"reference": self._asking, "mention_author": False}
            sent = await self._channel.send(text, suppress_embeds=True, allowed_mentions=NOBODY, **given)
            self.on_shown(sent.id)
        else:
            sent = await self._shown.edit(content=text, view=view, allowed_mentions=NOBODY)
        self._shown = sent
        return sent


class InteractionReply(Reply):
    """Answers a command or a button that has been acknowledged."""

    def __init__(self, interaction: discord.Interaction, *, private: bool) -> None:
        """Name the interaction, and whether only whoever made it sees the answer."""
        super().__init__(interaction.id)
        self._interaction = interaction
        self._private = private
        self._told = False

    async def _put(self, text: str, view: discord.ui.View | None) -> discord.Message:
        try:
            sent = await self._interaction.edit_original_response(content=text, view=view, allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            channel = self._interaction.channel
            if error.code not in TOKEN_GONE or self._private or not isinstance(channel, discord.abc.Messageable):
                raise
            return await channel.send(text, suppress_embeds=True, allowed_mentions=NOBODY, **_with(view))
        if not self._told:
            self._told = True
            self.on_shown(sent.id)
        return sent


class TokenReply(Reply):
    """Answers a command by its token alone, after a restart."""

    def __init__(self, webhook: discord.Webhook, shown: int | None) -> None:
        """Name what the token opens, and the message that shows how it goes."""
        super().__init__(webhook.token)
        self._webhook = webhook
        self._shown = shown

    async def _put(self, text: str, view: discord.ui.View | None) -> discord.Message:
        if self._shown is None:  # the first message takes the place of "is thinking…"
            sent = await self._webhook.send(text, wait=True, allowed_mentions=NOBODY, **_with(view))
            self._shown = sent.id
            self.on_shown(sent.id)
            return sent
        return await self._webhook.edit_message(self._shown, content=text, view=view, allowed_mentions=NOBODY)


async def found_under(channel: discord.abc.Messageable, message: int, own: discord.abc.User) -> int | None:
    """Return the bot's message under another, which it may not have lived to remember."""
    after = discord.Object(message)
    async for one in channel.history(limit=_MESSAGES_LOOKED_THROUGH, after=after, oldest_first=True):
        if one.author.id == own.id and one.reference and one.reference.message_id == message:
            return one.id
    return None


async def finish_all(interaction: discord.Interaction, messages: Sequence[str], *, private: bool) -> None:
    """Show messages in answer to a command that has been acknowledged."""
    await InteractionReply(interaction, private=private).finish(messages[0])
    for text in messages[1:]:
        await interaction.followup.send(text, ephemeral=private, suppress_embeds=True, allowed_mentions=NOBODY)


async def send_all(
    channel: discord.abc.Messageable, messages: Sequence[str], view: discord.ui.View | None = None
) -> discord.Message | None:
    """Send messages to a channel, with buttons under the last; return the first."""
    first: discord.Message | None = None
    for at, text in enumerate(messages, 1):
        sent = await channel.send(
            text, suppress_embeds=True, allowed_mentions=NOBODY, **_with(view if at == len(messages) else None)
        )
        first = first or sent
    return first


async def whisper(
    interaction: discord.Interaction, messages: Sequence[str], view: discord.ui.View | None = None
) -> None:
    """Send messages that only whoever uses a command or a button sees, with buttons under the last."""
    for at, text in enumerate(messages, 1):
        given = _with(view if at == len(messages) else None)
        if interaction.response.is_done():
            await interaction.followup.send(
                text, ephemeral=True, suppress_embeds=True, allowed_mentions=NOBODY, **given
            )
        else:
            await interaction.response.send_message(
                text, ephemeral=True, suppress_embeds=True, allowed_mentions=NOBODY, **given
            )


def _with(view: discord.ui.View | None) -> dict[str, Any]:
    """Return a view as an argument; Discord's library knows no None for none."""
    return {"view": view} if view is not None else {}
