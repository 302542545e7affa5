"""Where an answer is shown: under a command or a button, or as a reply to a message; edits while people wait."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeVar, cast

import discord

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Sequence

NOBODY = discord.AllowedMentions.none()
AnyView = discord.ui.View | discord.ui.LayoutView
"""Buttons under a text, or a layout in its place: Discord takes no text beside one."""
NOT_SHOWN = 400
"""What Discord answers to a message that it can't show, such as a text in place of a layout."""
# The codes of Discord's errors: a token that has run out.
TOKEN_GONE = {10015, 50027}
SECONDS_OF_A_TOKEN = 14 * 60.0
"""A command's token lives for fifteen minutes; the last one is left for answering."""
# What Discord calls the message that a command was acknowledged with; its library expects a number there.
_ORIGINAL = cast("int", "@original")
# Of a channel, and of a message, that someone deleted meanwhile.
_GONE = {10003, 10008}

# An answer stands soon after its question; so many messages are looked through for it.
_MESSAGES_LOOKED_THROUGH = 50

_T = TypeVar("_T")
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

    async def show(self, text: str, view: AnyView | None = None) -> None:
        """Show a text, or a layout that says it, in place of what was shown; Discord's failing is only logged."""
        try:
            await self._put(text, view)
        except discord.HTTPException as error:
            _log.info("A message couldn't be sent or edited: %s", error)

    async def finish(self, text: str, view: AnyView | None = None) -> discord.Message | None:
        """Show the answer; return its message, None where that, or its channel, is gone."""
        try:
            return await self._put(text, view)
        except discord.HTTPException as error:
            if error.code in _GONE:
                _log.info("There was nobody left to answer: %s", error)
                return None
            raise

    @abstractmethod
    async def _put(self, text: str, view: AnyView | None) -> discord.Message:
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

    async def _put(self, text: str, view: AnyView | None) -> discord.Message:
        if self._shown is None:
            self._shown = await self._begun(text, view)
            self.on_shown(self._shown.id)
            if not self._is_told_first(view):
                return self._shown
        try:
            sent = await self._shown.edit(**_shown(text, view), allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            if error.status != NOT_SHOWN or isinstance(view, discord.ui.LayoutView):
                raise
            # It is a layout by now, and stays one.
            sent = await self._shown.edit(content=None, view=as_layout(text, view), allowed_mentions=NOBODY)
        self._shown = sent
        return sent

    async def _begun(self, text: str, view: AnyView | None) -> discord.Message:
        given = _with(text, None if self._is_told_first(view) else view)
        if self._asking is not None:
            given |= {"reference": self._asking, "mention_author": False}
        return await self._channel.send(suppress_embeds=True, allowed_mentions=NOBODY, **given)

    def _is_told_first(self, view: AnyView | None) -> bool:
        """Say whether a layout begins as a text: people are notified of direct messages, of a layout without words."""
        is_direct = getattr(self._channel, "type", None) is discord.ChannelType.private
        return is_direct and isinstance(view, discord.ui.LayoutView)


class InteractionReply(Reply):
    """Answers a command or a button that has been acknowledged; once its token has run out, in its channel.

    What only one person may see is then told in a direct message, as a text: the buttons of its answer work where that
    was asked for.
    """

    def __init__(self, interaction: discord.Interaction, *, private: bool) -> None:
        """Name the interaction, and whether only whoever made it sees the answer."""
        super().__init__(interaction.id)
        self._interaction = interaction
        self._private = private
        self._shown: int | None = None
        self._token_gone = False
        self._direct: discord.Message | None = None

    async def _put(self, text: str, view: AnyView | None) -> discord.Message:
        if not self._token_gone:
            try:
                sent = await self._interaction.edit_original_response(**_shown(text, view), allowed_mentions=NOBODY)
            except discord.HTTPException as error:
                if error.code not in TOKEN_GONE:
                    raise
                self._token_gone = True
            else:
                self._remember(sent.id)
                return sent
        channel = self._interaction.channel_id
        if self._private or channel is None:
            return await self._put_directly(text)
        partial = self._interaction.client.get_partial_messageable(channel, guild_id=self._interaction.guild_id)
        sent = await _put_in(partial, self._shown, text, view)
        self._remember(sent.id)
        return sent

    def _remember(self, message: int) -> None:
        if self._shown != message:
            self._shown = message
            self.on_shown(message)

    async def _put_directly(self, text: str) -> discord.Message:
        if self._direct is None:
            self._direct = await self._interaction.user.send(text, suppress_embeds=True, allowed_mentions=NOBODY)
        else:
            self._direct = await self._direct.edit(**_shown(text, None), allowed_mentions=NOBODY)
        return self._direct


class TokenReply(Reply):
    """Answers a command by its token alone, after a restart; in its channel where the token opens nothing any more.

    What the token opens is the one message that the command was acknowledged with, whether or not the bot lived to
    remember what it showed there: a further one would leave that as it is, and be seen by all.
    """

    def __init__(
        self, webhook: discord.Webhook, shown: int | None, channel: discord.PartialMessageable | None = None
    ) -> None:
        """Name what the token opens, the message that shows how it goes, and the channel if all there may see it."""
        super().__init__(webhook.token)
        self._webhook = webhook
        self._shown = shown
        self._channel = channel
        self._token_gone = False

    async def _put(self, text: str, view: AnyView | None) -> discord.Message:
        sent = await self._put_by_token(text, view)
        if self._shown != sent.id:
            self._shown = sent.id
            self.on_shown(sent.id)
        return sent

    async def _put_by_token(self, text: str, view: AnyView | None) -> discord.Message:
        if self._channel is not None and self._token_gone:
            return await _put_in(self._channel, self._shown, text, view)
        try:
            return await self._webhook.edit_message(_ORIGINAL, **_shown(text, view), allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            if error.code not in TOKEN_GONE or self._channel is None:
                raise
            self._token_gone = True
        return await _put_in(self._channel, self._shown, text, view)


async def _put_in(
    channel: discord.PartialMessageable, shown: int | None, text: str, view: AnyView | None
) -> discord.Message:
    """Change a message that a token showed, which is the bot's own and needs none; send one where there is none."""
    if shown is not None:
        return await channel.get_partial_message(shown).edit(**_shown(text, view), allowed_mentions=NOBODY)
    return await channel.send(suppress_embeds=True, allowed_mentions=NOBODY, **_with(text, view))


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
    channel: discord.abc.Messageable, messages: Sequence[str], view: AnyView | None = None
) -> discord.Message | None:
    """Send messages to a channel, with buttons under the last; return the first."""
    first: discord.Message | None = None
    for at, text in enumerate(messages, 1):
        sent = await channel.send(
            suppress_embeds=True, allowed_mentions=NOBODY, **_with(text, view if at == len(messages) else None)
        )
        first = first or sent
    return first


async def card_or_text(
    put: Callable[[AnyView | None], Awaitable[_T]],
    card: discord.ui.LayoutView | None,
    buttons: discord.ui.View | None = None,
) -> _T:
    """Show a card, or a text with buttons where there is no card or Discord refuses it.

    `put` shows the card that it is given, or the text with what it is given under it.
    """
    if card:
        try:
            return await put(card)
        except discord.HTTPException as error:
            if error.status != NOT_SHOWN:
                raise
            _log.warning("A card couldn't be shown, and was told as a text: %s", error)
    return await put(buttons)


async def whisper(interaction: discord.Interaction, messages: Sequence[str], view: AnyView | None = None) -> None:
    """Send messages that only whoever uses a command or a button sees, with buttons under the last."""
    for at, text in enumerate(messages, 1):
        given = _with(text, view if at == len(messages) else None)
        send = interaction.followup.send if interaction.response.is_done() else interaction.response.send_message
        await send(ephemeral=True, suppress_embeds=True, allowed_mentions=NOBODY, **given)


def as_layout(text: str, view: discord.ui.View | None) -> discord.ui.LayoutView:
    """Return a text with its buttons as a layout."""
    layout = discord.ui.LayoutView(timeout=None)
    layout.add_item(discord.ui.TextDisplay(text))
    if view and view.children:
        layout.add_item(discord.ui.ActionRow(*cast("list[Any]", view.children)))
    layout.stop()
    return layout


def _with(text: str, view: AnyView | None) -> dict[str, Any]:
    """Return what is sent as arguments; Discord's library knows no None for none."""
    if isinstance(view, discord.ui.LayoutView):
        return {"view": view}
    return {"content": text, "view": view} if view is not None else {"content": text}


def _shown(text: str, view: AnyView | None) -> dict[str, Any]:
    """Return what takes the place of a message as arguments."""
    return {"content": None if isinstance(view, discord.ui.LayoutView) else text, "view": view}
