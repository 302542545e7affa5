"""A Git repository of our own, and a server on loopback that hands it out as git's own program for that does."""

from __future__ import annotations

import os
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_GIT = shutil.which("git") or "git"
_BACKEND = (_GIT, "http-backend")


class GitServer:
    """Serves the repository `quay.git` below a folder; keeps what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self._work = folder / "work"
        self._work.mkdir(parents=True)
        git(self._work, "init", "--quiet", "--initial-branch=main")

    def commit(self, files: Mapping[str, str | None], *, branch: str = "main") -> None:
        """Write files, or take away those that are None, and commit and publish that."""
        git(self._work, "checkout", "--quiet", "-B", branch)
        for name, text in files.items():
            path = self._work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        self.publish()

    def link(self, name: str, target: str) -> None:
        """Put a link into the working tree, to be committed with the next files."""
        (self._work / name).symlink_to(target)

    def publish(self) -> None:
        git(self._work, "add", "--all")
        git(self._work, "commit", "--quiet", "--message", "x")
        bare = self.folder / "quay.git"
        if not bare.exists():
            git(self.folder, "clone", "--quiet", "--bare", str(self._work), str(bare))
        git(self._work, "push", "--quiet", str(bare), "--all", "--force")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/quay.git"

    @property
    def fetched(self) -> int:
        """Return how often something was fetched; a look at the branches isn't."""
        return sum(path.endswith("/git-upload-pack") for path in self.asked)

    def __enter__(self) -> Self:
        own = self

        class Handler(_Handler):
            server_of_tests = own

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=Ida", "-c", "user.email=ida@quay.example", "-c", "commit.gpgSign=false")
    subprocess.run((_GIT, *name, *arguments), cwd=folder, check=True, env=_environment(), capture_output=True)


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


class _Handler(BaseHTTPRequestHandler):
    """Hands each request on to `git http-backend`: https://git-scm.com/docs/git-http-backend."""

    server_of_tests: GitServer

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _answer(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        self.server_of_tests.asked.append(path)
        variables = {
            "GIT_PROJECT_ROOT": str(self.server_of_tests.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
        }
        done = subprocess.run(_BACKEND, input=body, env=_environment() | variables, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(headers.pop("Status", "200 OK").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing."""
