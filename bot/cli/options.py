"""The options that several commands take, and the dates written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.failures import RefusedError
from bot.messages.wording import say, terminal_language
from bot.service.filters import Options, read_filters
from corpus.errors import UsageError

if TYPE_CHECKING:
    from corpus.article import Filters

_WRITTEN = "DAY"

InCorpus = Annotated[
    str | None,
    typer.Option("--corpus", metavar="NAME", help="main, a server's id, or the name of a corpus that servers share."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Since = Annotated[
    str | None,
    typer.Option(
        metavar=_WRITTEN, help="Only articles published on this day, such as 2020-06-30, 2020-06 or 2020, or later."
    ),
]
Until = Annotated[str | None, typer.Option(metavar=_WRITTEN, help="Only articles up to this day.")]
InSource = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Only articles of this source (`footnote sources`).")
]
InLanguage = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Only articles in this language, such as fr.")
]
ByAuthor = Annotated[
    str | None, typer.Option("--author", metavar="NAME", help="Only articles by this author; a surname will do.")
]


def filters_of(
    since: str | None, until: str | None, source: str | None, language: str | None, author: str | None
) -> Filters:
    """Return the filters that the options stand for.

    Raises:
        UsageError: one of them is wrong.
    """
    for name, words in (("--since", since), ("--until", until)):
        if words is not None and not words.strip():
            raise UsageError("{name} takes a day, such as 2020-06-30, a month or a year.", name=name)
    try:
        return read_filters(Options(since=since, until=until, source=source, language=language, author=author))
    except RefusedError as error:
        raise UsageError(say(error.key, terminal_language(), **error.values)) from None
