"""/health and /metrics on a loopback port: whether the bot is connected, what it has done (door: aiohttp.web)."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import web

from bot.service.monitoring.metrics import CONTENT_TYPE, metrics_of
from corpus.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.service.service import Service

_HOST = "127.0.0.1"


class Connection(Protocol):
    """The bot of a face, as far as its health shows."""

    parts: Service

    @property
    def latency(self) -> float:
        """Return how long the other side takes to answer, in seconds."""
        ...

    @property
    def seconds_dead(self) -> float:
        """Return for how long there has been no connection, 0 where there is one."""
        ...

    def is_ready(self) -> bool:
        """Say whether it answers."""
        ...


def health_of(bot: Connection) -> dict[str, Any]:
    """Return how the bot is, without a word of what was asked."""
    parts = bot.parts
    latency = bot.latency if bot.is_ready() else math.nan
    return {
        "ready": bot.is_ready() and not bot.seconds_dead,
        "closing": parts.underway.closing,
        "servers": len(parts.servers()),
        "gateway_latency_ms": round(latency * 1000) if math.isfinite(latency) else None,
        "gateway_dead_s": round(bot.seconds_dead),
        "answering": parts.underway.count,
        "waiting": parts.turns.waiting,
        "ingesting": len(parts.ingesting),
        "counts": dict(sorted(parts.counts.items())),
    }


@asynccontextmanager
async def serving_health(bot: Connection, port: int) -> AsyncGenerator[None]:
    """Answer GET /health and /metrics as long as this lasts; port 0: not at all.

    The status of /health is 200 where the bot is ready and 503 where it isn't.

    Raises:
        SettingsError: the port is taken.
    """
    if not port:
        yield
        return

    async def health(_: web.Request) -> web.Response:
        told = health_of(bot)
        return web.json_response(told, status=200 if told["ready"] else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=metrics_of(health_of(bot)), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, _HOST, port).start()
        except OSError as error:
            raise SettingsError(
                "The port {port} in FOOTNOTE_HEALTH_PORT can't be used ({reason}): choose another.",
                port=str(port),
                reason=error.strerror,
            ) from error
        yield
    finally:
        await runner.cleanup()
