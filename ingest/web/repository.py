"""Fetch Git repositories, and read their files without checking them out (door: the git program).

Only what git keeps is on the disk: no file of a repository is ever written by its name, so that no link, hook, filter
or submodule in it does anything. git connects to nothing but the IP addresses that were checked, follows no redirect,
and has none of our environment.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corpus.errors import ArticleError
from ingest.errors import FailedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from pathlib import Path

    from ingest.web.address import Address

MOST_BYTES: Final = 200 * 1024 * 1024
"""Of a repository without its history; books of thousands of pages, pictures included, have less."""

_MB = 1024 * 1024
_SECONDS = 600
_LOOK = 0.2  # seconds between two looks at how large it has become
_OLDEST = (2, 37)  # that lets whoever calls it say which IP address a name stands for
_VERSION = re.compile(r"(\d+)\.(\d+)")
_REF = "refs/footnote/read"
_AT_ONCE = 64  # files
_LINK, _SUBMODULE = "120000", "160000"
_SAFE = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "credential.helper": "",
    "fetch.fsckObjects": "true",
    "gc.auto": "0",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "100",
    "http.lowSpeedTime": "60",
    "protocol.allow": "never",
    "protocol.http.allow": "always",
    "protocol.https.allow": "always",
    "submodule.recurse": "false",
    "transfer.bundleURI": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a repository: where it lies, by which name git keeps its content, how many bytes that has."""

    path: str
    blob: str
    size: int
    is_link: bool = False
    is_repository: bool = False


class Repository:
    """One repository as git keeps it, in a folder of its own, without its history."""

    def __init__(self, folder: Path) -> None:
        """Name the folder, which is made when something is fetched."""
        self._folder = folder

    async def fetch(self, address: Address, ref: str, hosts: Sequence[str], *, most_bytes: int = MOST_BYTES) -> None:
        """Fetch what is new in a branch; `hosts` are the IP addresses that the name of its host stands for.

        Raises:
            RefusedError: there is no git program, or the repository is too large.
            FailedError: git can't have it now.
        """
        await _check_program(address)
        if not (self._folder / "HEAD").exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            await self._run("init", "--quiet", "--bare", "--template=", ".")
        # A number stands for itself.
        pinned = [] if address.host in hosts else [f"http.curloptResolve={_resolved(address, hosts)}"]
        fetching = await self._started(
            "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--force",
            str(address), f"+{ref}:{_REF}", more=pinned,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_SECONDS):
                while await _goes_on(fetching):
                    self._check_size(address, most_bytes)
            self._check_size(address, most_bytes)
        except (TimeoutError, RefusedError) as error:
            await _end(fetching)
            self.remove()
            raise _failed(address) if isinstance(error, TimeoutError) else error from None
        finally:
            await _end(fetching)
        if fetching.returncode:
            raise _failed(address)

    async def files(self) -> list[File]:
        """Return the files of what was fetched, in the order of their paths."""
        told = await self._run("ls-tree", "-r", "-z", "-l", "--full-tree", _REF)
        found: list[File] = []
        for line in told.split(b"\0"):
            about, _, path = line.partition(b"\t")
            if path:
                mode, _, blob, size = about.decode().split()
                found.append(
                    File(
                        path=path.decode("utf-8", "replace"),
                        blob=blob,
                        size=int(size) if size.isdigit() else 0,
                        is_link=mode == _LINK,
                        is_repository=mode == _SUBMODULE,
                    )
                )
        return found

    async def contents(self, files: Sequence[File]) -> AsyncGenerator[tuple[File, bytes]]:
        """Yield files with what they hold, some read at a time."""
        for at in range(0, len(files), _AT_ONCE):
            some = files[at : at + _AT_ONCE]
            told = await self._run("cat-file", "--batch", said="".join(f"{file.blob}\n" for file in some).encode())
            start = 0
            for file in some:
                start = told.index(b"\n", start) + 1
                yield file, told[start : start + file.size]
                start += file.size + 1

    def remove(self) -> None:
        """Take what was fetched off the disk."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _check_size(self, address: Address, most: int) -> None:
        """Refuse what has become too large.

        Raises:
            RefusedError: it has.
        """
        if _size(self._folder) > most:
            raise RefusedError(
                "{page} is larger than the {most} MB that are read of a repository: clone it, and ingest its folder.",
                page=address.shown,
                most=most // _MB,
            )

    async def _run(self, *arguments: str, said: bytes = b"") -> bytes:
        process = await self._started(*arguments)
        told, _ = await process.communicate(said)
        if process.returncode:
            self.remove()  # a later run fetches it anew
            raise ArticleError("What git keeps of a repository is damaged: run the command again.")
        return told

    async def _started(self, *arguments: str, more: Sequence[str] = ()) -> asyncio.subprocess.Process:
        settings = [part for one in (*(f"{k}={v}" for k, v in _SAFE.items()), *more) for part in ("-c", one)]
        return await asyncio.create_subprocess_exec(
            "git", *settings, *arguments, cwd=self._folder, env=_environment(self._folder), stdin=PIPE, stdout=PIPE,
            stderr=DEVNULL, start_new_session=True,
        )  # fmt: skip


async def _check_program(address: Address) -> None:
    """Refuse where there is no git that can be told where to connect.

    Raises:
        RefusedError: there is none.
    """
    if shutil.which("git"):
        process = await asyncio.create_subprocess_exec("git", "--version", stdout=PIPE, stderr=DEVNULL)
        told, _ = await process.communicate()
        version = _VERSION.search(told.decode("ascii", "replace"))
        if version and (int(version[1]), int(version[2])) >= _OLDEST:
            return
    raise RefusedError(
        "{page} is a Git repository, which the program git of version {oldest} or later reads: install that.",
        page=address.shown,
        oldest=".".join(map(str, _OLDEST)),
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process, and those that it has started, where they still run."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _goes_on(process: asyncio.subprocess.Process) -> bool:
    """Wait a moment for a process; say whether it goes on."""
    try:
        await asyncio.wait_for(process.wait(), _LOOK)
    except TimeoutError:
        return True
    return False


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment without settings, keys and programs of whoever runs us."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ
    }
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_DIR": str(folder),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_NO_LAZY_FETCH": "1",
        "HOME": str(folder),
        "LC_ALL": "C",
    }


def _resolved(address: Address, hosts: Sequence[str]) -> str:
    """Return what a host's name stands for, in curl's words."""
    inside = ",".join(f"[{host}]" if ":" in host else host for host in hosts)
    return f"{address.host}:{address.port}:{inside}"


def _size(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(root, name)).st_size  # noqa: PTH116, PTH118 -- of many files, in haste
            except OSError:  # git has taken it away in between
                continue
    return total


def _failed(address: Address) -> FailedError:
    return FailedError("{page} can't be had by git just now: a later run tries again.", page=address.shown)
