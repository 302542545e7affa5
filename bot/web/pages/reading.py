"""The reader: an article as it was read, opened at the words that were quoted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from bot.service.corpus_names import names_there
from bot.web.parts import Parts, parts_of
from bot.web.reader import Wanted, read
from bot.web.templating import page
from corpus.article import Article, Copy, Span

_LONGEST_ID = 64
_LONGEST_WORDS = 400
_MOST_OTHERS = 50
_SPAN = r"\d{1,8}-\d{1,8}"

router = APIRouter(include_in_schema=False)

Offset = Annotated[int | None, Query(ge=0, le=99_999_999)]


@router.get("/read/{identity}")
async def reader(  # noqa: PLR0913 -- one parameter a part of the address
    request: Request,
    identity: str,
    *,
    corpus: Annotated[str, Query(max_length=_LONGEST_ID)] = "",
    start: Offset = None,
    end: Offset = None,
    quote_sum: Annotated[str, Query(alias="sum", max_length=_LONGEST_ID)] = "",
    words: Annotated[str, Query(max_length=_LONGEST_WORDS)] = "",
    also: Annotated[str, Query(pattern=rf"^({_SPAN}(,{_SPAN})*)?$", max_length=2000)] = "",
) -> HTMLResponse:
    """Show an article with the quoted words marked."""
    parts = parts_of(request)
    article, copies = await _article(parts, corpus, identity[:_LONGEST_ID])
    wanted = None
    if start is not None and end is not None and start < end:
        wanted = Wanted(start=start, end=end, sum=quote_sum, words=words)
    others = [span for span in map(_span, also.split(",")[:_MOST_OTHERS]) if span] if also else []
    reading = await parts.workers.run("look_up", read, article, wanted, others)
    return page(request, "reader.html", article=article, copies=copies, reading=reading)


async def _article(parts: Parts, corpus: str, identity: str) -> tuple[Article, list[Copy]]:
    name = corpus or parts.corpus
    if name != parts.corpus and name not in names_there(parts.corpora.data_dir):
        raise HTTPException(404, "There is no such article here.")
    async with parts.library_named(name) as library:
        article = await parts.workers.run("look_up", library.corpus.get, identity)
        if article is None:
            raise HTTPException(404, "This article is no longer among those that answers are made from.")
        return article, await parts.workers.run("look_up", library.corpus.copies_of, identity)


def _span(written: str) -> Span | None:
    first, last = map(int, written.split("-"))
    return Span(start=first, end=last) if first < last else None
