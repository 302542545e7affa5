"""The page that asks for the key, and whether the process is well."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.web.parts import parts_of
from bot.web.site import COOKIE, SECONDS_KNOWN
from bot.web.templating import page

_SECONDS_AFTER_A_WRONG_KEY = 1.0
_LONGEST = 2000

router = APIRouter(include_in_schema=False)


@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Say that requests are answered, and how many questions wait."""
    return JSONResponse({"ready": True, "waiting": parts_of(request).turns.waiting})


@router.get("/key")
async def ask_for_key(request: Request, *, back: Annotated[str, Query(max_length=_LONGEST)] = "/") -> Response:
    """Ask for the key."""
    return page(request, "key.html", back=_own_path(back), wrong=False)


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
        return page(request, "key.html", status=403, back=_own_path(back), wrong=True)
    response = RedirectResponse(_own_path(back), 303)
    response.set_cookie(
        COOKIE,
        site.cookie(time.time()),
        max_age=SECONDS_KNOWN,
        httponly=True,
        samesite="lax",  # a link from elsewhere to an article still opens
        secure=site.links.url.startswith("https:"),
    )
    return response


def _own_path(path: str) -> str:
    """Return a path of ours, the first page's for whatever a browser would take for another site."""
    path = path.replace("\\", "/")
    return path if path.startswith("/") and not path.startswith("//") and path.isprintable() else "/"
