"""Find all words of the command line's definition that its help shows."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import typer

from bot.cli.program import app

_OWN = {"Usage", "Arguments", "Options", "Commands", "[OPTIONS]", "COMMAND [ARGUMENTS]", "TEXT"}
# What ingestion tells of an address (ingest/pipeline/tally.py).
_OUTCOMES = {
    *("added", "changed", "removed", "vanished", "waiting", "failed", "left out", "no article"),
    *("would add", "would update", "would remove", "added in part", "changed in part"),
}


def terminal_words() -> set[str]:
    """Return the words of each command, argument, option and placeholder, and of what happens to an address."""
    return _OWN | _OUTCOMES | _of(typer.main.get_command(app))


def _of(command: Any) -> set[str]:
    found = set(cleandoc(command.help or "").split("\n\n"))
    for param in [*command.params, command.get_help_option(typer.Context(command))]:
        found |= {param.help or "", param.metavar or ""}
    for other in getattr(command, "commands", {}).values():
        found |= _of(other)
    # An id is ID in each language, and values are what they are.
    return {" ".join(words.split()) for words in found if words not in {"", "ID"} and "|" not in words}
