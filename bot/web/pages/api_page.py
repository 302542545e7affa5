"""The page of the API: what can be asked of it, from its own description."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.web.request.parts import parts_of
from bot.web.request.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/api")
async def describe(request: Request) -> HTMLResponse:
    """List what programs can ask."""
    described = request.app.openapi()
    return page(request, "api.html", described=described, url=parts_of(request).site.links.url)
