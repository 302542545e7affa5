"""What a question goes on from: the answer or the message that it replies to, its thread, direct messages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.answering.answer import Turn
from bot.discord.rendering.message_text import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.service.service import Service
    from bot.service.store.answers import StoredAnswer
    from bot.service.store.visitor import Visitor

_TURNS_REMEMBERED = 8
# Of a thread that people began by themselves: its first message and what was said just before.
_MESSAGES_READ = 5
# Whoever comes back to direct messages after an hour begins anew.
_SECONDS_OF_A_CONVERSATION = 3600.0

_log = logging.getLogger(__name__)


def conversation_in(parts: Service, visitor: Visitor, *, but: int | None = None) -> list[StoredAnswer]:
    """Return the answers of a thread, or of direct messages of late, so far; the oldest first.

    That to the message `but` is left out: it is asked anew.
    """
    if visitor.parent is None and visitor.guild is not None:
        return []
    kept = parts.store.answers.conversation(visitor.channel, guild=visitor.guild, limit=_TURNS_REMEMBERED)
    since = parts.clock() - _SECONDS_OF_A_CONVERSATION if visitor.guild is None else 0.0
    return [one for one in kept if one.asked >= since and (but is None or one.question != but)]


def turns_of(answers: Iterable[StoredAnswer]) -> tuple[Turn, ...]:
    """Return answers as the engine reads a conversation."""
    return tuple(Turn(question=one.words, answer=one.text) for one in answers)


def answers_replied_to(parts: Service, message: discord.Message, visitor: Visitor) -> list[StoredAnswer]:
    """Return the answer that a message replies to, and those before it, the oldest first."""
    replied = message.reference.message_id if message.reference else None
    if replied is None:
        return []
    return parts.store.answers.up_to(replied, guild=visitor.guild, person=visitor.person, limit=_TURNS_REMEMBERED)


def message_replied_to(message: discord.Message, own: discord.ClientUser) -> discord.Message | None:
    """Return the message of someone else that a message replies to."""
    replied = message.reference.resolved if message.reference else None
    return replied if isinstance(replied, discord.Message) and replied.author.id != own.id else None


async def said_in_thread(message: discord.Message, own: discord.ClientUser) -> tuple[Turn, ...]:
    """Return what people said in a thread before a message, the oldest first, with what the thread began at.

    It is empty where the bot may not read it.
    """
    if not isinstance(message.channel, discord.Thread):
        return ()
    said: list[str] = []
    try:
        async for one in message.channel.history(limit=_MESSAGES_READ, before=message):
            is_starter = one.type is discord.MessageType.thread_starter_message
            first = one.reference.resolved if is_starter and one.reference else one
            if isinstance(first, discord.Message) and not first.author.bot:
                said.append(words_of(first, own))
    except discord.HTTPException as error:
        _log.info("A thread couldn't be read: %s", error)
    return tuple(Turn(question=words, answer="") for words in reversed(said) if words)
