"""The reader: an article as it was read, opened at the words that were quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from bot.service.corpora.names import MAIN, names_there
from bot.service.store.answers import StoredAnswer
from bot.web.answers.kept import citing
from bot.web.api.bibliography import articles_as
from bot.web.pages.marked_article import Wanted, read
from bot.web.request.access import may_read
from bot.web.request.parts import Parts, parts_of
from bot.web.request.templating import page
from corpus.article import Article, Copy, Span

_LONGEST_ID = 64
_LONGEST_WORDS = 400
_MOST_OTHERS = 50
_NOT_HERE = "There is no such article here."
_SPAN = r"\d{1,8}-\d{1,8}"

_QUOTES_SHOWN = 3

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An earlier answer that quoted an article: what was asked and when, where it is read, and the words quoted."""

    question: str
    day: date
    link: str
    language: str
    quotes: tuple[str, ...]


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
    form: Annotated[Literal["bibtex", "csl"] | None, Query(alias="format")] = None,
) -> Response:
    """Show an article with the quoted words marked, or give what is cited of it."""
    parts, name = parts_of(request), corpus or MAIN
    if not may_read(request, parts.site, name):
        raise HTTPException(404, _NOT_HERE)
    article, copies = await _article(parts, name, identity[:_LONGEST_ID])
    if form:
        return articles_as(form, [article])
    wanted = None
    if start is not None and end is not None and start < end:
        wanted = Wanted(start=start, end=end, sum=quote_sum, words=words)
    others = [span for span in map(_span, also.split(",")[:_MOST_OTHERS]) if span] if also else []
    reading = await parts.workers.run("look_up", read, article, wanted, others)
    opens = {key: request.query_params[key] for key in ("corpus", "pass") if key in request.query_params}
    cite = f"{request.url.path}?{urlencode(opens)}{'&' if opens else ''}"
    answers = await parts.workers.run("look_up", citing, parts, name, article.id)
    return page(
        request,
        "reader.html",
        article=article,
        copies=copies,
        reading=reading,
        cite=cite,
        cited=[_cited(one, article.id) for one in answers],
    )


def _cited(answer: StoredAnswer, article: str) -> Cited:
    """Return an answer that quoted an article; one that Discord has is read there, another is asked for again."""
    words = answer.put or answer.words
    link = f"/?{urlencode({'q': words})}"
    if answer.guild and answer.message:
        link = f"https://discord.com/channels/{answer.guild}/{answer.channel}/{answer.message}"
    quotes = dict.fromkeys(" ".join(note.quote.split()) for note in answer.notes if note.article == article)
    return Cited(
        question=" ".join(words.split()),
        day=datetime.fromtimestamp(answer.asked, UTC).astimezone().date(),
        link=link,
        language=answer.language,
        quotes=tuple(quotes)[:_QUOTES_SHOWN],
    )


async def _article(parts: Parts, name: str, identity: str) -> tuple[Article, list[Copy]]:
    if name != MAIN and name not in names_there(parts.corpora.data_dir):
        raise HTTPException(404, _NOT_HERE)
    async with parts.library_named(name) as library:
        article = await parts.workers.run("look_up", library.corpus.catalogue.article, identity)
        if article is None:
            raise HTTPException(404, "This article is no longer among those that answers are made from.")
        return article, await parts.workers.run("look_up", library.corpus.copies.of, identity)


def _span(written: str) -> Span | None:
    first, last = map(int, written.split("-"))
    return Span(start=first, end=last) if first < last else None
