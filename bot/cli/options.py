"""The options that several commands take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

_DATE = ["%Y-%m-%d"]

InCorpus = Annotated[
    str | None,
    typer.Option("--corpus", metavar="NAME", help="main, a server's id, or the name of a corpus that servers share."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Since = Annotated[datetime | None, typer.Option(formats=_DATE, help="Only articles published on this day or later.")]
Until = Annotated[datetime | None, typer.Option(formats=_DATE, help="Only articles published on this day or before.")]
InSource = Annotated[str | None, typer.Option("--source", help="Only articles of this source (`footnote sources`).")]
InLanguage = Annotated[str | None, typer.Option("--language", help="Only articles in this language, such as fr.")]
ByAuthor = Annotated[str | None, typer.Option("--author", help="Only articles by this author; a surname will do.")]
