"""The terminal face: footnote ingest | ask | search | sources | bot | serve | worker | eval | doctor (door: typer).

`program` gathers the commands and turns errors into words, `session` holds the parts that they work with, `options` is
what several take; the others are the commands, a group a module.
"""

from __future__ import annotations

import os
import signal

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and end with its exit status: 0 done, 1 failed, 2 called wrongly, 130 stopped."""
    # The commands' libraries take a second to import, in which nothing has begun that could be lost.
    signal.signal(signal.SIGINT, _end_at_once)
    from bot.cli.program import run

    run()


def _end_at_once(_number: int, _frame: object) -> None:
    # Not by an exception: within an import it may be a library's to catch, and what is half imported breaks at exit.
    os.write(2, b"Stopped.\n")
    os._exit(_INTERRUPTED)
