"""The HTTP API: ask, search, articles and sources, as JSON or as a stream of events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.answering.answer import Outcome, Turn
from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.answering.events import Done, Found, Grown, Stage
from bot.documents.as_json import (
    Document,
    article_document,
    ask_document,
    entry_document,
    search_document,
    sources_document,
)
from bot.failures import RefusedError, failure_of
from bot.messages.replies import in_words
from bot.messages.wording import say
from bot.service.answering import Asked, Waiting
from bot.service.filters import Options, read_filters
from bot.web.answers.asking import Told, answered, answering
from bot.web.answers.kept import keep
from bot.web.answers.opinions import LONGEST_REASON, Fault, judge
from bot.web.api.bibliography import articles_as
from bot.web.request.parts import Parts, parts_of
from corpus.article import Filters
from corpus.language.well_formed import well_formed
from corpus.store.corpus import Corpus

_MOST_HITS = 50
_MOST_ARTICLES = 200
_MOST_TURNS = 20
_LONGEST_OPTION = 200
_SECONDS_BETWEEN_PINGS = 15
_RUNS_SHOWN = 5

_Event = {"content": {"application/json": {}, "text/event-stream": {}}, "description": "The answer, or its events."}
_Sentence = {"description": "Why it isn't done, in one sentence: {error: {message, code}}."}
router = APIRouter(prefix="/api/v1", tags=["Footnote"], responses=dict.fromkeys((400, 401, 413, 422, 503), _Sentence))

Option = Annotated[str | None, Query(max_length=_LONGEST_OPTION)]
Words = Annotated[str, Query(min_length=1, max_length=LONGEST_QUESTION)]


class Narrowing(BaseModel):
    """Which articles are looked at; a day is 2020-06-10, a month 2020-06, a year 2020."""

    model_config = ConfigDict(extra="forbid")

    since: str | None = Field(default=None, max_length=_LONGEST_OPTION)
    until: str | None = Field(default=None, max_length=_LONGEST_OPTION)
    source: str | None = Field(default=None, max_length=_LONGEST_OPTION)
    language: str | None = Field(default=None, max_length=_LONGEST_OPTION)
    author: str | None = Field(default=None, max_length=_LONGEST_OPTION)


class Earlier(BaseModel):
    """A question that was asked before in a conversation, and what was answered."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=LONGEST_QUESTION)
    answer: str = Field(default="", max_length=20_000)


class AskRequest(Narrowing):
    """A question; with `stream` the answer comes as events: stage, found, reply, then done or failed."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    conversation: list[Earlier] = Field(default_factory=list[Earlier], max_length=_MOST_TURNS)
    stream: bool = False


@router.post("/ask", response_model=None, responses={200: _Event})
async def ask(request: Request, body: AskRequest) -> Response | Document:
    """Answer a question, with a footnote under every sentence."""
    parts = parts_of(request)
    turns = tuple(Turn(question=well_formed(t.question), answer=well_formed(t.answer)) for t in body.conversation)
    filters = filters_of(body.since, body.until, body.source, body.language, body.author)
    asked = parts.asked(body.question, filters, turns)
    if body.stream:
        return EventSourceResponse(_events(parts, asked), ping=_SECONDS_BETWEEN_PINGS)
    return _document(parts, await answered(parts, asked))


class Feedback(BaseModel):
    """What someone thinks of an answer: of a bad one what `kind` of fault it has, and why in their words."""

    model_config = ConfigDict(extra="forbid")

    good: bool
    kind: Fault = "other"
    reason: str = Field(default="", max_length=LONGEST_REASON)


@router.post("/answers/{answer_id}/feedback", status_code=204, response_model=None, responses={404: _Sentence})
async def feedback(request: Request, answer_id: str, body: Feedback) -> None:
    """Mark an answer that was given as good or bad, for those who look after the articles."""
    parts, reason = parts_of(request), well_formed(body.reason)
    if not judge(parts, answer_id, good=body.good, kind=body.kind, reason=reason):
        raise HTTPException(404, "This answer is no longer kept: ask the question again.")


@router.get("/search", response_model=None)
async def search(  # noqa: PLR0913 -- one parameter an option
    request: Request,
    *,
    query: Words,
    limit: Annotated[int, Query(ge=1, le=_MOST_HITS)] = 10,
    since: Option = None,
    until: Option = None,
    source: Option = None,
    language: Option = None,
    author: Option = None,
) -> Document:
    """Find passages by meaning and by words; no chat model is asked."""
    parts = parts_of(request)
    filters = filters_of(since, until, source, language, author)
    words = well_formed(query)
    async with parts.library() as library:
        hits = await parts.workers.run("look_up", library.engine.find, words, filters, limit)
    return search_document(words, hits)


@router.get("/articles", response_model=None)
async def articles(
    request: Request,
    *,
    words: Option = None,
    source: Option = None,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST_ARTICLES)] = 50,
) -> Document:
    """List articles, newest first: those of a source, those whose titles have words that begin with these."""
    parts = parts_of(request)
    async with parts.library() as library:
        listing = await parts.workers.run("look_up", parts.listings.of, library)
    found = listing.find(words, len(listing.articles)) if words else listing.articles
    listed = [entry for entry in found if not source or entry.source.casefold() == source.casefold()]
    shown = listed[after : after + limit]
    return {
        "total": len(listed),
        "articles": [
            entry_document(entry) | {"reader": parts.site.links.page(parts.corpus, entry.id)} for entry in shown
        ],
    }


@router.get("/articles/{identity}", response_model=None, responses={404: _Sentence})
async def article(
    request: Request,
    identity: str,
    *,
    form: Annotated[Literal["json", "bibtex", "csl"], Query(alias="format")] = "json",
) -> Response | Document:
    """Return one article whole, or what is cited of it as BibTeX or CSL-JSON."""
    parts = parts_of(request)
    async with parts.library() as library:
        found = await parts.workers.run("look_up", library.corpus.catalogue.article, well_formed(identity))
    if found is None:
        raise HTTPException(404, "There is no article with this id.")
    if form != "json":
        return articles_as(form, [found])
    return article_document(found) | {"reader": parts.site.links.page(parts.corpus, found.id)}


@router.get("/sources", response_model=None)
async def sources(request: Request) -> Document:
    """List the sources with their articles, what couldn't be read, and the last runs of ingestion."""
    parts = parts_of(request)
    async with parts.library() as library:
        return await parts.workers.run("look_up", lambda: _sources(library.corpus))


def filters_of(
    since: str | None, until: str | None, source: str | None, language: str | None, author: str | None
) -> Filters:
    """Return what a search is narrowed to.

    Raises:
        HTTPException: a date or a language isn't one.
    """
    options = Options(since=since, until=until, source=source, language=language, author=author)
    try:
        return read_filters(options)
    except RefusedError as refused:
        raise HTTPException(422, say(refused.key, "en", **refused.values)) from None


async def _events(parts: Parts, asked: Asked) -> AsyncGenerator[ServerSentEvent]:
    try:
        async with aclosing(answering(parts, asked)) as told:
            async for one in told:
                kind, document = _event(parts, one)
                yield ServerSentEvent(data=json.dumps(document, ensure_ascii=False), event=kind)
    except Exception as error:  # noqa: BLE001 -- the last door: programs get a sentence, the log the rest
        failure = failure_of(error)
        document = {"error": {"message": say(failure.key, "en", **failure.values)}}
        yield ServerSentEvent(data=json.dumps(document, ensure_ascii=False), event="failed")


def _event(parts: Parts, told: Told) -> tuple[str, Document]:
    match told:
        case Waiting():
            return "stage", {"stage": "in_queue", "place": told.place}
        case Stage():
            return "stage", {"stage": told.code.value, "count": told.count}
        case Found():
            return "found", search_document(told.question.text, told.hits)
        case Grown():
            text = in_words(told.reply, told.question.language)
            sentences = [{"text": s.text, "citations": list(s.citations)} for s in told.reply.sentences]
            return "reply", {"text": text, "sentences": sentences}
        case Done():
            return "done", _document(parts, told.outcome)


def _document(parts: Parts, outcome: Outcome) -> Document:
    return ask_document(outcome, parts.site.links, parts.corpus) | {"answer_id": keep(parts, outcome)}


def _sources(corpus: Corpus) -> Document:
    journal = corpus.journal
    return sources_document(
        corpus.catalogue.sources(), corpus.catalogue.entries(), journal.failing(), journal.runs(_RUNS_SHOWN)
    )
