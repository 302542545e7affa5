"""Where an answer is shown: under a command or a button, or as a reply to a message; edits while people wait."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

import discord

if TYPE_CHECKING:
    from collections.abc import Sequence

NOBODY = discord.AllowedMentions.none()
# The codes of Discord's errors: a token that has run out, and a message that someone deleted meanwhile.
_TOKEN_GONE = {10015, 50027}
_MESSAGE_GONE = 10008

_log = logging.getLogger(__name__)


class Reply(Protocol):
    """Shows what there is so far, then the answer."""

    async def show(self, text: str) -> None:
        """Show a text in place of what was shown; Discord's failing is logged and no more."""
        ...

    async def finish(self, messages: Sequence[str], view: discord.ui.View | None) -> discord.Message | None:
        """Show the answer, with buttons under its last message; return its first message, None where that is gone."""
        ...


class InteractionReply:
    """Answers a command or a button that has been acknowledged."""

    def __init__(self, interaction: discord.Interaction, *, private: bool) -> None:
        """Name the interaction, and whether only whoever made it sees the answer."""
        self._interaction = interaction
        self._private = private

    async def show(self, text: str) -> None:
        """Show a text in place of what was shown."""
        try:
            await self._interaction.edit_original_response(content=text, allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            _log.info("A message couldn't be edited: %s", error)

    async def finish(self, messages: Sequence[str], view: discord.ui.View | None) -> discord.Message | None:
        """Show the answer; where the quarter of an hour that Discord gives is over, in messages of the bot's own."""
        try:
            last = len(messages) == 1
            first = await self._interaction.edit_original_response(
                content=messages[0], view=view if last else None, allowed_mentions=NOBODY
            )
            for at, text in enumerate(messages[1:], 2):
                await self._interaction.followup.send(
                    text,
                    ephemeral=self._private,
                    suppress_embeds=True,
                    allowed_mentions=NOBODY,
                    **_with(view if at == len(messages) else None),
                )
        except discord.HTTPException as error:
            if error.code == _MESSAGE_GONE:
                return None
            channel = self._interaction.channel
            if error.code not in _TOKEN_GONE or self._private or not isinstance(channel, discord.abc.Messageable):
                raise
            return await send_all(channel, messages, view)
        else:
            return first


class MessageReply:
    """Answers a message."""

    def __init__(self, message: discord.Message) -> None:
        """Name the message."""
        self._message = message
        self._shown: discord.Message | None = None

    async def show(self, text: str) -> None:
        """Show a text in place of what was shown."""
        try:
            await self._put(text, None)
        except discord.HTTPException as error:
            _log.info("A message couldn't be sent or edited: %s", error)

    async def finish(self, messages: Sequence[str], view: discord.ui.View | None) -> discord.Message | None:
        """Show the answer."""
        try:
            first = await self._put(messages[0], view if len(messages) == 1 else None)
        except discord.HTTPException as error:
            if error.code == _MESSAGE_GONE:
                return None
            raise
        if messages[1:]:
            await send_all(self._message.channel, messages[1:], view)
        return first

    async def _put(self, text: str, view: discord.ui.View | None) -> discord.Message:
        if self._shown is None:
            self._shown = await self._message.channel.send(
                text,
                reference=self._message.to_reference(fail_if_not_exists=False),
                mention_author=False,
                suppress_embeds=True,
                allowed_mentions=NOBODY,
                **_with(view),
            )
        else:
            self._shown = await self._shown.edit(content=text, view=view, suppress=True, allowed_mentions=NOBODY)
        return self._shown


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
