"""Make one HTTP request over a guarded connection: no redirect, no retry (door: httpcore, with h2).

httpcore rather than httpx's client, which is made of it: all that the client adds - cookies, proxies and passwords
from the environment, redirects, decompression without a limit - is what must not happen here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from h2.exceptions import H2Error
from httpcore import (
    URL,
    AnyIOBackend,
    AsyncConnectionPool,
    AsyncNetworkBackend,
    ConnectError,
    ConnectTimeout,
    NetworkError,
    ProtocolError,
    TimeoutException,
    default_ssl_context,
)

from ingest.errors import FailedError
from ingest.web.body import Body

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from httpcore import SOCKET_OPTION, AsyncNetworkStream, Response

    from ingest.web.address import Address
    from ingest.web.guard import Guard

_CONNECT_TIMEOUT = 10.0
_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: headers by lower-case name; the content only of a page, not of an error or redirect."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Exchange:
    """Makes the connections, each to an address that the guard has checked."""

    def __init__(self, guard: Guard, *, timeout: float) -> None:
        """Give the guard and the seconds that one request may take in all."""
        self._timeout = timeout
        self._pool = AsyncConnectionPool(
            ssl_context=default_ssl_context(),
            http2=True,
            # A connection for each request: between two to a site lies a pause, each is checked anew, and over HTTP/2
            # the unread rest of one page would go on to arrive until no other got through.
            max_keepalive_connections=0,
            network_backend=_GuardedBackend(guard),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._pool.aclose()

    async def get(self, address: Address, headers: Mapping[str, str], max_bytes: int) -> Answer:
        """Ask for a page and read it.

        Raises:
            RefusedError: the guard refuses the address, or the page is larger than `max_bytes`.
            FailedError: it took too long, or the connection failed.
        """
        try:
            async with asyncio.timeout(self._timeout):
                return await self._get(address, headers, max_bytes)
        except (TimeoutError, TimeoutException) as error:
            raise FailedError("{page} took too long to answer: a later run tries again.", page=address.shown) from error
        except (NetworkError, ProtocolError, H2Error, OSError) as error:  # of the last two, some pass httpcore by
            raise FailedError(
                "The connection to {host} failed: a later run tries again; check the address if it never works.",
                host=address.netloc,
            ) from error

    async def _get(self, address: Address, headers: Mapping[str, str], max_bytes: int) -> Answer:
        sent = {"host": address.netloc, "accept-encoding": "gzip", **headers}
        async with self._pool.stream(
            "GET",
            URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target),
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
            extensions={"timeout": {"connect": min(_CONNECT_TIMEOUT, self._timeout)}},
        ) as response:
            return await _read(response, address.shown, max_bytes)


async def _read(response: Response, name: str, max_bytes: int) -> Answer:
    headers: dict[str, str] = {}
    for key, value in response.headers:
        headers.setdefault(key.decode("latin-1").lower(), value.decode("latin-1"))
    if response.status // 100 != 2:  # noqa: PLR2004 -- HTTP's own class
        return Answer(status=response.status, headers=headers, content=b"")
    body = Body(name, headers.get("content-encoding", "").strip().lower(), max_bytes)
    size = headers.get("content-length", "")
    if size.isdecimal():
        body.expect(int(size[:18]))
    async for chunk in response.aiter_stream():
        body.add(chunk)
    return Answer(status=response.status, headers=headers, content=body.content())


class _GuardedBackend(AsyncNetworkBackend):
    """Connects to what the guard has checked: below TLS, so that certificates and hosts stay those of the name."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        *others, last = (await self._guard.addresses(host, port))[:_MOST_ADDRESSES]
        share = None if timeout is None else timeout / (len(others) + 1)
        for address in others:
            try:
                return await self._network.connect_tcp(address, port, share, local_address, socket_options)
            except (ConnectError, ConnectTimeout):
                continue
        return await self._network.connect_tcp(last, port, share, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
