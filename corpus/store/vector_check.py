"""Search the vectors of a folder once, in a process of its own: a damaged index may end the process that opens it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from corpus.store.vectors import VectorStore

_LONGEST = 120  # seconds


def opens(path: Path, tag: str) -> bool:
    """Say whether the vectors in a folder can be searched."""
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])}
    command = [
        sys.executable,
        "-P",
        "-m",
        "corpus.store.vector_check",
        str(path),
        tag,
    ]  # -P: nothing of the folder we stand in
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_LONGEST, check=False)  # noqa: S603 -- our own program
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(path: Path, tag: str) -> None:
    """Search the vectors of a model tag.

    Raises:
        StoreError: they can't be searched.
    """
    store = VectorStore(path)
    store.try_out(tag)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
