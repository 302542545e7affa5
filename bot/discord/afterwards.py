"""After a corpus has changed: tell those who follow a question, and mark the answers whose footnotes are outdated."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot.discord.rendering.delivery import NOBODY
from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, shortened
from bot.discord.rendering.reply import with_footnotes
from bot.discord.views.answer_card import marked_card
from bot.messages.wording import say
from bot.service.monitoring.changes import news_on, outdated

if TYPE_CHECKING:
    from bot.service.corpora.corpora import Library
    from bot.service.service import Service
    from bot.service.store.answers import StoredAnswer
    from bot.service.store.followed import Followed

_DAYS_MARKED = 90
_SECONDS_A_DAY = 86_400
# Old answers wait for the new ones: marking takes one of the five calls in five seconds that a channel has.
_SECONDS_BETWEEN_MARKS = 5.0
_LONGEST_QUESTION = 150
_LONGEST_QUOTE = 300

_log = logging.getLogger(__name__)


async def look_after(bot: discord.Client, parts: Service) -> None:
    """Look at the corpora that have changed since they were last looked at."""
    followed = parts.store.following.all()
    for guild in [*parts.servers(), *([None] if parts.has_direct else [])]:
        name = parts.corpora.name_of(guild, parts.servers())
        if name is None:
            continue
        mine = [one for one in followed if one.guild == guild]
        since = parts.clock() - _DAYS_MARKED * _SECONDS_A_DAY
        answers = parts.store.answers.of_server(guild, since=since) if guild else []
        # A corpus that nobody asks is opened only for those who wait to be told.
        if not mine and not (answers and parts.corpora.opened(name)):
            continue
        async with parts.library_named(name) as library:
            fact, generation = f"looked_after:{guild}", str(library.corpus.catalogue.generation())
            before = parts.store.fact(fact)
            if before != generation:
                parts.store.remember(fact, generation)
            if before == generation:
                continue
            for one in mine:
                await _tell(bot, parts, library, one)
            await _mark(bot, parts, library, answers)


async def _tell(bot: discord.Client, parts: Service, library: Library, followed: Followed) -> None:
    if not await _may_know(bot, parts, followed):
        parts.store.following.end(followed.id, person=followed.person)
        return
    news = await parts.workers.run("look_up", news_on, library, followed)
    if not news.keys:
        return
    question = escape(shortened(followed.question, _LONGEST_QUESTION))
    head = say("news", followed.language, question=question)
    quotes = [f"“{escape(shortened(note.quote, _LONGEST_QUOTE))}” [{note.number}]" for note in news.notes]
    text = with_footnotes([head, *quotes, say("news_end", followed.language)], news.notes, followed.language)[0]
    parts.store.following.tell(followed, news.keys)
    try:
        user = await bot.fetch_user(followed.person)
        await user.send(text, suppress_embeds=True, allowed_mentions=NOBODY)
    except discord.Forbidden:
        parts.store.following.end(followed.id, person=followed.person)
    except discord.HTTPException as error:
        _log.info("Someone who follows a question couldn't be told: %s", error)


async def _may_know(bot: discord.Client, parts: Service, followed: Followed) -> bool:
    """Say whether someone is still in the server that they follow from, and may ask there."""
    if followed.guild is None:
        return True
    guild = bot.get_guild(followed.guild)
    try:
        member = await guild.fetch_member(followed.person) if guild else None
    except discord.NotFound:
        return False
    except discord.HTTPException:
        return True  # it is told, or not, the next time
    roles = set(parts.settings(followed.guild).roles)
    return member is not None and (not roles or bool(roles & {role.id for role in member.roles}))


async def _mark(bot: discord.Client, parts: Service, library: Library, answers: list[StoredAnswer]) -> None:
    """Say under each public answer which of its footnotes are outdated; what it says stays as people read it."""
    has_marked = False
    for answer in answers:
        if answer.private or answer.message is None or not answer.answered:
            continue
        changed, gone = await parts.workers.run("look_up", outdated, library, answer)
        mark = _mark_of(changed, gone, answer.language)
        if mark == answer.mark:
            continue
        if has_marked:
            await asyncio.sleep(_SECONDS_BETWEEN_MARKS)
        has_marked = True
        channel = bot.get_partial_messageable(answer.channel, guild_id=answer.guild)
        try:
            message = await channel.fetch_message(answer.message)
            await _put(message, answer.mark, mark)
        except discord.HTTPException as error:
            _log.info("An answer couldn't be marked: %s", error)
        parts.store.answers.mark(answer.id, mark)


async def _put(message: discord.Message, before: str, mark: str) -> None:
    """Put a mark at the end of a message, or of its card, in place of the one before, where it has room."""
    if message.flags.components_v2:
        if card := marked_card(message, before, mark):
            await message.edit(view=card, allowed_mentions=NOBODY)
        return
    text = message.content.removesuffix(f"\n{before}") if before else message.content
    if len(text) + len(mark) < LONGEST_MESSAGE:
        await message.edit(content=f"{text}\n{mark}".rstrip(), allowed_mentions=NOBODY)


def _mark_of(changed: list[int], gone: list[int], language: str) -> str:
    told = [("mark_changed", changed), ("mark_gone", gone)]
    lines = [say(key, language, numbers="".join(f"[{n}]" for n in numbers)) for key, numbers in told if numbers]
    return f"-# ⚠ {' '.join(lines)}" if lines else ""
