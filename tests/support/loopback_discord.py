"""A Discord on loopback: a gateway and a REST server whose world is the simulator's, for a bot in its own process."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import re
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import WSMsgType, web
from simcord import BackendError, Env
from simcord import intents as rules
from simcord.backend import serializers
from simcord.http import router

from tests.support.program import PROGRAM, ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
    from pathlib import Path

TOKEN = "MTA4NjQyMjQ2ODAxNzk1MjAwMA.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789ab"  # noqa: S105 -- nobody's
# Seconds that a machine which does much else may take for what takes one or two; no test is about them.
PATIENCE = 240.0
_HEARTBEAT_MS = 5000
# Seconds in which Discord wants a command acknowledged, and for which its token opens anything.
_TO_ACKNOWLEDGE, _OF_A_TOKEN = 3.0, 900.0
_CALLBACK = re.compile(r"^/interactions/(\d+)/([^/]+)/callback$")
_BY_TOKEN = re.compile(r"^/webhooks/\d+/([^/]+)")
# What Discord allows a channel, sending, editing and typing each by itself: five calls in five seconds.
_BUCKETS = (
    ("POST", re.compile(r"/channels/(\d+)/messages$")),
    ("PATCH", re.compile(r"/channels/(\d+)/messages/\d+$")),
    ("POST", re.compile(r"/channels/(\d+)/(typing)$")),
)
_CALLS, _SECONDS = 5, 5.0


@dataclass(slots=True)
class Fault:
    """What the REST server answers in place of what it should, so many times."""

    method: str
    path: str
    status: int
    body: Mapping[str, Any]
    times: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the bot made, at a time in seconds."""

    method: str
    path: str
    body: Any
    at: float
    status: int


@dataclass(slots=True)
class Bucket:
    """How many more calls are let through until a time, in seconds."""

    name: str
    left: int = _CALLS
    until: float = 0.0
    seconds: float = _SECONDS

    def headers(self) -> dict[str, str]:
        after = str(max(self.until - time.perf_counter(), 0.0))
        return {
            "X-RateLimit-Limit": str(_CALLS),
            "X-RateLimit-Remaining": str(self.left),
            "X-RateLimit-Reset-After": after,
            "X-RateLimit-Reset": str(time.time() + float(after)),
            "X-RateLimit-Bucket": self.name,
        }

    def lets_through(self, now: float) -> bool:
        if now >= self.until:
            self.left, self.until = _CALLS, now + self.seconds
        self.left -= 1
        if self.left < 0:
            self.left = 0
            return False
        return True


@dataclass(slots=True, eq=False)
class Session:
    """One session of the gateway; it outlives its connection for as long as it can be resumed."""

    identity: str
    intents: discord.Intents
    shard: tuple[int, int] = (0, 1)
    sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    socket: web.WebSocketResponse | None = None
    transport: asyncio.WriteTransport | None = None

    def hears(self, guild: int | None) -> bool:
        """Say whether a shard is told of what happens in a server; the first has direct messages."""
        number, count = self.shard
        return (guild or 0) // 2**22 % count == number


class LoopbackDiscord:
    """The servers, and what the bot did to them."""

    def __init__(self) -> None:
        self.env = Env(discord.Client(intents=discord.Intents.all()), check_errors=False)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.identified = 0
        self.resumed = 0
        self.refuse_intents = False
        self.is_down = False
        self.has_buckets = False
        self.bucket_seconds = _SECONDS
        self.locales: dict[int, str] = {}  # the languages of people's own Discord, where it isn't English
        self.now = 0.0  # the clock of deadlines goes when a test says so
        self._begun: dict[str, float] = {}
        self._buckets: dict[str, Bucket] = {}
        self._sessions: list[Session] = []
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def backend(self) -> Any:
        return self.env.backend

    async def start(self) -> None:
        await self.env.start()
        self.backend.subscribers.append(self._emit)
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self.env.shutdown()

    async def drop(self) -> None:
        """Break every connection of the gateway, as a network does: without a word."""
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()

    def calls_to(self, method: str, pattern: str) -> list[Call]:
        return [call for call in self.calls if call.method == method and re.search(pattern, call.path)]

    # REST

    async def _rest(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body, files = await _body(request)
        at = time.perf_counter()
        bucket = self._bucket(request.method, path)
        if bucket is None or bucket.lets_through(at):
            status, answer = self._answer(request.method, path, body, dict(request.query), files)
        else:
            status, answer = (
                429,
                {"message": "You are being rate limited.", "retry_after": bucket.until - at, "code": 0},
            )
        self.calls.append(Call(request.method, path, body, at, status))
        limits = bucket.headers() if bucket else {}
        if answer is None and status < 400:
            return web.Response(status=204, headers=limits)
        # Discord's library reads a body only where the type is this and nothing more.
        headers = {"Content-Type": "application/json", "Via": "1.1 loopback", **limits}
        return web.Response(status=status, body=json.dumps(answer).encode(), headers=headers)

    def _bucket(self, method: str, path: str) -> Bucket | None:
        """Return the bucket that a call is counted in, where Discord's are enforced."""
        for verb, pattern in _BUCKETS if self.has_buckets else ():
            if verb == method and (found := pattern.search(path)):
                name = "-".join([method, *found.groups()])
                return self._buckets.setdefault(name, Bucket(name, seconds=self.bucket_seconds))
        return None

    def _answer(
        self, method: str, path: str, body: Any, params: dict[str, str], files: list[discord.File]
    ) -> tuple[int, Any]:
        for fault in self.faults:
            if fault.method == method and re.search(fault.path, path) and fault.times > 0:
                fault.times -= 1
                return fault.status, fault.body
        if late := self._late(path):
            return late
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return 200, {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}
        if path == "/users/@me":
            return 200, serializers.user_payload(self.backend.bot_user)
        try:
            return 200, router.dispatch(self.backend, method, path, json=body, params=params, files=files)
        except BackendError as error:
            return error.status, error.to_json()

    def _late(self, path: str) -> tuple[int, Any] | None:
        """Return what Discord says to whoever acknowledges too late, or uses a token that has run out."""
        if found := _CALLBACK.search(path):
            passed = self.now - self._begun.get(found[2], self.now)
            return (404, {"code": 10062, "message": "Unknown interaction"}) if passed > _TO_ACKNOWLEDGE else None
        if found := _BY_TOKEN.search(path):
            passed = self.now - self._begun.get(found[1], self.now)
            return (401, {"code": 50027, "message": "Invalid Webhook Token"}) if passed > _OF_A_TOKEN else None
        return None

    # Gateway

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.is_down:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": _HEARTBEAT_MS}, "s": None, "t": None})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            told = json.loads(message.data)
            if told["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif told["op"] == 2:
                if self.refuse_intents:
                    await socket.close(code=4014)
                    break
                await self._identify(request, socket, told["d"])
            elif told["op"] == 6:
                await self._resume(request, socket, told["d"])
        return socket

    async def _identify(self, request: web.Request, socket: web.WebSocketResponse, told: Mapping[str, Any]) -> None:
        self.identified += 1
        intents = discord.Intents.none()
        intents.value = told["intents"]
        number, count = told.get("shard", [0, 1])
        session = Session(
            f"session-{self.identified}", intents, (number, count), socket=socket, transport=_transport(request)
        )
        self._sessions = [*(one for one in self._sessions if one.shard != session.shard), session]
        guilds = [guild for guild in self.backend.guilds.values() if session.hears(guild.id)]
        ready = {
            "v": 10,
            "user": serializers.user_payload(self.backend.bot_user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.identity,
            "resume_gateway_url": self.gateway_url,
            "application": {"id": str(self.backend.application_id), "flags": 0},
            "shard": [number, count],
        }
        self._send(session, "READY", ready)
        for guild in guilds:
            payload: dict[str, Any] = copy.deepcopy(dict(serializers.guild_create_payload(self.backend, guild)))
            rules.prune_guild_create(payload, session.intents, self.backend.bot_user.id)
            self._send(session, "GUILD_CREATE", payload)

    async def _resume(self, request: web.Request, socket: web.WebSocketResponse, told: Mapping[str, Any]) -> None:
        session = next((one for one in self._sessions if one.identity == told["session_id"]), None)
        if session is None:
            await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            return
        self.resumed += 1
        session.socket, session.transport = socket, _transport(request)
        for event in session.sent[told["seq"] :]:
            await socket.send_json(event)
        self._send(session, "RESUMED", {})

    def _emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Tell every session of an event, as far as its intents let it know."""
        if event == "INTERACTION_CREATE":
            self._begun[payload["token"]] = self.now
        for session in self._sessions:
            gate = rules.required_intent(event, payload)
            if gate is not None and not getattr(session.intents, gate):
                continue
            if not session.hears(_server_of(event, payload)):
                continue
            told: dict[str, Any] = copy.deepcopy(dict(payload))
            if event == "INTERACTION_CREATE":
                user = told.get("user") or told["member"]["user"]
                told["locale"] = self.locales.get(int(user["id"]), told["locale"])
            if event in {"MESSAGE_CREATE", "MESSAGE_UPDATE"} and not session.intents.message_content:
                rules.censor_message(told, self.backend.bot_user.id, backend=self.backend)
            self._send(session, event, told)

    def _send(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        told = {"op": 0, "t": event, "s": len(session.sent) + 1, "d": payload}
        session.sent.append(told)
        socket = session.socket
        if socket is not None and not socket.closed:
            task = asyncio.get_running_loop().create_task(_try(socket, told))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)


def _server_of(event: str, payload: Mapping[str, Any]) -> int | None:
    found = payload.get("id" if event.startswith("GUILD_") and "guild_id" not in payload else "guild_id")
    return int(found) if found else None


async def _try(socket: web.WebSocketResponse, told: Mapping[str, Any]) -> None:
    try:
        await socket.send_json(told)
    except (ConnectionError, RuntimeError):
        return  # it is sent again where the session is resumed


def _transport(request: web.Request) -> asyncio.WriteTransport | None:
    transport = request.transport
    return transport if isinstance(transport, asyncio.WriteTransport) else None


async def _body(request: web.Request) -> tuple[Any, list[discord.File]]:
    """Return what a call says, and the files that it brings."""
    if request.content_type == "application/json":
        return await request.json(), []
    if request.content_type != "multipart/form-data":
        return None, []
    form = await request.post()
    files = [one for one in form.values() if isinstance(one, web.FileField)]
    return json.loads(str(form["payload_json"])), [
        discord.File(io.BytesIO(one.file.read()), one.filename) for one in files
    ]


class BotProcess:
    """`footnote bot`, running by itself."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    async def ready(self, times: int = 1) -> None:
        await until(lambda: self.log.count("Ready in") >= times or self.process.returncode is not None, PATIENCE)
        assert self.process.returncode is None, self.log

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), PATIENCE)


@asynccontextmanager
async def running_bot(
    world: LoopbackDiscord,
    environment: Mapping[str, str],
    log: Path,
    program: Sequence[str] = PROGRAM,
    options: Sequence[str] = (),
) -> AsyncGenerator[BotProcess]:
    """Run the bot against the loopback Discord; it is stopped at the end."""
    settings = {
        **environment,
        "DISCORD_TOKEN": TOKEN,
        "FOOTNOTE_DISCORD_API_URL": f"http://127.0.0.1:{world.port}/api/v10",
        "FOOTNOTE_DISCORD_GATEWAY_URL": world.gateway_url,
    }
    with log.open("ab") as written:
        process = await asyncio.create_subprocess_exec(
            *program,
            "bot",
            *options,
            cwd=log.parent,
            env={**settings, "PYTHONPATH": str(ROOT)},
            stderr=written,
            stdout=written,
        )
    bot = BotProcess(process, log)
    try:
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until(what: Callable[[], Any], seconds: float) -> None:
    """Wait until something is so; fail where it isn't in time."""
    deadline = time.perf_counter() + seconds
    while not what():
        if time.perf_counter() > deadline:
            sys.stderr.write("it took too long\n")
            raise TimeoutError
        await asyncio.sleep(0.02)
