"""Articles for a bibliography, as BibTeX or CSL-JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fastapi.responses import JSONResponse, PlainTextResponse, Response

from bot.documents.export import bibtex, csl
from corpus.article import Article


def articles_as(form: Literal["bibtex", "csl"], articles: Sequence[Article]) -> Response:
    """Return articles in a form that programs for bibliographies read."""
    if form == "bibtex":
        return PlainTextResponse(bibtex(articles), media_type="application/x-bibtex")
    return JSONResponse(csl(articles), media_type="application/vnd.citationstyles.csl+json")
