"""A chat model on loopback that speaks OpenAI's protocol by a script, and every way it can fail to answer."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import TYPE_CHECKING, Any

from bot.models.chat_model import ChatModel, open_chat_model

if TYPE_CHECKING:
    from collections.abc import Generator

KEY = "sk-very-secret-0123456789"
CONFIDENCE = "what the vendor says in confidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server does with one request."""

    status: int = 200
    pieces: tuple[str, ...] = ()
    error: str = CONFIDENCE
    before: float = 0.0  # seconds until the first word
    between: float = 0.0  # seconds from one piece to the next
    endless: bool = False
    breaks_off: bool = False


@dataclass(eq=False)
class Server:
    """Speak OpenAI's protocol on loopback, by a script, and remember what was asked."""

    script: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    hung_up: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    base_url: str = ""
    api_key: str = KEY

    def next_reply(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


class Handler(BaseHTTPRequestHandler):
    def __init__(self, script: Server, *args: Any) -> None:
        self.script = script
        super().__init__(*args)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.script.next_reply(body | {"authorization": self.headers["Authorization"]})
        self.script.over.wait(reply.before)
        try:
            self.send_response(reply.status)
            if reply.status == 200:
                self.answer(reply)
            else:
                self.end_headers()
                self.wfile.write(json.dumps({"error": {"message": f"{reply.error} {KEY}"}}).encode())
        except OSError:
            self.script.hung_up.set()

    def answer(self, reply: Reply) -> None:
        self.send_header("Content-Type", "text/event-stream")
        if reply.breaks_off:
            self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.say({"role": "assistant", "content": ""})
        for piece in cycle(reply.pieces) if reply.endless else reply.pieces:
            self.say({"content": piece})
            if self.script.over.wait(reply.between):
                break
        if not reply.breaks_off:
            self.say({}, finish="stop")
            self.wfile.write(b"data: [DONE]\n\n")

    def say(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the library
        pass


@contextmanager
def serving(*script: Reply) -> Generator[Server]:
    server = Server(script=list(script))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, server)) as http:
        http.daemon_threads = False  # so that closing waits for them
        server.base_url = f"http://127.0.0.1:{http.server_port}/v1"
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield server
        finally:
            server.over.set()
            http.shutdown()


def model_at(server: Server, *, timeout: float = 10.0) -> ChatModel:
    return open_chat_model("openai:some-model", base_url=server.base_url, api_key=KEY, timeout=timeout)
