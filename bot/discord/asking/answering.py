"""Answer a question on Discord: what was found first, then what is being done, then the answer with its footnotes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.answering.reply import NoteCode, ReplyCode
from bot.discord.asking.request import asker_of
from bot.discord.context.error_handler import words_for
from bot.discord.rendering.card import render_card
from bot.discord.rendering.delivery import SECONDS_OF_A_TOKEN, TOKEN_GONE, card_or_text
from bot.discord.rendering.reply import render
from bot.discord.views.answer_buttons import answer_buttons
from bot.discord.views.answer_card import answer_card
from bot.documents.export import markdown
from bot.messages.replies import in_words
from bot.messages.wording import say
from bot.service.admission.queue import PostponedError
from bot.service.answering import WithdrawnError
from bot.service.notes import notes_of
from bot.service.store.answers import StoredAnswer, new_id

if TYPE_CHECKING:
    from bot.answering.answer import Outcome
    from bot.answering.reply import Reply
    from bot.discord.asking.request import Asking
    from bot.discord.rendering.card import Card
    from bot.discord.rendering.delivery import AnyView
    from bot.service.service import Service

# One message, whose edit is one step: a bot that is killed gives no answer twice. The rest is behind a button.
_SHOWN_MESSAGES = 1

_NOTHING_ASKED = {NoteCode.NO_WORDS, NoteCode.NOTHING_BEFORE}

_log = logging.getLogger(__name__)


async def answer(parts: Service, asking: Asking) -> discord.Message | None:
    """Answer a question that was lined up; return the message with the answer, None where there is none.

    Whatever goes wrong, the person gets a sentence.
    """
    parts.counts["questions"] += 1
    language = asking.request.visitor.language
    if not asking.request.unasked:
        asking.live.begin()
        if parts.pace.may_type(asking.reply.where):
            await asking.reply.begin()
    try:
        outcome = await asking.joined.outcome()
        await asking.live.close()
        if not parts.store.questions.is_own(asking.request.id):
            _log.warning("Another process answers a question that this one has answered too late")
            return None
        return await _give(parts, asking, outcome)
    except WithdrawnError:
        if not asking.joined.superseded:
            await _say(parts, asking, say("withdrawn", language))
    except PostponedError:
        asking.postponed = True
        await _say(parts, asking, _postponed(parts, asking))
    except discord.Forbidden:
        _log.warning("I may not write in channel %d", asking.request.visitor.channel)
    except Exception as error:  # noqa: BLE001 -- the last door: people get a sentence, the log the rest
        if isinstance(error, discord.HTTPException) and error.code in TOKEN_GONE:
            _log.warning("A command's token opens nothing any more: %s", error)
            asking.unreachable = True
            return None
        await _say(parts, asking, words_for(error, parts, language))
    finally:
        await asking.live.close()
    return None


async def _give(parts: Service, asking: Asking, outcome: Outcome) -> discord.Message | None:
    """Show an answer, and keep it for its buttons; a greeting has none, and of what was attached nothing is kept.

    Where nobody asked the bot, it says what it is sure of and else nothing, as if nothing had been asked.
    """
    if asking.request.unasked and not outcome.reply.is_sure:
        parts.limits.uncount(asker_of(asking.request), parts.settings(asking.request.visitor.guild))
        return None
    _count(parts, asking, outcome)
    messages = render(outcome, asking.links)
    if _leads_nowhere(outcome.reply) or asking.request.attached:
        return await _finish(parts, asking, messages[0])
    card = None if parts.settings(asking.request.visitor.guild).plain_text else render_card(outcome, asking.links)
    kept = _stored(parts, asking, outcome, card.rest if card else tuple(messages[_SHOWN_MESSAGES:]))
    # It is kept before it is shown, so that no button is without its answer.
    parts.store.answers.keep(kept)
    message = await _finish_with(parts, asking, messages[0], card, kept)
    if message:
        parts.store.answers.placed(kept.id, message.id)
    return message


async def _finish_with(
    parts: Service, asking: Asking, text: str, card: Card | None, kept: StoredAnswer
) -> discord.Message | None:
    """Show an answer as a card, or as a text where there is none or Discord refuses it."""
    language = asking.request.visitor.language

    async def put(view: AnyView | None) -> discord.Message | None:
        return await _finish(parts, asking, text, view)

    view = answer_card(card, kept, language) if card else None
    return await card_or_text(put, view, answer_buttons(kept, language))


def _stored(parts: Service, asking: Asking, outcome: Outcome, rest: tuple[str, ...]) -> StoredAnswer:
    request = asking.request
    return StoredAnswer(
        id=new_id(),
        guild=request.visitor.guild,
        channel=request.visitor.channel,
        message=None,
        asker=request.visitor.person,
        private=request.private,
        asked=parts.clock(),
        words=outcome.question.text,
        filters=request.filters,
        language=request.visitor.language,
        text=_told(outcome),
        answered=not outcome.reply.abstained,
        notes=notes_of(outcome.reply, asking.links),
        passages=asking.passages,
        rest=rest,
        question=request.message,
        put=request.words,
        follows=request.follows,
        markdown=markdown(outcome, asking.links.of_reply(outcome.reply.citations or outcome.reply.nearest)),
        corpus=asking.links.corpus,
        everyone=request.visitor.among_all and not request.private,
    )


def _leads_nowhere(reply: Reply) -> bool:
    """Say whether a reply is one that nobody follows, marks or asks for again: a greeting, or that nothing is asked."""
    return reply.code is ReplyCode.SMALL_TALK or any(note.code in _NOTHING_ASKED for note in reply.notes)


def _told(outcome: Outcome) -> str:
    """Return what a reply said, as a conversation goes on from it: without the numbers of its footnotes."""
    reply = outcome.reply
    if reply.abstained:
        return in_words(reply, outcome.question.language)
    return " ".join(sentence.text for sentence in reply.sentences)


def _count(parts: Service, asking: Asking, outcome: Outcome) -> None:
    if outcome.failure:
        parts.counts["without_model"] += 1
        _log.warning("A question was answered without the chat model: %s", outcome.failure)
    if outcome.reply.code is ReplyCode.SMALL_TALK:
        parts.limits.uncount(asker_of(asking.request), parts.settings(asking.request.visitor.guild))
    parts.counts["abstentions" if outcome.reply.abstained else "answers"] += 1
    parts.counts["answer_ms"] += outcome.timings.total
    parts.counts["tokens_read"] += outcome.tokens.read
    parts.counts["tokens_written"] += outcome.tokens.written


def _postponed(parts: Service, asking: Asking) -> str:
    """Return what is told when the bot stops: a private answer comes by a command's token alone, while that lives."""
    request = asking.request
    if not (request.private and request.token):
        return say("postponed", request.visitor.language)
    minutes = int((SECONDS_OF_A_TOKEN - (parts.clock() - asking.asked)) // 60)
    if minutes < 1:
        return say("postponed_too_long", request.visitor.language)
    return say("postponed_private", request.visitor.language, count=minutes)


async def _say(parts: Service, asking: Asking, sentence: str) -> None:
    """Say why there is no answer, to those who asked for one."""
    await asking.live.close()
    if asking.request.unasked:
        return
    try:
        await _finish(parts, asking, sentence)
    except discord.HTTPException as error:
        _log.warning("Nothing could be said to the person who asked: %s", error)


async def _finish(parts: Service, asking: Asking, text: str, view: AnyView | None = None) -> discord.Message | None:
    async with parts.pace.turn(asking.reply.where):
        return await asking.reply.finish(text, view)
