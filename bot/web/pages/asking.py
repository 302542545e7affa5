"""The page on which people ask: answered as a stream of events, or whole where there is no JavaScript."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.answering.answer import Turn
from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.answering.events import Done, Grown, Stage
from bot.documents.export import Format, joined
from bot.failures import RefusedError, failure_of
from bot.messages.wording import say, say_stage
from bot.service.answering import Asked, Waiting
from bot.service.filters import Options, read_filters
from bot.service.notes import quoted_in
from bot.web.answers.asking import Told, admit, answering
from bot.web.answers.kept import conversation, keep
from bot.web.answers.opinions import LONGEST_REASON, Fault, judge
from bot.web.api.bibliography import articles_as
from bot.web.pages.answer_view import reply_html
from bot.web.request.parts import Parts, parts_of, viewing
from bot.web.request.templating import fragment, language_for, page, spoken

_SECONDS_BETWEEN_PINGS = 15
_LONGEST_OPTION = 200
_SPLIT = "\0answer\0"

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Query(alias="q", max_length=LONGEST_QUESTION)]
Option = Annotated[str, Query(max_length=_LONGEST_OPTION)]


@router.get("/")
async def ask(  # noqa: PLR0913 -- one parameter a field of the form
    request: Request,
    *,
    words: Words = "",
    since: Option = "",
    until: Option = "",
    source: Option = "",
    language: Option = "",
    after: Option = "",
) -> Response:
    """Show the form, and under it the answer where something is asked; `after` is the answer that it goes on from."""
    parts = parts_of(request)
    async with parts.library() as library:
        listing = await parts.workers.run("look_up", parts.listings.of, library)
    options = Options(source=source, since=since, until=until, language=language)
    values: dict[str, Any] = {"words": words, "options": options, "listing": listing}
    if not words.strip():
        return page(request, "ask.html", answer="", **values)
    try:
        asked = _asked(request, words, options, after)
    except RefusedError as wrong:
        sentence = say(wrong.key, spoken(language_for(request)), **wrong.values)
        return page(request, "ask.html", status=422, answer="", refusal=sentence, **values)
    spoken_in = language_for(request)
    whole = fragment("ask.html", spoken_in, path="/", viewer=viewing(request), answer=_SPLIT, **values)
    above, below = whole.split(_SPLIT)

    async def written() -> AsyncGenerator[str]:
        yield above
        async for kind, html in _shown(parts, asked, spoken_in, after):
            if kind in {"done", "failed"}:
                yield html
        yield below

    return StreamingResponse(written(), media_type="text/html", headers={"Vary": "Accept-Language, Cookie"})


@router.get("/ask/events")
async def events(  # noqa: PLR0913 -- one parameter a field of the form
    request: Request,
    *,
    words: Words,
    since: Option = "",
    until: Option = "",
    source: Option = "",
    language: Option = "",
    after: Option = "",
) -> EventSourceResponse:
    """Answer as a stream of events: stage, reply, then done or failed, each with the HTML that is shown."""
    parts, spoken_in = parts_of(request), language_for(request)

    async def told() -> AsyncGenerator[ServerSentEvent]:
        try:
            options = Options(source=source, since=since, until=until, language=language)
            asked = _asked(request, words, options, after)
        except RefusedError as wrong:
            sentence = say(wrong.key, spoken(spoken_in), **wrong.values)
            yield ServerSentEvent(data=_notice(sentence, spoken_in), event="failed")
            return
        async with aclosing(_shown(parts, asked, spoken_in, after)) as shown:
            async for kind, html in shown:
                yield ServerSentEvent(data=html, event=kind)

    return EventSourceResponse(told(), ping=_SECONDS_BETWEEN_PINGS)


@router.get("/answers/{identity}")
async def export(request: Request, identity: str, *, form: Annotated[Format, Query(alias="format")]) -> Response:
    """Return an answer with those that it goes on from as Markdown, or what they cite as BibTeX or CSL-JSON."""
    parts = parts_of(request)
    answers = conversation(parts, identity)
    if not answers:
        raise HTTPException(404, "This answer is no longer kept: ask the question again.")
    if form is not Format.MARKDOWN:
        async with parts.library() as library:
            articles = await parts.workers.run("look_up", quoted_in, library.corpus, answers)
        return articles_as("csl" if form is Format.CSL else "bibtex", articles)
    return PlainTextResponse(joined(one.markdown for one in answers), media_type="text/markdown")


@router.post("/answers/{identity}/opinion")
async def mark(
    request: Request,
    identity: str,
    *,
    good: Annotated[bool, Form()],
    kind: Annotated[Fault, Form()] = "other",
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Keep what someone thinks of an answer, and thank them."""
    parts = parts_of(request)
    if not judge(parts, identity, good=good, kind=kind, reason=reason):
        raise HTTPException(404, "This answer is no longer kept: ask the question again.")
    return page(request, "error.html", sentence=say("thanks", spoken(language_for(request))))


def _asked(request: Request, words: str, options: Options, after: str) -> Asked:
    """Return a question with what was said before it.

    Raises:
        RefusedError: a date or a language isn't one, or whoever asks has asked too much.
    """
    parts, filters = parts_of(request), read_filters(options)
    admit(parts, viewing(request), language_for(request))
    turns = [Turn(question=one.words, answer=one.text) for one in conversation(parts, after)]
    return parts.asked(words, filters, tuple(turns))


async def _shown(parts: Parts, asked: Asked, language: str, after: str) -> AsyncGenerator[tuple[str, str]]:
    """Yield what happens as the kind of an event and what is shown for it."""
    try:
        async with aclosing(answering(parts, asked)) as told:
            async for one in told:
                if shown := _one_shown(parts, one, language, after):
                    yield shown
    except Exception as error:  # noqa: BLE001 -- the last door: people get a sentence, the log the rest
        failure = failure_of(error)
        yield "failed", _notice(say(failure.key, spoken(language), **failure.values), language)


def _one_shown(parts: Parts, told: Told, language: str, after: str) -> tuple[str, str] | None:
    if isinstance(told, Waiting):
        return "stage", say("queue_place", spoken(language), place=told.place)
    if isinstance(told, Stage):
        return "stage", say_stage(told, spoken(language))
    if isinstance(told, Grown):
        return "reply", reply_html(parts, told.question, told.reply, language)
    if isinstance(told, Done):
        outcome = told.outcome
        before = [one.put or one.words for one in conversation(parts, after)]
        kept = keep(parts, outcome, after)
        return "done", reply_html(parts, outcome.question, outcome.reply, language, kept=kept, before=before)
    return None


def _notice(sentence: str, language: str) -> str:
    return fragment("_notice.html", language, sentence=sentence)
