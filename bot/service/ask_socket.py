"""Let a process that runs already answer `footnote ask`: a socket in the data folder, for its owner alone.

Whoever asks sends a line of JSON, is told whether this process answers such questions, and then gets the engine's
events, pickled, each behind its length. Only values of the modules named here are unpickled, from a socket of one user.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import logging
import os
import pickle
import secrets
import select
import socket
import threading
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from bot.answering.events import Done
from bot.service.answering import Asked
from corpus.article import Filters
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterator
    from pathlib import Path

    from bot.answering.answer import Outcome
    from bot.answering.events import Event
    from bot.service.answering import Answerer, Waiting
    from bot.settings import Settings

    Told = Event | Waiting
    # Yields what happens until the outcome, and stops once it isn't wanted any more.
    Answers = Callable[[Asked, Callable[[], bool]], Iterator[Told]]

_log = logging.getLogger(__name__)

_NAMES = "ask-*.sock"
_YES, _NO = b"yes\n", b"no\n"
# A question has a few thousand characters at most; each may take six bytes in JSON.
_LONGEST_LINE = 100_000
_SECONDS_TO_ASK = 5.0
_SECONDS_BETWEEN_LOOKS = 0.5
_WAITING_CONNECTIONS = 16
_LENGTH_BYTES = 8
# Of these settings no answer depends.
_ASIDE = ("data_dir", "discord_", "web_", "health_", "log_", "sources_", "fetch_", "max_", "allow_")
_MODULES = ("bot.answering.", "bot.service.answering", "corpus.article", "corpus.errors", "corpus.reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a running process answers: questions of settings like its own, of corpora that it can open."""

    settings: Settings
    opens: Callable[[str], bool]
    answers: Answers


@contextmanager
def open_to_ask(data_dir: Path, offer: Offer) -> Generator[None]:
    """Answer on a socket in the data folder until the end; where there can be none, everyone answers for themselves."""
    with ExitStack() as stack:
        with suppress(OSError, AttributeError):  # no such sockets on this system, or a path too long for one
            listener = stack.enter_context(_listening(data_dir))
            threading.Thread(target=_accept, args=(listener, offer), daemon=True, name="ask-socket").start()
        yield


def ask_running(settings: Settings, asked: Asked) -> Generator[Told] | None:
    """Ask a process that runs already; return what it tells until the outcome, None where none answers such a question.

    While it tells, it raises a FootnoteError where the question can't be answered, a ConnectionError where the process
    ended before the outcome.
    """
    for path in sorted(settings.data_dir.glob(_NAMES)):
        with suppress(OSError):
            if stream := _asked_of(path, settings, asked):
                return _received(stream)
    return None


@asynccontextmanager
async def serving_ask(settings: Settings, answerer: Answerer) -> AsyncGenerator[None]:
    """Answer on a socket in the turn of a face whose queue runs in this loop, of any of its corpora."""
    answers = _in_turn(answerer, asyncio.get_running_loop())
    with open_to_ask(settings.data_dir, Offer(settings=settings, opens=lambda _: True, answers=answers)):
        yield


def _in_turn(answerer: Answerer, loop: asyncio.AbstractEventLoop) -> Answers:
    """Return what answers in the turn of a face whose queue runs in a loop; it is called in another thread."""

    def answers(asked: Asked, wanted: Callable[[], bool]) -> Iterator[Told]:
        told: SimpleQueue[Told | None] = SimpleQueue()

        async def outcome() -> Outcome:
            return await answerer.answering.join(answerer, asked, told.put).outcome()

        answer = asyncio.run_coroutine_threadsafe(outcome(), loop)
        answer.add_done_callback(lambda _: told.put(None))
        while True:
            try:
                one = told.get(timeout=_SECONDS_BETWEEN_LOOKS)
            except Empty:
                if wanted():
                    continue
                answer.cancel()
                return
            if one is None:
                yield Done(outcome=answer.result())
                return
            yield one

    return answers


@contextmanager
def _listening(data_dir: Path) -> Generator[socket.socket]:
    path = data_dir / f"ask-{secrets.token_hex(4)}.sock"
    # Only what listens already gets its name: what refuses is dead, and whoever asks takes it away.
    part = path.with_suffix(".part")
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(part))
        stack.callback(path.unlink, missing_ok=True)
        stack.callback(part.unlink, missing_ok=True)
        part.chmod(0o600)
        listener.listen(_WAITING_CONNECTIONS)
        part.rename(path)
        stack.callback(_hang_up, listener)
        yield listener


def _hang_up(listener: socket.socket) -> None:
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)  # or accept() would wait on


def _accept(listener: socket.socket, offer: Offer) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # it was closed
            return
        threading.Thread(target=_serve, args=(connection, offer), daemon=True, name="ask-socket").start()


def _serve(connection: socket.socket, offer: Offer) -> None:
    with connection, suppress(OSError):
        connection.settimeout(_SECONDS_TO_ASK)
        asked = _read(connection, offer)
        connection.sendall(_YES if asked else _NO)
        connection.settimeout(None)
        if asked is None:
            return
        try:
            for told in offer.answers(asked, lambda: _is_there(connection)):
                _send(connection, told)
        except FootnoteError as error:
            _send(connection, error)
        except OSError:  # whoever asked has left
            return
        except Exception:  # noqa: BLE001 -- the last door of a thread: whoever asked answers for themselves
            _log.exception("A question over the socket couldn't be answered")


def _read(connection: socket.socket, offer: Offer) -> Asked | None:
    """Return what is asked, None where others are to answer it."""
    with connection.makefile("rb") as lines:
        line = lines.readline(_LONGEST_LINE)
    try:
        told = json.loads(line)
        filters = told["filters"]
        days = {name: date.fromisoformat(filters.pop(name)) for name in ("since", "until") if filters.get(name)}
        filters = Filters(**(filters | days))
        asked = Asked(corpus=told["corpus"], words=told["words"], filters=filters, speaks=told["speaks"])
        alike = told["settings"] == _sum(offer.settings)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return asked if alike and offer.opens(asked.corpus) else None


def _is_there(connection: socket.socket) -> bool:
    """Say whether whoever asked still listens: they send nothing more, so that all that can come is their end."""
    readable, _, _ = select.select([connection], [], [], 0)
    return not readable


def _send(connection: socket.socket, value: object) -> None:
    packed = pickle.dumps(value)
    connection.sendall(len(packed).to_bytes(_LENGTH_BYTES) + packed)


def _asked_of(path: Path, settings: Settings, asked: Asked) -> io.BufferedReader | None:
    """Ask on a socket; one that nothing listens on any more is taken away."""
    if path.stat().st_uid != os.geteuid():
        return None
    line = {"settings": _sum(settings), "corpus": asked.corpus, "words": asked.words, "speaks": asked.speaks}
    written = json.dumps(line | {"filters": asdict(asked.filters)}, default=date.isoformat)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_SECONDS_TO_ASK)
        try:
            connection.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return None
        connection.sendall(written.encode() + b"\n")
        stream = connection.makefile("rb")  # which keeps the connection open
        if stream.readline() != _YES:
            stream.close()
            return None
        connection.settimeout(None)
        return stream


def _received(stream: io.BufferedReader) -> Generator[Told]:
    told: Told | FootnoteError | None = None
    with stream:
        while not isinstance(told, Done):
            length = int.from_bytes(stream.read(_LENGTH_BYTES))
            try:
                told = _Reader(io.BytesIO(stream.read(length))).load()
            except (pickle.UnpicklingError, EOFError, AttributeError) as error:
                raise ConnectionError from error
            if isinstance(told, FootnoteError):
                raise told
            yield cast("Told", told)


class _Reader(pickle.Unpickler):
    """Reads values of the engine's own kinds and no others."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class that events are made of; what a module has from elsewhere is none."""
        if module.startswith(_MODULES) or (module, name) == ("datetime", "date"):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module and "." not in name:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an event")


def _sum(settings: Settings) -> str:
    """Return a hash of what an answer depends on: the settings and the version."""
    told = {name: str(value) for name, value in settings.model_dump().items() if not name.startswith(_ASIDE)}
    return hashlib.sha256(json.dumps([version("footnote"), told], sort_keys=True).encode()).hexdigest()
