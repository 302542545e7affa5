"""Read documents in a process of its own, so that no document can take more time or memory than it may.

The libraries for documents follow whatever a file says: one may send them around in circles, make them unpack
gigabytes, or, where they are native code, break the process they run in. Here all that ends in one sentence.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any

from corpus.article import Place
from corpus.child_process import module_command, python_path
from corpus.errors import ArticleError
from corpus.reason import Reason, unpacked
from ingest.readers.document.reading import Reading
from ingest.readers.registry import KINDS

_SECONDS = 120
_MB = 1024 * 1024
_MEMORY = 1536 * _MB
_MEMORY_A_BYTE = 4
_MODEL = 128 * _MB  # it has 68 MB
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG", "LC_ALL")


def read_apart(kind: str, content: bytes, name: str, *, seconds: float = _SECONDS, memory: int = _MEMORY) -> Reading:
    """Return what the reader of this kind finds in the document called `name`.

    It has so many seconds, and so many bytes of memory beside a few for each byte of the document.

    Raises:
        ArticleError: what the reader raises; or the document breaks it, or takes too long or too much memory.
    """
    order = json.dumps({"kind": kind, "name": name, "memory": memory}).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 -- our own program
            module_command("ingest.readers.sandbox"),
            input=order + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ArticleError(
            "{name} takes longer than {seconds:g} seconds to read: split it, or save it anew.",
            name=name,
            seconds=seconds,
        ) from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise ArticleError(
            "{name} can't be read, it breaks its reader: save it anew, or as plain text.", name=name
        ) from error
    if "error" in answer:
        raise ArticleError.of(unpacked(answer["error"]))
    return _unpacked(answer)


def _environment() -> dict[str, str]:
    """Return what the process needs of our environment, and no key that lies there."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | python_path() | {"PYTHONIOENCODING": "utf-8"}


def _unpacked(answer: dict[str, Any]) -> Reading:
    published = answer.pop("published")
    places = tuple(Place(**place) for place in answer.pop("places"))
    return Reading(**answer, published=date.fromisoformat(published) if published else None, places=places)


def _answer(kind: str, content: bytes, name: str) -> dict[str, Any]:
    try:
        read = KINDS[kind].read_bytes
        if read is None:
            raise LookupError(kind)
        return asdict(read(content, name))
    except ArticleError as error:
        return {"error": error.reason.packed()}
    except MemoryError:
        reason = Reason(
            "{name} takes more memory to read than an article may: split it, or save it anew.", {"name": name}
        )
        return {"error": reason.packed()}


def _limit(memory: int, written: int) -> None:
    """Have the system end us where we take too much; where it has no such limits, the clock of our caller stays."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))


def _serve() -> None:
    """Be the process of its own: read one document, answer, end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that asked, and that ends us
    order: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    # What tells languages unpacks its model through a file.
    _limit(order["memory"] + _MEMORY_A_BYTE * len(content), _MODEL if KINDS[order["kind"]].guesses else 0)
    answer = json.dumps(_answer(order["kind"], content, order["name"]), default=date.isoformat)
    sys.stdout.write(answer)
    sys.stdout.flush()
    os._exit(0)  # what the libraries would still tidy up goes with us


if __name__ == "__main__":
    _serve()
