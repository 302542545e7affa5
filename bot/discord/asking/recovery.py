"""After a start: answer the questions that an earlier run of the bot left open, or close them with a sentence."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.discord.asking.answering import answer
from bot.discord.asking.request import Request, lined_up
from bot.discord.context.visitor import Visitor
from bot.discord.rendering.delivery import NOBODY, MessageReply, TokenReply
from bot.messages.wording import language_of, say
from bot.service.failures import RefusedError

if TYPE_CHECKING:
    from bot.discord.rendering.delivery import Reply
    from bot.service.service import Service
    from bot.service.store.questions import OpenQuestion

# A command's token lives for fifteen minutes; the last one is left for answering.
_SECONDS_OF_A_TOKEN = 14 * 60.0
# Whoever asked so long ago has gone on to something else.
_SECONDS_WORTH_ANSWERING = 3600.0
# An answer stands soon after its question; so many messages are looked through for it.
_MESSAGES_LOOKED_THROUGH = 50

_log = logging.getLogger(__name__)


async def recover(bot: discord.Client, parts: Service) -> None:
    """Take up what was left open, in the order of asking; none is answered twice."""
    left = [one for one in parts.store.questions.all() if one.id not in parts.waiting]
    if left:
        _log.info("%d questions were left open", len(left))
    await asyncio.gather(*(_recovered(bot, parts, question) for question in left))


async def _recovered(bot: discord.Client, parts: Service, question: OpenQuestion) -> None:
    try:
        age = parts.clock() - question.asked
        reply = await _reply(bot, question, age)
        if reply is None:
            await _tell_in_private(bot, question)
        elif age > _SECONDS_WORTH_ANSWERING:
            await reply.finish(say("closed_unanswered", language_of(question.language)))
        else:
            await _answer(parts, question, reply)
            return
    except (discord.HTTPException, RefusedError) as error:
        _log.info("A question that was left open can't be answered any more: %s", error)
    except Exception:  # noqa: BLE001 -- the others are taken up, and the log has why
        _log.exception("A question that was left open couldn't be taken up")
    parts.store.questions.close(question.id)


async def _answer(parts: Service, question: OpenQuestion, reply: Reply) -> None:
    visitor = Visitor(
        person=question.person,
        guild=question.guild,
        channel=question.channel,
        parent=question.parent,
        roles=frozenset(question.roles),
        manages_server=question.manages_server,
        language=language_of(question.language),
    )
    request = Request(
        visitor=visitor,
        words=question.words,
        filters=question.filters,
        private=question.private,
        conversation=question.conversation,
        message=question.message,
        token=question.token,
        id=question.id,
    )
    with lined_up(parts, request, reply, asked=question.asked, shown=question.shown) as asking:
        await answer(parts, asking)


async def _reply(bot: discord.Client, question: OpenQuestion, age: float) -> Reply | None:
    """Return where a question is answered, None where nobody but its asker may see it and its token has run out.

    Raises:
        HTTPException: its channel is gone, or closed to the bot.
    """
    if question.token and age < _SECONDS_OF_A_TOKEN and bot.application_id is not None:
        webhook = discord.Webhook.partial(bot.application_id, question.token, client=bot)
        return TokenReply(webhook, question.shown)
    if question.private:
        return None
    channel = await _channel(bot, question)
    shown = question.shown
    if question.message and shown is None:
        shown = await _found_under(bot, channel, question.message)
    partial = channel.get_partial_message(shown) if shown else None
    reference = None
    if question.message:
        reference = discord.MessageReference(
            message_id=question.message, channel_id=question.channel, guild_id=question.guild, fail_if_not_exists=False
        )
    return MessageReply(channel, reference, where=question.channel, shown=partial)


async def _channel(bot: discord.Client, question: OpenQuestion) -> discord.PartialMessageable:
    if question.guild is None:
        user = await bot.fetch_user(question.person)
        direct = await user.create_dm()
        return bot.get_partial_messageable(direct.id, type=discord.ChannelType.private)
    return bot.get_partial_messageable(question.channel, guild_id=question.guild)


async def _found_under(bot: discord.Client, channel: discord.PartialMessageable, message: int) -> int | None:
    """Return the bot's message under another that the bot didn't live to remember."""
    after = discord.Object(message)
    async for one in channel.history(limit=_MESSAGES_LOOKED_THROUGH, after=after, oldest_first=True):
        mine = bot.user is not None and one.author.id == bot.user.id
        if mine and one.reference and one.reference.message_id == message:
            return one.id
    return None


async def _tell_in_private(bot: discord.Client, question: OpenQuestion) -> None:
    user = await bot.fetch_user(question.person)
    await user.send(say("closed_in_private", language_of(question.language)), allowed_mentions=NOBODY)
