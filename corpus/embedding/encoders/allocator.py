"""Keep freed memory from piling up in this process (door: the C library's allocator)."""

from __future__ import annotations

import ctypes
from contextlib import suppress

# glibc gives each of the first 8 threads a core an arena of its own, and what is freed within one serves no other
# thread: of work that moves between threads each then holds the most that it ever needed.
_ARENAS = 2
_M_ARENA_MAX = -8  # malloc.h


def share_arenas() -> None:
    """Have all threads take their memory from few arenas; those that exist stay."""
    with suppress(OSError, AttributeError):  # other C libraries have another name, or no such function
        ctypes.CDLL("libc.so.6").mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give freed memory back to the system, which glibc would keep: a tenth of all that a long ingestion takes."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
