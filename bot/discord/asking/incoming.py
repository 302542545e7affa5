"""Messages that are meant for the bot: mentions, replies to it, direct ones, posts of forums, follow-ups in threads."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import discord

from bot.discord.asking.answering import answer, conversation_in
from bot.discord.asking.request import Request, taken_up
from bot.discord.context.error_handler import words_for
from bot.discord.context.visitor import author_of
from bot.discord.rendering.delivery import NOBODY, MessageReply
from bot.discord.rendering.message_text import words_of
from bot.messages.wording import say
from bot.service.failures import RefusedError

if TYPE_CHECKING:
    from bot.discord.context.visitor import Visitor
    from bot.service.service import Service
    from bot.service.store.servers import ServerSettings

Meant = Literal["spoken_to", "post", "follow_up"]
_ASKING = {discord.MessageType.default, discord.MessageType.reply}
# Refusals that are told to whoever only goes on in a thread, too: they would wait for an answer.
_TOLD_TO_ALL = {"too_many", "too_long", "closing"}
_MUTE = "🔇"

_log = logging.getLogger(__name__)


async def hear(parts: Service, message: discord.Message, own: discord.ClientUser) -> None:
    """Answer a message if it is meant for the bot; other bots are never answered."""
    if message.author.bot or message.webhook_id or message.type not in _ASKING:
        return
    settings = parts.settings(message.guild.id if message.guild else None)
    meant = _meant(message, own, settings)
    if meant is None:
        return
    words = words_of(message, own)
    if meant == "post" and isinstance(message.channel, discord.Thread):
        words = f"{message.channel.name}\n{words}".strip()
    visitor = author_of(message, words, settings)
    try:
        if not may_write(message):
            if meant == "spoken_to":
                await _tell_elsewhere(parts, message, visitor)
        elif not words:
            await _hint(parts, message, visitor, own, meant)
        else:
            await _ask(parts, message, visitor, words, meant)
    except discord.HTTPException as error:
        _log.warning("Nothing could be written in channel %d: %s", message.channel.id, error)


async def _ask(parts: Service, message: discord.Message, visitor: Visitor, words: str, meant: Meant) -> None:
    in_thread = visitor.parent is not None and meant != "post"
    conversation = conversation_in(parts, visitor) if in_thread else ()
    request = Request(visitor=visitor, words=words, conversation=conversation, message=message.id)
    try:
        with taken_up(parts, request, reply_to(message)) as asking:
            await answer(parts, asking)
    except RefusedError as refusal:
        if meant == "spoken_to" or refusal.key in _TOLD_TO_ALL:
            await _refuse(message, words_for(refusal, parts, visitor.language))


async def _hint(
    parts: Service, message: discord.Message, visitor: Visitor, own: discord.ClientUser, meant: Meant
) -> None:
    """Tell how to ask whoever wrote no words, or words that the bot isn't given."""
    hidden = message.guild is not None and own not in message.mentions and not parts.sees_content
    if meant == "spoken_to" or (hidden and _first_hidden(parts, visitor)):
        await reply_to(message).finish(say("need_content" if hidden else "hint", visitor.language))


def reply_to(message: discord.Message) -> MessageReply:
    """Return a reply under a message."""
    reference = message.to_reference(fail_if_not_exists=False)
    return MessageReply(message.channel, reference, where=message.channel.id)


def may_write(message: discord.Message) -> bool:
    """Say whether the bot may answer where a message stands."""
    if message.guild is None:
        return True
    may = message.channel.permissions_for(message.guild.me)
    return may.send_messages_in_threads if isinstance(message.channel, discord.Thread) else may.send_messages


async def _tell_elsewhere(parts: Service, message: discord.Message, visitor: Visitor) -> None:
    """Tell whoever asks where the bot may not write that it can't, in private or by a sign, and those who manage it."""
    if message.guild:
        parts.unwritable[message.channel.id] = (message.guild.id, parts.clock())
    _log.warning("I may not write in channel %d", message.channel.id)
    sentence = words_for(RefusedError("may_not_write", channels=(message.channel.id,)), parts, visitor.language)
    try:
        await message.author.send(sentence, allowed_mentions=NOBODY)
    except discord.HTTPException:
        await message.add_reaction(_MUTE)


def _meant(message: discord.Message, own: discord.ClientUser, settings: ServerSettings) -> Meant | None:
    """Return why a message is meant for the bot, None where it isn't."""
    if message.guild is None or own in message.mentions:
        return "spoken_to"
    replied = message.reference and message.reference.resolved
    if isinstance(replied, discord.Message) and replied.author.id == own.id:
        return "spoken_to"
    if not isinstance(message.channel, discord.Thread):
        return None
    # A forum gives a post's thread the id of its first message.
    if message.channel.parent_id in settings.forums:
        return "post" if message.id == message.channel.id else None
    mine = message.channel.owner_id == own.id
    return "follow_up" if mine and settings.follow and not message.mentions else None


def _first_hidden(parts: Service, visitor: Visitor) -> bool:
    """Say whether this is the first message of a thread whose words are hidden: people are told once, not each time."""
    if visitor.channel in parts.told_hidden or visitor.refusal(parts.settings(visitor.guild)):
        return False
    parts.told_hidden.add(visitor.channel)
    return True


async def _refuse(message: discord.Message, sentence: str) -> None:
    """Say why a question isn't answered, in private where its author lets the bot write to them."""
    try:
        await message.author.send(sentence, allowed_mentions=NOBODY)
    except discord.HTTPException:
        await reply_to(message).finish(sentence)
