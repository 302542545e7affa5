"""The page of the sources: what they have, what couldn't be read, and the last runs of ingestion."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from bot.messages.wording import say
from bot.web.request.parts import Parts, parts_of, viewing
from bot.web.request.templating import language_for, page, spoken

_RUNS_SHOWN = 5
_FAILURES_SHOWN = 100
_ARTICLES_A_PAGE = 100
_LONGEST_NAME = 400

router = APIRouter(include_in_schema=False)


@router.get("/sources")
async def sources(  # noqa: PLR0913 -- one parameter a part of the address
    request: Request,
    *,
    source: Annotated[str, Query(max_length=_LONGEST_NAME)] = "",
    words: Annotated[str, Query(max_length=_LONGEST_NAME)] = "",
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    removed: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    undo: Annotated[str, Query(max_length=_LONGEST_NAME)] = "",
) -> HTMLResponse:
    """List the sources, and the articles of one or those whose titles have some words."""
    parts = parts_of(request)
    async with parts.library() as library:
        listing = await parts.workers.run("look_up", parts.listings.of, library)
        journal = library.corpus.journal
        failing = await parts.workers.run("look_up", journal.failing)
        viewer = viewing(request)
        if not (viewer and viewer.everything):  # where files lie on this machine is no business of who signs in
            failing = [state for state in failing if state.is_web]
        runs = await parts.workers.run("look_up", journal.runs, _RUNS_SHOWN)
    found = listing.find(words, len(listing.articles)) if words else listing.articles
    listed = [entry for entry in found if not source or entry.source == source]
    return page(
        request,
        "sources.html",
        corpus=parts.corpus,
        reads=parts.corpus in parts.ingesting,
        said=_said(request, parts, removed if undo else None),
        undo=undo,
        listing=listing,
        articles=listed[after : after + _ARTICLES_A_PAGE],
        total=len(listed),
        following=after + _ARTICLES_A_PAGE if len(listed) > after + _ARTICLES_A_PAGE else None,
        source=source,
        words=words,
        failing=failing[:_FAILURES_SHOWN],
        more_failing=max(len(failing) - _FAILURES_SHOWN, 0),
        runs=[(datetime.fromtimestamp(run.started, UTC).astimezone(), run) for run in runs],
    )


def _said(request: Request, parts: Parts, removed: int | None) -> str:
    """Return what became of what was done last: what was removed, or why nothing was read; that is told once."""
    language = spoken(language_for(request))
    if removed is not None:
        return say("removed", language, count=removed)
    failure = parts.failures.pop(parts.corpus, None)
    return say(failure.key, language, **failure.values) if failure else ""
