"""A Chroma server on loopback, as the pinned package brings it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_SECONDS_TO_START = 120  # on a machine that does much else; no test is about them


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def chroma_server(folder: Path, port: int | None = None) -> Generator[str]:
    """Serve a folder until the end; yield the address."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    program = "import sys; from chromadb.cli.cli import app; sys.argv[0] = 'chroma'; app()"
    options = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(url, process)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with urlopen(f"{url}/api/v2/heartbeat", timeout=1):  # noqa: S310 -- our own address
                return
        except (URLError, OSError):
            if process.poll() is not None or time.monotonic() > until:
                raise
        time.sleep(0.05)
