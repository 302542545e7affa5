"""Try again what a server didn't do, with growing pauses, as long as someone has patience."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0


def kept_trying(call: Callable[[], T], is_passing: Callable[[Exception], bool], patience: float) -> T:
    """Return what a call returns; raise what it raises where that won't pass, or after `patience` seconds."""
    until = time.monotonic() + patience
    pause = _FIRST_PAUSE
    while True:
        try:
            return call()
        except Exception as error:  # each library raises its own
            if not is_passing(error) or time.monotonic() + pause > until:
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
