"""A question from Discord: admitted, stored before anything is computed, lined up, and closed at its end."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.answering.events import Found, Grown, Stage
from bot.discord.context.context import corpus_name
from bot.discord.rendering.live_message import Live
from bot.discord.rendering.reply import render_growing, render_waiting
from bot.discord.views.answer_buttons import cancel_button
from bot.failures import RefusedError
from bot.messages.wording import say, say_stage
from bot.service.admission.limits import Asker
from bot.service.answering import Asked, Waiting
from bot.service.notes import notes_of_hits
from bot.service.store.questions import OpenQuestion

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.answering.events import Event
    from bot.discord.rendering.delivery import Reply
    from bot.service.corpora.material import Material
    from bot.service.service import Service
    from bot.service.store.answers import Note
    from bot.service.store.questions import Request

_PASSAGES = 5


class Asking:
    """A question that waits for its answer, and what is shown meanwhile."""

    def __init__(
        self, parts: Service, request: Request, reply: Reply, *, asked: float, material: Material | None
    ) -> None:
        """Take a place in the queue at once; it was `asked` so many seconds after 1970."""
        self.request = request
        self.asked = asked
        self.reply = reply
        self.passages: tuple[Note, ...] = ()
        self.postponed = False
        self.unreachable = False
        self._grown = False
        self._parts = parts
        self._cancel = cancel_button(request.id, request.visitor.language)
        self.live = Live(
            self._show,
            every=parts.seconds_between_edits,
            room=lambda: parts.pace.room(reply.where),
            begun=False,
        )
        put = Asked(
            corpus=corpus_name(parts, request.visitor),
            words=request.words,
            filters=request.filters,
            conversation=request.conversation,
            speaks=request.visitor.language,
            material=material,
        )
        self.links = parts.readers(put.corpus)
        self.joined = parts.answering.join(parts, put, self._hear)

    def remember(self, message: int) -> None:
        """Remember which message tells how it goes on."""
        self.joined.shown = message
        self._parts.store.questions.shown(self.request.id, message)

    def _hear(self, event: Waiting | Event) -> None:
        """Show how it goes; once a part of the answer is shown, no stage takes its place."""
        language = self.request.visitor.language
        if isinstance(event, Waiting):
            seconds = say("about", language, seconds=event.seconds)
            self._tell(say("in_queue", language, place=event.place, time=seconds))
        elif isinstance(event, Found):
            self.passages = notes_of_hits(event.hits[:_PASSAGES], self.links)
            self._tell(say("working", language))
        elif isinstance(event, Grown):
            self._grown = True
            self.live.show(render_growing(event.question, event.reply))
        elif isinstance(event, Stage) and not self._grown:
            self._tell(say_stage(event, language))

    def _tell(self, stage: str) -> None:
        self.live.show(render_waiting(stage, self.passages, self.request.visitor.language))

    async def _show(self, text: str) -> None:
        await self.reply.show(text, self._cancel)


def asker_of(request: Request) -> Asker:
    """Return whom the limits count a question for."""
    visitor = request.visitor
    return Asker(person=visitor.person, channel=visitor.channel, guild=visitor.guild, parent=visitor.parent)


def admit(parts: Service, request: Request) -> None:
    """Count a question against the limits, before anything is done for it.

    Raises:
        RefusedError: it isn't answered: not here, not for them, not now.
    """
    if parts.underway.closing:
        raise RefusedError("closing")
    corpus_name(parts, request.visitor)
    if len(request.words) > LONGEST_QUESTION:
        raise RefusedError("too_long", count=len(request.words), most=LONGEST_QUESTION)
    until = parts.limits.count(asker_of(request), parts.settings(request.visitor.guild))
    if until is not None:
        parts.counts["limited"] += 1
        raise RefusedError("too_many", when=datetime.fromtimestamp(int(until) + 1, UTC))


@contextmanager
def taken_up(
    parts: Service, request: Request, reply: Reply, *, shown: int | None = None, material: Material | None = None
) -> Generator[Asking]:
    """Admit a question, store it and line it up; what is done with it within this is all that is done with it.

    `shown` is the message that its answer takes the place of, where there is one already.

    Raises:
        RefusedError: it isn't answered: not here, not for them, not now.
    """
    admit(parts, request)
    with lined_up(parts, request, reply, asked=parts.clock(), shown=shown, material=material) as asking:
        yield asking


@contextmanager
def lined_up(  # noqa: PLR0913 -- a question, and what is known of how it was asked
    parts: Service,
    request: Request,
    reply: Reply,
    *,
    asked: float,
    shown: int | None = None,
    material: Material | None = None,
) -> Generator[Asking]:
    """Store a question and line it up; at the end it is closed, unless the bot was stopped before it was answered.

    Raises:
        RefusedError: whoever asked may not read the corpus.
    """
    questions = parts.store.questions
    questions.keep(OpenQuestion(request=request, asked=asked, shown=shown))
    with parts.underway.one_more():
        try:
            asking = Asking(parts, request, reply, asked=asked, material=material)
            asking.joined.shown = shown
            reply.on_shown = asking.remember
            parts.waiting[request.id] = asking.joined
            try:
                yield asking
            finally:
                del parts.waiting[request.id]
                asking.joined.withdraw()
                asking.joined.over.set()
        except asyncio.CancelledError:
            raise  # the bot ends: it is answered after the next start
        except BaseException:
            questions.close(request.id)
            raise
        if not asking.postponed:
            questions.close(request.id)
