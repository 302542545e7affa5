"""Read the words in pictures of pages by tesseract, where that is installed: https://tesseract-ocr.github.io."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache

_PROGRAM = "tesseract"
_SECONDS = 60  # a page of small print takes some five
_NO_LANGUAGE = frozenset(["osd", "equ", "snum"])  # of its models those that find directions, formulas, serial numbers
_BROKEN = re.compile(r"(?<=\w)[-\u2010\u00ad]\n(?=[a-zß-ÿ])")


def is_installed() -> bool:
    """Say whether there is a program that reads pictures, with a model of some language."""
    return bool(_models())


def paragraphs_of(picture: bytes) -> list[str]:
    """Return the paragraphs in a picture, PNM or PNG, each on one line; none where it can't be read."""
    said = _run("stdin", "stdout", "-l", "+".join(_models()), given=picture)
    blocks = re.split(r"\n\s*\n", said.replace("\f", "\n\n"))
    return [words for block in blocks if (words := " ".join(_BROKEN.sub("", block.strip()).split()))]


@cache
def _models() -> tuple[str, ...]:
    """Return the languages that whoever runs this has installed models of, in tesseract's words."""
    if shutil.which(_PROGRAM) is None:
        return ()
    listed = _run("--list-langs").splitlines()[1:]
    return tuple(name for line in listed if (name := line.strip()) and name not in _NO_LANGUAGE and "/" not in name)


def _run(*arguments: str, given: bytes = b"") -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- a program that whoever runs this has installed, with our words
            [shutil.which(_PROGRAM) or _PROGRAM, *arguments],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
