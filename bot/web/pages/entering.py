"""The page that asks for the key, and whether the process is well."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.web.request.parts import parts_of
from bot.web.request.site import COOKIE, SECONDS_KNOWN
from bot.web.request.templating import N_, page

_SECONDS_AFTER_A_WRONG_KEY = 1.0
_LONGEST = 2000
_WRONG = N_("That isn't the key: ask whoever runs Footnote for it.")
STRANGER = N_("You are signed in as {person}, but no articles of your servers are read here.")

router = APIRouter(include_in_schema=False)


@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Say that requests are answered, and how many questions wait."""
    return JSONResponse({"ready": True, "waiting": parts_of(request).turns.waiting})


@router.get("/key")
async def ask_for_key(request: Request, *, back: Annotated[str, Query(max_length=_LONGEST)] = "/") -> Response:
    """Ask for the key."""
    return entrance(request, own_path(back))


@router.post("/key")
async def take_key(
    request: Request,
    *,
    key: Annotated[str, Form(max_length=_LONGEST)] = "",
    back: Annotated[str, Form(max_length=_LONGEST)] = "/",
) -> Response:
    """Take the key, and remember that this browser's owner has it."""
    site = parts_of(request).site
    if not site.knows_key(key.strip()):
        await asyncio.sleep(_SECONDS_AFTER_A_WRONG_KEY)
        return entrance(request, own_path(back), sentence=_WRONG, status=403)
    response = RedirectResponse(own_path(back), 303)
    response.set_cookie(
        COOKIE,
        site.cookie(time.time()),
        max_age=SECONDS_KNOWN,
        httponly=True,
        samesite="lax",  # a link from elsewhere to an article still opens
        secure=site.links.url.startswith("https:"),
    )
    return response


def entrance(request: Request, back: str, *, sentence: str = "", status: int = 200, person: str = "") -> Response:
    """Return the page that asks for the key, or offers to sign in; `sentence` says what was wrong."""
    can_sign_in = parts_of(request).signin is not None
    said = {"back": back, "sentence": sentence, "person": person, "can_sign_in": can_sign_in}
    return page(request, "key.html", status=status, **said)


def own_path(path: str) -> str:
    """Return a path of ours, the first page's for whatever a browser would take for another site."""
    path = path.replace("\\", "/")
    return path if path.startswith("/") and not path.startswith("//") and path.isprintable() else "/"
