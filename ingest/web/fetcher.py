"""Fetch pages from the web, politely: in turn at each site, by its robots.txt, again where it may help."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from ingest.errors import FailedError, FetchError, GoneError, MissingError, RefusedError
from ingest.web.address import parse_address
from ingest.web.exchange import Exchange
from ingest.web.guard import Guard
from ingest.web.headers import content_type, retry_after
from ingest.web.robots import Rules

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from types import TracebackType

    from ingest.web.address import Address
    from ingest.web.exchange import Answer
    from ingest.web.guard import Network, Resolve

USER_AGENT = "Footnote/0.1"

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_MOST_REDIRECTS = 5
_MOST_AT_ONCE = 8
_LONGEST_WAIT = 60.0  # seconds; a server that wants more is left to a later run
_ROBOTS_BYTES = 512 * 1024  # https://www.rfc-editor.org/rfc/rfc9309#section-2.5 wants 500 KiB at least

_SUCCESS = 2  # the first digit
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_UNCHANGED, _MISSING, _GONE = 304, 404, 410
_PASSING = (408, 425, 429)  # beside those from 500 on


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What lies at an address.

    Both addresses are in normal form; `moved` says that there were redirects and all of them permanent, so that
    `final` is the address to ask for from now on. `media_type` is in lower case, "" where the server names none.
    """

    address: str
    final: str
    moved: bool
    content: bytes
    media_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The page is still what it was when its ETag or date was noted."""

    address: str


@dataclass(slots=True, kw_only=True)
class _Site:
    """What is known of one scheme, host and port in this run; `ready` is when it may be asked again."""

    delay: float
    ready: float = 0.0
    rules: Rules | FetchError | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    reading_rules: asyncio.Lock = field(default_factory=asyncio.Lock)


class Fetcher:
    """Fetches pages for one run: what it learns of a site holds until it is closed."""

    def __init__(  # noqa: PLR0913 -- limits, and what tests put in the place of the network and of time
        self,
        *,
        max_bytes: int,
        allow: Sequence[Network] = (),
        delay: float = 1.0,
        timeout: float = 30.0,
        attempts: int = 3,
        user_agent: str = USER_AGENT,
        resolve: Resolve | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set the limits: bytes a page, seconds between two requests to a site and for one, attempts a page.

        `allow` are the networks fetched from although they aren't public.
        """
        self._guard = Guard(allow, resolve)
        self._exchange = Exchange(self._guard, timeout=timeout)
        self._max_bytes = max_bytes
        self._delay = delay
        self._attempts = attempts
        self._user_agent = user_agent
        self._sleep = sleep
        self._clock = clock
        self._sites: dict[str, _Site] = {}
        self._at_once = asyncio.Semaphore(_MOST_AT_ONCE)

    async def __aenter__(self) -> Self:
        await self._exchange.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._exchange.__aexit__(kind, error, traceback)

    async def get(
        self, address: str, *, etag: str | None = None, last_modified: str | None = None, named: bool = False
    ) -> Fetched | Unchanged:
        """Fetch a page, unless it is still the one with this ETag or date.

        robots.txt is for programs that follow links: an address that a person has `named` is fetched whatever it
        says, as any feed reader does. It holds for all others, and for what a named one redirects to.

        Raises:
            GoneError, MissingError, RefusedError, FailedError: as ingest/errors.py says.
        """
        asked = parse_address(address)

        async def check(target: Address) -> None:
            if not (named and target == asked):
                await self._check_robots(target)

        wanted = {"if-none-match": etag, "if-modified-since": last_modified}
        conditions = {name: value for name, value in wanted.items() if value}
        answer, final, moved = await self._follow(asked, conditions, self._max_bytes, check)
        if answer.status == _UNCHANGED and conditions and final == asked:
            return Unchanged(address=str(asked))
        _raise_for_status(answer.status, asked, for_good=moved or final == asked)
        media_type, charset = content_type(answer.headers.get("content-type", ""))
        return Fetched(
            address=str(asked),
            final=str(final),
            moved=moved,
            content=answer.content,
            media_type=media_type,
            charset=charset,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )

    async def addresses(self, address: str) -> list[str]:
        """Return the IP addresses of an address's host, for a program of its own that is to connect to nothing else.

        Raises:
            RefusedError: one of them may not be connected to.
            FailedError: the name has no address.
        """
        parsed = parse_address(address)
        return await self._guard.addresses(parsed.host, parsed.port)

    async def _follow(
        self,
        asked: Address,
        conditions: dict[str, str],
        max_bytes: int,
        check: Callable[[Address], Awaitable[None]],
    ) -> tuple[Answer, Address, bool]:
        """Return the answer at the end of all redirects, where that is, and whether all were permanent."""
        address = asked
        statuses: list[int] = []
        try:
            while len(statuses) <= _MOST_REDIRECTS:
                await check(address)
                answer = await self._ask(address, conditions if address == asked else {}, max_bytes)
                location = answer.headers.get("location")
                if answer.status not in _REDIRECTS or location is None:
                    return answer, address, bool(statuses) and all(status in _PERMANENT for status in statuses)
                statuses.append(answer.status)
                # Browsers read the header as UTF-8, whatever the standard says of it.
                address = address.joined(location.encode("latin-1").decode("utf-8", errors="replace"))
        except RefusedError as error:
            if not statuses:
                raise
            raise RefusedError("{page} redirects: {reason}", page=asked.shown, reason=error.reason) from error
        raise RefusedError(
            "{page} redirects more than {most} times: check the address.", page=asked.shown, most=_MOST_REDIRECTS
        )

    async def _ask(self, address: Address, conditions: dict[str, str], max_bytes: int) -> Answer:
        """Ask a site for one page, when it is its turn, as often as the attempts allow."""
        headers = {"user-agent": self._user_agent, "accept": _ACCEPT, **conditions}
        site = self._site(address)
        async with site.turn:
            attempt = 0
            while True:
                attempt += 1
                await self._wait(site, address)
                pause = site.delay
                try:
                    async with self._at_once:
                        answer = await self._exchange.get(address, headers, max_bytes)
                    _raise_if_passing(answer, address)
                except FailedError as error:
                    pause = max(pause, error.retry_after if error.retry_after is not None else _backoff(attempt))
                    if attempt == self._attempts:
                        raise
                else:
                    return answer
                finally:
                    site.ready = self._clock() + pause

    async def _wait(self, site: _Site, address: Address) -> None:
        seconds = site.ready - self._clock()
        if seconds > _LONGEST_WAIT:
            raise FailedError(
                "{host} wants to be left alone for {seconds} seconds: run this again after that.",
                host=address.netloc,
                seconds=round(seconds),
                retry_after=seconds,
            )
        if seconds > 0:
            await self._sleep(seconds)

    def _site(self, address: Address) -> _Site:
        return self._sites.setdefault(address.origin, _Site(delay=self._delay))

    async def _check_robots(self, address: Address) -> None:
        site = self._site(address)
        async with site.reading_rules:
            if site.rules is None:
                site.rules = await self._read_rules(address)
        if isinstance(site.rules, FetchError):
            raise site.rules.with_traceback(None)
        site.delay = max(self._delay, site.rules.delay)
        if not site.rules.allows(str(address)):
            raise RefusedError(
                "The robots.txt of {host} asks not to fetch {page}: leave it out.",
                host=address.netloc,
                page=address.shown,
            )

    async def _read_rules(self, address: Address) -> Rules | FetchError:
        """Return a site's rules; https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1 says what to make of errors."""

        async def anything(_: Address) -> None:
            pass

        name = self._user_agent.partition("/")[0]
        try:
            answer, _, _ = await self._follow(address.joined("/robots.txt"), {}, _ROBOTS_BYTES, anything)
        except RefusedError as error:
            return error
        except FailedError as error:
            return FailedError(
                "The robots.txt of {host} can't be read, so nothing is fetched there: a later run tries again.",
                host=address.netloc,
                retry_after=error.retry_after,
            )
        return Rules(answer.content if answer.status < _CLIENT_ERROR else b"", user_agent=name)


def _raise_for_status(status: int, asked: Address, *, for_good: bool) -> None:
    if status == _GONE and for_good:
        raise GoneError("{page} is gone for good: take it out of your sources.", page=asked.shown)
    if status in (_GONE, _MISSING):
        raise MissingError("There is no page at {page}: check the address.", page=asked.shown)
    if status // 100 != _SUCCESS:
        raise RefusedError(
            "{page} gives no page but status {status}: see in a browser what it asks for.",
            page=asked.shown,
            status=str(status),
        )


def _raise_if_passing(answer: Answer, address: Address) -> None:
    if answer.status in _PASSING or answer.status >= _SERVER_ERROR:
        raise FailedError(
            "{page} can't be had just now (status {status}): a later run tries again.",
            page=address.shown,
            status=str(answer.status),
            retry_after=retry_after(answer.headers.get("retry-after", "")),
        )


def _backoff(attempt: int) -> float:
    """Return the seconds before the next attempt: twice as many each time, and not the same for all that wait."""
    return 2 ** (attempt - 1) * random.uniform(1, 1.5)  # noqa: S311 -- nothing secret about it
