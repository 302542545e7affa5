"""The terminal face: footnote ingest | ask | search | sources | bot | eval | doctor (door: typer).

`program` gathers the commands and turns errors into words, `session` holds the parts that they work with, `options` is
what several take; the others are the commands, a group a module.
"""

from bot.cli.program import main

__all__ = ["main"]
