"""The options that several commands take, and the dates written in them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer

from corpus.errors import UsageError

_WRITTEN = "YYYY-MM-DD"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)

InCorpus = Annotated[
    str | None,
    typer.Option("--corpus", metavar="NAME", help="main, a server's id, or the name of a corpus that servers share."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Since = Annotated[str | None, typer.Option(metavar=_WRITTEN, help="Only articles published on this day or later.")]
Until = Annotated[str | None, typer.Option(metavar=_WRITTEN, help="Only articles published on this day or before.")]
InSource = Annotated[str | None, typer.Option("--source", help="Only articles of this source (`footnote sources`).")]
InLanguage = Annotated[str | None, typer.Option("--language", help="Only articles in this language, such as fr.")]
ByAuthor = Annotated[str | None, typer.Option("--author", help="Only articles by this author; a surname will do.")]


def read_date(option: str, words: str | None) -> date | None:
    """Return the day that an option names, None where it isn't given.

    Raises:
        UsageError: there is no such day, or it is written otherwise.
    """
    if words is None:
        return None
    written = _DATE.fullmatch(words.strip())
    if not written:
        raise UsageError(f"{option} takes a day written as {_WRITTEN}, such as 2020-06-30, not {words!r}.")
    try:
        return date(*map(int, written.groups()))
    except ValueError:
        raise UsageError(f"{option}: there is no day {words}; give one of the calendar, such as 2020-06-30.") from None
