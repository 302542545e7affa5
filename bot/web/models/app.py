"""Serve the embedding model and the chat model that run here, by OpenAI's protocols, to whoever has the key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.web.models.embedding import Embeddings
from bot.web.request.access import has_key
from bot.web.request.guard import Guard
from corpus.embedding.remote import SERVES
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from bot.web.models.chat import Relay
    from bot.web.request.site import Site


def build_models_app(embeddings: Embeddings, chat: Relay | None, site: Site) -> ASGIApp:
    """Return the application; `chat` is what asks the chat model, None where none runs here."""

    async def health(_: Request) -> Response:
        return JSONResponse({"ready": True})

    async def models(request: Request) -> Response:
        _check_key(request, site)
        held = [_listed(embeddings.name, "embeddings"), *([_listed(chat.name, "chat")] if chat else [])]
        return JSONResponse({"object": "list", "data": held})

    async def answer(request: Request) -> Response:
        _check_key(request, site)
        body = await _read(request)
        path = request.url.path.removeprefix("/v1/")
        if chat and body.get("model") == chat.name:
            return await chat.passed_on(path, body)
        if path == "embeddings" and body.get("model") == embeddings.name:
            return await embeddings.answered(body)
        there = ", ".join([embeddings.name, *([chat.name] if chat else [])])
        raise HTTPException(404, f"There is no such model for this here: {there}.")

    posts = [
        Route(f"/v1/{path}", answer, methods=["POST"]) for path in ("embeddings", "chat/completions", "completions")
    ]
    app = Starlette(
        routes=[Route("/health", health), Route("/v1/models", models), *posts],
        exception_handlers={HTTPException: _refused, ValidationError: _misread, FootnoteError: _failed},
    )
    # Whoever has the key is no stranger, by whatever name the server is called: a container's, a proxy's.
    return Guard(app, site, anywhere=bool(site.key))


def _listed(name: str, what: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "footnote", SERVES: what}


def _check_key(request: Request, site: Site) -> None:
    if not has_key(request, site):
        raise HTTPException(401, "The key is missing or wrong: send it as Authorization: Bearer KEY.")


async def _read(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400, "The request is no JSON object.")
    return body


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _told(status, str(error.detail) if isinstance(error, HTTPException) else "")


async def _misread(_: Request, error: Exception) -> Response:
    first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": ("",), "msg": ""}
    return _told(422, f"{'.'.join(str(part) for part in first['loc'])}: {str(first['msg']).lower()}.")


async def _failed(_: Request, error: Exception) -> Response:
    return _told(503, str(error))


def _told(status: int, sentence: str) -> Response:
    return JSONResponse({"error": {"message": sentence, "code": status}}, status)
