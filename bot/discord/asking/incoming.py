"""Messages that are meant for the bot: mentions, replies to it, direct ones, posts of forums, follow-ups in threads."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import discord

from bot.answering.answer import Turn
from bot.discord.asking.answering import answer
from bot.discord.asking.conversation import (
    answers_replied_to,
    conversation_in,
    message_replied_to,
    said_in_thread,
    turns_of,
)
from bot.discord.asking.request import taken_up
from bot.discord.context.error_handler import words_for
from bot.discord.context.visitor import author_of
from bot.discord.rendering.delivery import NOBODY, MessageReply, found_under
from bot.discord.rendering.message_text import is_own_role, material_of, words_of
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.corpora.material import is_text
from bot.service.store.questions import Request
from corpus.language.identify import identify
from corpus.language.statements import asks

if TYPE_CHECKING:
    from bot.service.service import Service
    from bot.service.store.servers import ServerSettings
    from bot.service.store.visitor import Visitor

Meant = Literal["spoken_to", "post", "follow_up", "unasked"]
_ASKING = {discord.MessageType.default, discord.MessageType.reply}
# Refusals that are told to whoever only goes on in a thread, too: they would wait for an answer.
_TOLD_TO_ALL = {"too_many", "too_long", "closing"}
_MUTE = "🔇"
# Whoever mends a question does so soon; an answer of long ago stays as people read it.
_TIME_TO_EDIT = timedelta(minutes=10)

_log = logging.getLogger(__name__)


async def hear(parts: Service, message: discord.Message, own: discord.ClientUser, *, shown: int | None = None) -> None:
    """Answer a message if it is meant for the bot; other bots are never answered.

    `shown` is the bot's message that the answer takes the place of, where the message was answered before.
    """
    if message.author.bot or message.webhook_id or message.type not in _ASKING:
        return
    settings = parts.settings(message.guild.id if message.guild else None)
    meant = _meant(message, own, settings)
    if meant is None:
        return
    words = words_of(message, own)
    if meant == "post" and isinstance(message.channel, discord.Thread):
        words = f"{message.channel.name}\n{words}".strip()
    elif not words and (about := message_replied_to(message, own)):
        words = words_of(about, own)  # nothing but the mention, under someone's message: that is what is asked
    visitor = author_of(message, words, settings)
    try:
        if not may_write(message):
            if meant == "spoken_to":
                await _tell_elsewhere(parts, message, visitor)
        elif not words:
            await _hint(parts, message, visitor, own, meant)
        else:
            await _ask(parts, message, await _request(parts, message, own, visitor, words, meant), meant, shown)
    except discord.HTTPException as error:
        _log.warning("Nothing could be written in channel %d: %s", message.channel.id, error)


async def hear_again(parts: Service, message: discord.Message, own: discord.ClientUser) -> None:
    """Answer a message anew in place of its answer, where its words were changed soon after it was written."""
    edited = message.edited_at
    if message.author.bot or edited is None or edited - message.created_at > _TIME_TO_EDIT:
        return
    if _meant(message, own, parts.settings(message.guild.id if message.guild else None)) is None:
        return
    kept = parts.store.answers.to(message.id, message.channel.id)
    if kept and kept.put == words_of(message, own):
        return  # Discord tells of an edit, too, when it has looked up a link
    shown = kept.message if kept else None
    for question in parts.store.questions.all():
        if question.request.message == message.id and (waiting := parts.waiting.get(question.id)):
            if question.request.words == words_of(message, own):
                return
            await waiting.supersede()
            shown = waiting.shown or shown
    if shown is None:
        shown = await found_under(message.channel, message.id, own)
    await hear(parts, message, own, shown=shown)


async def _request(  # noqa: PLR0913, PLR0917 -- what a message is read with
    parts: Service, message: discord.Message, own: discord.ClientUser, visitor: Visitor, words: str, meant: Meant
) -> Request:
    """Return the question of a message with what it goes on from, the nearest first: a reply, its thread."""
    kept = answers_replied_to(parts, message, visitor)
    turns: tuple[Turn, ...] = ()
    about = message_replied_to(message, own)
    if about and (said := words_of(about, own)) and said != words:
        turns = (Turn(question=said, answer=""),)
    elif not kept and meant != "post":
        kept = conversation_in(parts, visitor, but=message.id)
        turns = () if kept or not parts.sees_content else await said_in_thread(message, own)
    return Request(
        visitor=visitor,
        words=words,
        conversation=turns or turns_of(kept),
        follows=kept[-1].id if kept else "",
        message=message.id,
        attached=any(is_text(one.filename) for one in message.attachments),
        unasked=meant == "unasked",
    )


async def _ask(parts: Service, message: discord.Message, request: Request, meant: Meant, shown: int | None) -> None:
    try:
        material = await material_of(message)
        with taken_up(parts, request, reply_to(message, shown), shown=shown, material=material) as asking:
            await answer(parts, asking)
    except RefusedError as refusal:
        if meant == "spoken_to" or (meant != "unasked" and refusal.key in _TOLD_TO_ALL):
            await _refuse(message, words_for(refusal, parts, request.visitor.language))


async def _hint(
    parts: Service, message: discord.Message, visitor: Visitor, own: discord.ClientUser, meant: Meant
) -> None:
    """Tell how to ask whoever wrote no words, or words that the bot isn't given."""
    hidden = message.guild is not None and own not in message.mentions and not parts.sees_content
    if meant == "spoken_to" or (hidden and _first_hidden(parts, visitor)):
        key = "need_content" if hidden else "hint_about" if message_replied_to(message, own) else "hint"
        await reply_to(message).finish(say(key, visitor.language))


def reply_to(message: discord.Message, shown: int | None = None) -> MessageReply:
    """Return a reply under a message, or in place of the one `shown` there."""
    reference = message.to_reference(fail_if_not_exists=False)
    partial = discord.PartialMessage(channel=message.channel, id=shown) if shown else None
    return MessageReply(message.channel, reference, where=message.channel.id, shown=partial)


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
    if message.guild is None or own in message.mentions or any(is_own_role(one, own) for one in message.role_mentions):
        return "spoken_to"
    replied = message.reference and message.reference.resolved
    if isinstance(replied, discord.Message) and replied.author.id == own.id:
        return "spoken_to"
    if not isinstance(message.channel, discord.Thread):
        return "unasked" if _asks_the_room(message, settings) else None
    # A forum gives a post's thread the id of its first message.
    if message.channel.parent_id in settings.forums:
        return "post" if message.id == message.channel.id else None
    mine = message.channel.owner_id == own.id
    return "follow_up" if mine and settings.follow and not message.mentions else None


def _asks_the_room(message: discord.Message, settings: ServerSettings) -> bool:
    """Say whether a message asks everyone something in a channel where the bot may answer unasked."""
    if not settings.of_channel(message.channel.id).unasked or message.mentions or message.reference:
        return False
    return asks(message.content, identify(message.content, fallback="en"))


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
