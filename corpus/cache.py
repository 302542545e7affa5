"""Fill a folder or a file of the cache once, whole or not at all, whoever asks first."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from corpus.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable


def unpack_once(target: Path, fill: Callable[[Path], None], *, announce: Callable[[str], None]) -> Path:
    """Return `target`, filled by `fill` if it isn't there yet.

    `fill` writes into an empty folder beside the target; a rename makes it the target, so a process that
    dies half-way leaves nothing that could be taken for whole. A second process waits for the first.

    Raises:
        ModelError: the cache folder can't be written.
    """
    if target.exists():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{target}.lock")
        try:
            lock.acquire(timeout=0.5)
        except Timeout:
            announce(f"Waiting for another process that unpacks {target.name}")
            lock.acquire()
        try:
            if not target.exists():
                _fill(target, fill)
        finally:
            lock.release()
    except OSError as error:
        raise ModelError(
            "The cache folder {folder} can't be written ({reason}): make room there, or set FOOTNOTE_CACHE_DIR.",
            folder=target.parent,
            reason=error.strerror,
        ) from error
    return target


def _fill(target: Path, fill: Callable[[Path], None]) -> None:
    for left_over in target.parent.glob(f"{target.name}.part-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=f"{target.name}.part-", dir=target.parent))
    try:
        fill(part)
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
