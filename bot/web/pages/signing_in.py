"""Signing in with Discord and out again, and choosing which server's articles are shown."""

from __future__ import annotations

import hmac
import logging
import time
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from bot.web.pages.entering import entrance, own_path
from bot.web.request.parts import SignIn, parts_of, viewing
from bot.web.request.templating import N_
from bot.web.signin.sessions import BEGUN, CHOSEN, SECONDS_REMEMBERED, SECONDS_TO_SIGN_IN, SIGNED_IN

SIGNED_IN_AT = "/sign-in/discord"
_LONGEST = 2000
_CANCELLED = N_("Discord didn't sign you in: try again.")
_TOO_LATE = N_("That took too long, or began in another browser: sign in again.")
_UNREACHABLE = N_("Discord can't be asked who you are right now: try again in some minutes.")

router = APIRouter(include_in_schema=False)
_log = logging.getLogger(__name__)

Given = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/sign-in")
async def begin(request: Request, *, back: Given = "/") -> Response:
    """Send someone to Discord, and remember in their browser that they were."""
    signin = _signin(request)
    begun = await signin.accounts.begin()
    response = RedirectResponse(begun.address, 303)
    sealed = signin.seal.begun(begun.state, begun.verifier, own_path(back), time.time())
    _keep(request, response, BEGUN, sealed, SECONDS_TO_SIGN_IN)
    return response


@router.get(SIGNED_IN_AT)
async def finish(request: Request, *, code: Given = "", state: Given = "", error: Given = "") -> Response:
    """Take someone back from Discord: only in the browser that was sent there, and once."""
    signin = _signin(request)
    begun = signin.seal.read_begun(request.cookies.get(BEGUN, ""), time.time())
    if begun is None or not hmac.compare_digest(begun[0].encode(), state.encode()):
        return _cleared(entrance(request, "/", sentence=_TOO_LATE, status=400))
    _, verifier, back = begun
    if error or not code:
        return _cleared(entrance(request, back, sentence=_CANCELLED, status=403))
    person = await signin.accounts.finish(code, verifier)
    sealed = signin.seal.person(person, await signin.accounts.servers(), time.time())
    response = RedirectResponse(back, 303)
    response.delete_cookie(BEGUN)
    _keep(request, response, SIGNED_IN, sealed, SECONDS_REMEMBERED)
    return response


@router.post("/sign-out")
async def leave(request: Request) -> Response:
    """Forget who someone is."""
    del request
    return _cleared(RedirectResponse("/key", 303))


@router.post("/corpus")
async def choose(request: Request, *, corpus: Annotated[str, Form(max_length=_LONGEST)]) -> Response:
    """Show another server's articles from now on."""
    viewer = viewing(request)
    if viewer is None or not any(one.corpus == corpus for one in viewer.shelves):
        raise HTTPException(404)
    response = RedirectResponse("/", 303)
    _keep(request, response, CHOSEN, corpus, SECONDS_REMEMBERED)
    return response


async def not_signed_in(request: Request, error: Exception) -> Response:
    """Say that Discord can't be asked; why is for the log, since whoever signs in can't mend it."""
    _log.warning("%s", error)
    return _cleared(entrance(request, "/", sentence=_UNREACHABLE, status=503))


def _signin(request: Request) -> SignIn:
    signin = parts_of(request).signin
    if signin is None:
        raise HTTPException(404)
    return signin


def _cleared(response: Response) -> Response:
    for name in (BEGUN, SIGNED_IN, CHOSEN):
        response.delete_cookie(name)
    return response


def _keep(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",  # Discord sends people back by a link
        secure=parts_of(request).site.links.url.startswith("https:"),
    )
