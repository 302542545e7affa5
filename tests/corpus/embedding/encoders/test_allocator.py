"""What the C library's allocator is told."""

from __future__ import annotations

import platform
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COUNT_ARENAS = """
import ctypes, sys, threading
from corpus.embedding.encoders.allocator import share_arenas
if sys.argv[2] == "shared":
    share_arenas()
libc = ctypes.CDLL("libc.so.6")
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(8)
def work():
    together.wait()
    libc.malloc(ctypes.c_size_t(100))
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
file = libc.fopen(sys.argv[1].encode(), b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_share_two_arenas_once_it_is_told_so(tmp_path: Path) -> None:
    assert arenas(tmp_path, "own") > 2
    assert arenas(tmp_path, "shared") == 2


def arenas(folder: Path, mode: str) -> int:
    told = folder / f"{mode}.xml"
    subprocess.run([sys.executable, "-c", COUNT_ARENAS, str(told), mode], check=True, cwd=ROOT)
    return told.read_text().count("<heap nr=")
