"""What those who manage a server do: add sources, take them out, put them back, and read what was asked in vain."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from bot.failures import RefusedError, failure_of
from bot.messages.wording import say_reason
from bot.service.corpora.ingestion import Unwatched, offered_at, put_back, read_sources, remember, remove, source_at
from bot.service.monitoring.report import as_csv, report_on
from bot.service.store.answers import PAGES
from bot.web.request.parts import Parts, managed, viewing
from bot.web.request.templating import language_for, page, spoken
from corpus.errors import ArticleError
from ingest.source_config import SourceConfig
from ingest.sources.kinds.registry import WEB_KINDS

_LONGEST = 1000
# A page or a small feed is read by then; of a long one the page says that it is being read.
_SECONDS_WAITED = 5.0
_MOST_DAYS = 90

router = APIRouter(include_in_schema=False)
_running: set[asyncio.Task[None]] = set()

Given = Annotated[str, Form(min_length=1, max_length=_LONGEST)]


@router.post("/sources/add")
async def add(
    request: Request,
    *,
    address: Given,
    kind: Annotated[str, Form(max_length=_LONGEST)] = "",
    name: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Read what lies at an address of the web into the corpus; where that is several things, ask which."""
    parts = managed(request)
    config = source_at(address, kind if kind in WEB_KINDS else None, name)
    if kind not in WEB_KINDS:
        try:
            async with parts.library() as library:
                offered = await offered_at(parts, library, config.address)
        except ArticleError as error:
            return _unread(request, error)
        if len(offered) != 1:
            return page(request, "offers.html", address=config.address, offered=offered)
        config = source_at(offered[0].address, offered[0].kind, offered[0].name)
    if parts.corpus in parts.ingesting:
        raise RefusedError("busy_ingesting")
    task = asyncio.create_task(_read(parts, config))
    _running.add(task)
    task.add_done_callback(_running.discard)
    await asyncio.wait([task], timeout=_SECONDS_WAITED)
    return RedirectResponse("/sources", 303)


@router.post("/sources/remove")
async def take_out(request: Request, *, source: Given) -> Response:
    """Take a source with its articles out of the corpus."""
    parts = managed(request)
    async with parts.library() as library:
        removal = await parts.workers.run("ingest", remove, parts, library, source)
    if removal is None:
        raise RefusedError("no_source")
    kept = parts.store.removals.keep(parts.corpus, removal, parts.clock())
    return RedirectResponse(f"/sources?{urlencode({'removed': len(removal.articles), 'undo': kept})}", 303)


@router.post("/sources/put-back")
async def undo(request: Request, *, removal: Given) -> Response:
    """Put back what was taken out within a day."""
    parts = managed(request)
    taken = parts.store.removals.take(removal, parts.corpus, parts.clock())
    if taken is None:
        raise RefusedError("too_late_to_undo")
    async with parts.library() as library:
        await parts.workers.run("ingest", put_back, parts, library, taken)
    return RedirectResponse("/sources", 303)


@router.get("/questions")
async def questions(
    request: Request,
    *,
    days: Annotated[int, Query(ge=1, le=_MOST_DAYS)] = 30,
    server: Annotated[int, Query(ge=0)] = 0,
    form: Annotated[str, Query(alias="format", max_length=10)] = "",
) -> Response:
    """Tell what was asked in vain, what was marked as bad, and which sources are quoted; as a table too."""
    parts = managed(request)
    servers = _servers(request, parts)
    if server not in servers:
        if server:
            raise HTTPException(404)
        server = next(iter(servers), 0)
    report = await parts.workers.run("look_up", report_on, parts.store, server, days=days, now=parts.clock())
    if form == "csv":
        named = {"Content-Disposition": 'attachment; filename="report.csv"'}
        return Response(as_csv(report), media_type="text/csv; charset=utf-8", headers=named)
    return page(request, "questions.html", report=report, days=days, server=server, servers=servers)


def _servers(request: Request, parts: Parts) -> dict[int, str]:
    """Return the servers whose questions someone may read: those they manage; with the key, all that were asked in."""
    viewer = viewing(request)
    if viewer is None or viewer.everything:
        return {guild: str(guild) if guild != PAGES else "" for guild in parts.store.answers.servers()}
    return {one.server: one.name for one in viewer.servers if one.manages and one.corpus == parts.corpus}


def _unread(request: Request, error: ArticleError) -> Response:
    reason = say_reason(error.reason, spoken(language_for(request)))
    return page(request, "error.html", status=422, sentence=reason)


async def _read(parts: Parts, config: SourceConfig) -> None:
    parts.failures.pop(parts.corpus, None)
    try:
        with parts.underway.one_more():
            async with parts.library() as library:
                report = await read_sources(parts, library, [config], Unwatched(), forced=True)
                if report.added or report.changed or report.unchanged or report.copies:
                    remember(parts, library, config)
    except RefusedError as refused:
        parts.failures[parts.corpus] = refused
    except Exception as error:  # noqa: BLE001 -- nobody waits for it: the page of the sources tells it
        parts.failures[parts.corpus] = failure_of(error)
