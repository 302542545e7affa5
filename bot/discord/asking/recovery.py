"""Answer the questions that a process left open which has ended, or close them with a sentence."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

import discord

from bot.discord.asking.answering import answer
from bot.discord.asking.request import lined_up
from bot.discord.rendering.delivery import NOBODY, SECONDS_OF_A_TOKEN, MessageReply, TokenReply, found_under
from bot.discord.rendering.message_text import material_of
from bot.failures import RefusedError
from bot.messages.wording import say
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from bot.discord.rendering.delivery import Reply
    from bot.service.corpora.material import Material
    from bot.service.service import Service
    from bot.service.store.questions import OpenQuestion
    from bot.service.store.visitor import Visitor

# Whoever asked so long ago has gone on to something else.
_SECONDS_WORTH_ANSWERING = 3600.0
_SECONDS_BETWEEN_LOOKS = 5.0
# The others that are left share what one process has left.
_MOST_AT_A_LOOK = 16

_log = logging.getLogger(__name__)


async def recover(bot: discord.Client, parts: Service) -> None:
    """Take up what was left open, in the order of asking, and go on looking where others share the store.

    Whichever process takes a question answers it, since Discord lets all of them write everywhere.
    """
    async with asyncio.TaskGroup() as answering:
        while not parts.underway.closing:
            for question in await _left_open(parts):
                answering.create_task(_recovered(bot, parts, question))
            if not parts.store.is_shared:
                return
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


async def _left_open(parts: Service) -> list[OpenQuestion]:
    most = _MOST_AT_A_LOOK if parts.store.is_shared else sys.maxsize
    try:
        left = await parts.workers.run("look_up", parts.store.questions.take_over, most)
    except FootnoteError as error:
        _log.warning("%s", error)
        return []
    if left:
        _log.info("%d questions were left open", len(left))
    return left


async def _recovered(bot: discord.Client, parts: Service, question: OpenQuestion) -> None:
    try:
        age = parts.clock() - question.asked
        reply = await _reply(bot, question, age)
        if question.request.unasked and (reply is None or age > _SECONDS_WORTH_ANSWERING):
            _log.info("A question that nobody asked the bot isn't answered so late")
        elif reply is None:
            await _tell_in_private(bot, question)
        elif age > _SECONDS_WORTH_ANSWERING:
            await reply.finish(say("closed_unanswered", question.request.visitor.language))
        else:
            if not await _answer(parts, question, reply, await _material(bot, question)):
                await _tell_in_private(bot, question)
            return
    except (discord.HTTPException, RefusedError) as error:
        _log.info("A question that was left open can't be answered any more: %s", error)
    except Exception:  # noqa: BLE001 -- the others are taken up, and the log has why
        _log.exception("A question that was left open couldn't be taken up")
    parts.store.questions.close(question.id)


async def _answer(parts: Service, question: OpenQuestion, reply: Reply, material: Material | None) -> bool:
    """Answer a question; say whether whoever asked could be told anything."""
    asked, shown = question.asked, question.shown
    with lined_up(parts, question.request, reply, asked=asked, shown=shown, material=material) as asking:
        await answer(parts, asking)
    return not asking.unreachable


async def _material(bot: discord.Client, question: OpenQuestion) -> Material | None:
    """Return what is attached to the message that asks, which alone has it."""
    request = question.request
    if not (request.attached and request.message):
        return None
    return await material_of(await (await _channel(bot, request.visitor)).fetch_message(request.message))


async def _reply(bot: discord.Client, question: OpenQuestion, age: float) -> Reply | None:
    """Return where a question is answered, None where nobody but its asker may see it and its token has run out.

    Raises:
        HTTPException: its channel is gone, or closed to the bot.
    """
    request, shown = question.request, question.shown
    if request.token and age < SECONDS_OF_A_TOKEN and bot.application_id is not None:
        webhook = discord.Webhook.partial(bot.application_id, request.token, client=bot)
        channel = None if request.private else await _channel(bot, request.visitor)
        return TokenReply(webhook, shown, channel)
    if request.private:
        return None
    channel = await _channel(bot, request.visitor)
    if request.message and shown is None and bot.user:
        shown = await found_under(channel, request.message, bot.user)
    partial = channel.get_partial_message(shown) if shown else None
    reference = None
    if request.message:
        reference = discord.MessageReference(
            message_id=request.message, channel_id=channel.id, guild_id=request.visitor.guild, fail_if_not_exists=False
        )
    return MessageReply(channel, reference, where=request.visitor.channel, shown=partial)


async def _channel(bot: discord.Client, visitor: Visitor) -> discord.PartialMessageable:
    if visitor.guild is None:
        user = await bot.fetch_user(visitor.person)
        direct = await user.create_dm()
        return bot.get_partial_messageable(direct.id, type=discord.ChannelType.private)
    return bot.get_partial_messageable(visitor.channel, guild_id=visitor.guild)


async def _tell_in_private(bot: discord.Client, question: OpenQuestion) -> None:
    visitor = question.request.visitor
    user = await bot.fetch_user(visitor.person)
    await user.send(say("closed_in_private", visitor.language), allowed_mentions=NOBODY)
