"""A web server on loopback that answers by a script, well or badly, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server does with one request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    raw: bytes | None = None  # in place of all the above; then the server hangs up
    without_end: bytes = b""  # sent again and again after the body
    pause: float = 0.0  # seconds before the body and between its repetitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    target: str
    headers: Mapping[str, str]  # by lower-case name


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": location})


@dataclass(eq=False)
class Website:
    """Give each path its replies, the last one for ever; what isn't given is missing (404)."""

    pages: dict[str, Sequence[Reply]] = field(default_factory=dict[str, "Sequence[Reply]"])
    host: str = "127.0.0.1"
    port: int = 0
    requests: list[Request] = field(default_factory=list[Request])
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        return [request.target for request in self.requests]

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._begin, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                    first, *lines = head.rstrip("\r\n").split("\r\n")
                    pairs = (line.partition(":") for line in lines)
                    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
                    request = Request(target=first.split(" ")[1], headers=headers)
                    self.requests.append(request)
                    self.at_once += 1
                    self.most_at_once = max(self.most_at_once, self.at_once)
                    try:
                        if not await self._reply(self._next_reply(request), writer):
                            return
                    finally:
                        self.at_once -= 1
        finally:
            writer.close()

    def _next_reply(self, request: Request) -> Reply:
        replies = self.pages.get(request.target, (Reply(status=404),))
        if len(replies) > 1:
            self.pages[request.target] = replies[1:]
        return replies[0]

    async def _reply(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        """Say whether the connection can go on."""
        if reply.raw is not None:
            writer.write(reply.raw)
            await writer.drain()
            return False
        headers = dict(reply.headers)
        if not reply.without_end:
            headers.setdefault("Content-Length", str(len(reply.body)))
        lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        await asyncio.sleep(reply.pause)
        writer.write(reply.body)
        while reply.without_end:
            writer.write(reply.without_end)
            await writer.drain()
            await asyncio.sleep(reply.pause)
        await writer.drain()
        return True
