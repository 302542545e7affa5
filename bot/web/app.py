"""Put the face together: its routes, who may use them, and how what goes wrong is said."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, nullcontext
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse

from bot.failures import RefusedError, failure_of
from bot.messages.wording import say
from bot.web.answers.kept import forgetting
from bot.web.api import openai, v1
from bot.web.api.tools import build_server, routes_of
from bot.web.pages import api_page, asking, contents, entering, managing, reading, setting, signing_in
from bot.web.request.access import Access
from bot.web.request.guard import Guard
from bot.web.request.templating import language_for, page, spoken
from bot.web.signin.discord_accounts import NotSignedInError
from corpus.errors import FootnoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from bot.web.request.parts import Parts

_log = logging.getLogger(__name__)
_SECONDS_TO_STOP_READING = 30.0
_FOR_PROGRAMS = ("/api/", "/v1/", "/mcp")


def build_app(
    parts: Parts,
    *,
    warm_up: Callable[[], object] = lambda: None,
    meanwhile: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> ASGIApp:
    """Return the application; whoever calls it closes the parts.

    `warm_up` loads what the first who asks needs; `meanwhile` is open as long as requests are answered.
    """
    tools = build_server(parts, parts.site.links)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        warming = asyncio.ensure_future(parts.workers.run("look_up", warm_up))
        try:
            async with tools.session_manager.run(), forgetting(parts), meanwhile():
                yield
        finally:
            await parts.underway.finish(_SECONDS_TO_STOP_READING)
            await asyncio.wait([warming])
            if error := warming.exception():
                _log.warning("%s", error)

    app = FastAPI(title="Footnote", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan)
    app.state.parts = parts
    for routes in (v1, openai, api_page, asking, reading, entering, signing_in, contents, managing, setting):
        app.include_router(routes.router)
    app.router.routes.extend(routes_of(tools))
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(RefusedError, _not_done)
    app.add_exception_handler(NotSignedInError, signing_in.not_signed_in)
    app.add_exception_handler(FootnoteError, _failed)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(Access, parts=parts, refuse=_without_key)
    return Guard(app, parts.site)


def told(request: Request, status: int, sentence: str) -> Response:
    """Return what says to a person or a program, in one sentence, why something isn't done."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return JSONResponse({"error": {"message": sentence, "code": status}}, status)
    return page(request, "error.html", status=status, sentence=sentence)


async def _without_key(request: Request) -> Response:
    """Say what lets someone in; who was let in by Discord an hour ago is sent there, and is back at once."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        response = told(request, 401, "The key is missing or wrong: send it as Authorization: Bearer KEY.")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = back if request.method == "GET" else "/"
    if getattr(request.state, "expired", False) and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/sign-in?{urlencode({'back': back})}", 303)
    if stranger := getattr(request.state, "stranger", ""):
        return entering.entrance(request, back, sentence=entering.STRANGER, status=403, person=stranger)
    return entering.entrance(request, back, status=401)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    sentence = str(error.detail) if isinstance(error, HTTPException) else ""
    if sentence == HTTPStatus.NOT_FOUND.phrase:
        sentence = "There is no such page here."
    return told(request, status, sentence)


async def _misread(request: Request, error: Exception) -> Response:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": ("",), "msg": ""}
    where = ".".join(str(part) for part in first["loc"][1:]) or "The request"
    return told(request, 422, f"{where}: {str(first['msg']).lower()}.")


async def _not_done(request: Request, error: Exception) -> Response:
    refused = error if isinstance(error, RefusedError) else RefusedError("failed")
    return told(request, 422, say(refused.key, spoken(language_for(request)), **refused.values))


async def _failed(request: Request, error: Exception) -> Response:
    status = 400 if isinstance(error, UsageError) else 503 if isinstance(error, FootnoteError) else 500
    failure = failure_of(error)
    return told(request, status, say(failure.key, spoken(language_for(request)), **failure.values))
