"""Answer a question on Discord: what was found first, then what is being done, then the answer with its footnotes."""

from __future__ import annotations

import asyncio
import logging
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import discord

from bot.answering.answer import Turn
from bot.answering.engine import LONGEST_QUESTION
from bot.answering.events import Done, Found, Grown, Stage
from bot.discord.context.context import corpus_name, library_of
from bot.discord.context.error_handler import words_for
from bot.discord.rendering.live_message import Live
from bot.discord.rendering.reply import render, render_growing, render_waiting
from bot.discord.views.answer_buttons import answer_buttons
from bot.messages.interface_texts import say, say_stage
from bot.messages.reply_texts import in_words
from bot.service.failures import RefusedError
from bot.service.limits import Asker
from bot.service.notes import notes_of, notes_of_hits
from bot.service.store.answers import StoredAnswer, new_id
from corpus.article import Filters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answering.answer import Outcome
    from bot.answering.events import Event
    from bot.discord.context.visitor import Visitor
    from bot.discord.rendering.delivery import Reply
    from bot.service.corpora import Library
    from bot.service.service import Service
    from bot.service.store.answers import Note

# How many messages an answer takes in a channel; the rest is behind a button.
SHOWN_MESSAGES = 2
_PASSAGES = 5
_TURNS_REMEMBERED = 8
NO_FILTERS = Filters()

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question: whose, about what, for whose eyes; `conversation` is what came before it."""

    visitor: Visitor
    words: str
    filters: Filters = NO_FILTERS
    private: bool = False
    conversation: tuple[Turn, ...] = ()


def admit(parts: Service, request: Request) -> None:
    """Count a question against the limits, before anything is done for it.

    Raises:
        RefusedError: it isn't answered: not here, not for them, not now.
    """
    visitor = request.visitor
    if parts.underway.closing:
        raise RefusedError("closing")
    corpus_name(parts, visitor)
    if len(request.words) > LONGEST_QUESTION:
        raise RefusedError("too_long", count=len(request.words), most=LONGEST_QUESTION)
    asker = Asker(person=visitor.person, channel=visitor.channel, guild=visitor.guild)
    until = parts.limits.count(asker, parts.settings(visitor.guild))
    if until is not None:
        parts.counts["limited"] += 1
        raise RefusedError("too_many", when=datetime.fromtimestamp(int(until) + 1, UTC))


async def answer(parts: Service, request: Request, reply: Reply) -> discord.Message | None:
    """Answer a question that was admitted; return the first message, None where it went wrong.

    Whatever goes wrong, the person gets a sentence.
    """
    with parts.underway.one_more():
        parts.counts["questions"] += 1
        live = Live(reply.show, every=parts.seconds_between_edits)
        language = request.visitor.language
        # At once: to open a corpus for the first time takes a moment.
        live.show(render_waiting(say("looking", language), (), language))
        try:
            async with library_of(parts, request.visitor) as library:
                notes, outcome = await _answered(parts, library, request, live)
            await live.close()
            return await _give(parts, request, reply, notes, outcome)
        except discord.Forbidden:
            _log.warning("I may not write in channel %d", request.visitor.channel)
        except Exception as error:  # noqa: BLE001 -- the last door: people get a sentence, the log the rest
            await _say(live, reply, words_for(error, parts, language))
    return None


async def _answered(parts: Service, library: Library, request: Request, live: Live) -> tuple[tuple[Note, ...], Outcome]:
    """Have the engine search, wait for a turn, and have it answer, telling all the while."""
    language = request.visitor.language
    loop = asyncio.get_running_loop()
    notes: tuple[Note, ...] = ()

    def tell(stage: str) -> None:
        live.show(render_waiting(stage, notes, language))

    def show(event: Event) -> None:
        nonlocal notes
        if isinstance(event, Stage):
            tell(say_stage(event, language))
        elif isinstance(event, Found):
            notes = notes_of_hits(event.hits[:_PASSAGES])
            tell(say("working", language))
        elif isinstance(event, Grown):
            live.show(render_growing(event.question, event.reply))

    # What is told from the engine's thread runs here as if it had been told here.
    context = copy_context()

    def follow(events: Iterable[Event]) -> Outcome:
        for event in events:
            loop.call_soon_threadsafe(show, event, context=context)
            if isinstance(event, Done):
                return event.outcome
        raise ValueError("The events end without an outcome.")

    async with parts.turns.turn(lambda place: tell(say("in_queue", language, place=place))):
        outcome = await parts.workers.run(
            "answer",
            lambda: follow(library.engine.ask(request.words, request.filters, conversation=request.conversation)),
        )
    return notes, outcome


def conversation_in(parts: Service, visitor: Visitor) -> tuple[Turn, ...]:
    """Return the questions and answers of a thread so far, the oldest first."""
    kept = parts.store.answers.conversation(visitor.channel, guild=visitor.guild, limit=_TURNS_REMEMBERED)
    return tuple(Turn(question=one.words, answer=one.text) for one in kept)


async def _give(
    parts: Service, request: Request, reply: Reply, passages: tuple[Note, ...], outcome: Outcome
) -> discord.Message | None:
    """Show an answer, and keep it for its buttons."""
    if outcome.failure:
        parts.counts["without_model"] += 1
        _log.warning("A question was answered without the chat model: %s", outcome.failure)
    messages = render(outcome)
    is_answer = not outcome.reply.abstained
    parts.counts["answers" if is_answer else "abstentions"] += 1
    parts.counts["answer_ms"] += outcome.timings.total
    parts.counts["tokens_read"] += outcome.tokens.read
    parts.counts["tokens_written"] += outcome.tokens.written
    identity, rest = new_id(), tuple(messages[SHOWN_MESSAGES:])
    view = answer_buttons(identity, request.visitor.language, has_rest=bool(rest))
    # It is kept before it is shown, so that no button is without its answer.
    parts.store.answers.keep(
        StoredAnswer(
            id=identity,
            guild=request.visitor.guild,
            channel=request.visitor.channel,
            message=None,
            asker=request.visitor.person,
            private=request.private,
            asked=parts.clock(),
            words=outcome.question.text,
            filters=request.filters,
            language=request.visitor.language,
            text=_text(outcome),
            answered=is_answer,
            notes=notes_of(outcome.reply),
            passages=passages,
            rest=rest,
        )
    )
    message = await reply.finish(messages[:SHOWN_MESSAGES], view)
    if message:
        parts.store.answers.placed(identity, message.id)
    return message


def _text(outcome: Outcome) -> str:
    """Return what a reply said, without the numbers of its footnotes: a follow-up is understood from it."""
    reply = outcome.reply
    if reply.abstained:
        return in_words(reply, outcome.question.language)
    return " ".join(sentence.text for sentence in reply.sentences)


async def _say(live: Live, reply: Reply, sentence: str) -> None:
    await live.close()
    try:
        await reply.finish([sentence], None)
    except Exception:  # noqa: BLE001 -- there is nobody left to tell
        _log.exception("Nothing could be said to the person who asked")
