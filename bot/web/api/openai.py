"""OpenAI's chat completions over the articles: footnotes stay, as Markdown links and as url_citation annotations."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import pairwise
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.answering.answer import Outcome, Question, Turn
from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.answering.events import Done, Grown
from bot.answering.reply import Citation, Reply
from bot.documents.export import markdown_address, markdown_text
from bot.failures import failure_of
from bot.messages.replies import lines_above, lines_below, say_heading
from bot.messages.wording import say
from bot.service.answering import Asked
from bot.web.answers.asking import answered, answering
from bot.web.answers.kept import keep
from bot.web.request.parts import Parts, parts_of
from corpus.article import Filters
from corpus.language.well_formed import well_formed

MODEL = "footnote"
_MOST_MESSAGES = 200
_MOST_TURNS = 20

_Completed = {"content": {"application/json": {}, "text/event-stream": {}}, "description": "The answer, or its chunks."}
_Sentence = {"description": "Why it isn't done, in one sentence: {error: {message, code}}."}
router = APIRouter(prefix="/v1", tags=["OpenAI's form"], responses=dict.fromkeys((400, 401, 413, 422, 503), _Sentence))


class Part(BaseModel):
    """A part of a message; those that are no text aren't read."""

    type: str = "text"
    text: str = ""


class Message(BaseModel):
    """A message of a chat."""

    role: str
    content: str | list[Part] | None = None

    @property
    def words(self) -> str:
        """Return its text."""
        if isinstance(self.content, str):
            return well_formed(self.content)
        return well_formed(" ".join(part.text for part in self.content or ()))


class StreamOptions(BaseModel):
    """What a stream is to have besides."""

    include_usage: bool = False


class Completion(BaseModel):
    """A request for a completion; what else OpenAI's has, such as a temperature, changes nothing."""

    model_config = ConfigDict(extra="ignore")

    model: str = MODEL
    messages: list[Message] = Field(min_length=1, max_length=_MOST_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None


@router.get("/models")
async def models(request: Request) -> dict[str, Any]:
    """List the one model that there is: the articles."""
    del request
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "footnote"}]}


@router.post("/chat/completions", response_model=None, responses={200: _Completed})
async def complete(request: Request, body: Completion) -> Response | dict[str, Any]:
    """Answer the last message from the articles; those before it say what it leans on."""
    parts = parts_of(request)
    asked = _asked(parts, body.messages)
    if body.stream:
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        return StreamingResponse(_chunks(parts, asked, with_usage=with_usage), media_type="text/event-stream")
    outcome = await answered(parts, asked)
    content, annotations = _content(parts, outcome.question, outcome.reply)
    message = {"role": "assistant", "content": content, "annotations": annotations, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return _envelope(parts, outcome) | {
        "object": "chat.completion",
        "choices": [choice],
        "usage": _usage(outcome),
    }


def _asked(parts: Parts, messages: list[Message]) -> Asked:
    users = [n for n, message in enumerate(messages) if message.role == "user" and message.words.strip()]
    if not users:
        raise HTTPException(400, "No message of the user has words: ask something in the last one.")
    words = messages[users[-1]].words
    if len(words) > LONGEST_QUESTION:
        raise HTTPException(
            400, f"The question has {len(words):,} characters: ask it in {LONGEST_QUESTION:,} or fewer."
        )
    turns = [
        Turn(
            question=messages[first].words[:LONGEST_QUESTION],
            answer=" ".join(m.words for m in messages[first:following] if m.role == "assistant"),
        )
        for first, following in pairwise(users)
    ]
    return parts.asked(words, Filters(), tuple(turns[-_MOST_TURNS:]))


async def _chunks(parts: Parts, asked: Asked, *, with_usage: bool) -> AsyncGenerator[str]:
    base = _envelope(parts, None) | {"object": "chat.completion.chunk"}
    written = ""
    yield _chunk(base, {"role": "assistant", "content": ""})
    try:
        async with aclosing(answering(parts, asked)) as told:
            async for one in told:
                if isinstance(one, Grown):
                    body = _body(parts, one.question, one.reply)[0]
                    if body.startswith(written):  # what was sent can't be taken back
                        yield _chunk(base, {"content": body[len(written) :]})
                        written = body
                elif isinstance(one, Done):
                    outcome = one.outcome
                    content, annotations = _content(parts, outcome.question, outcome.reply)
                    rest = content[len(written) :] if content.startswith(written) else f"\n\n{content}"
                    yield _chunk(base, {"content": rest, "annotations": annotations})
                    yield _chunk(base, {}, "stop")
                    if with_usage:
                        yield _line(base | {"choices": [], "usage": _usage(outcome)})
    except Exception as error:  # noqa: BLE001 -- the last door: programs get a sentence, the log the rest
        failure = failure_of(error)
        yield _line({"error": {"message": say(failure.key, "en", **failure.values), "type": "server_error"}})
    yield "data: [DONE]\n\n"


def _content(parts: Parts, question: Question, reply: Reply) -> tuple[str, list[dict[str, Any]]]:
    """Return a reply as Markdown, its footnotes under it, and where in it each footnote's number stands."""
    body, annotations = _body(parts, question, reply)
    below = [f"*{markdown_text(line)}*" for line in lines_below(reply, question.language)]
    entries = [
        f"- [{markdown_text(e.title or e.source)}]({parts.site.links.page(parts.corpus, e.id)})" for e in reply.entries
    ]
    readers = _readers(parts, reply)
    notes = [f"{c.number}. {_note(c, readers)}" for c in reply.citations or reply.nearest]
    return "\n\n".join(filter(None, (body, *below, "\n".join(entries), "\n".join(notes)))), annotations


def _body(parts: Parts, question: Question, reply: Reply) -> tuple[str, list[dict[str, Any]]]:
    readers = _readers(parts, reply)
    by_number = {citation.number: citation for citation in reply.citations}
    annotations: list[dict[str, Any]] = []
    body = "\n\n".join(f"*{markdown_text(line)}*" for line in lines_above(reply, question.language))
    for section in reply.sections:
        if section.heading:
            body += f"\n\n**{markdown_text(say_heading(section.heading, question.language))}**"
        for sentence in section.sentences:
            words = markdown_text(sentence.text)
            body += "\n\n" if body else ""
            body += f"“{words}”" if sentence.quoted else words
            for number in sentence.citations:
                citation = by_number[number]
                link = readers[citation.article.id, citation.start, citation.end]
                mark = f" [[{number}]]({markdown_address(link)})"
                place = {"start_index": len(body) + 1, "end_index": len(body) + len(mark)}
                title = citation.article.title or citation.article.source
                annotations.append({"type": "url_citation", "url_citation": place | {"url": link, "title": title}})
                body += mark
    return body, annotations


def _note(citation: Citation, readers: dict[tuple[str, int, int], str]) -> str:
    article = citation.article
    day = article.published.isoformat() if article.published else None
    about = ", ".join(markdown_text(part) for part in (article.title or article.source, article.site, day) if part)
    link = readers[article.id, citation.start, citation.end]
    return f"[{about}]({markdown_address(link)}): “{markdown_text(citation.quote)}”"


def _readers(parts: Parts, reply: Reply) -> dict[tuple[str, int, int], str]:
    return parts.site.links.of_reply(parts.corpus, (*reply.citations, *reply.nearest))


def _envelope(parts: Parts, outcome: Outcome | None) -> dict[str, Any]:
    identity = keep(parts, outcome) if outcome else f"{time.time_ns():x}"
    return {"id": f"chatcmpl-{identity}", "created": int(time.time()), "model": MODEL}


def _usage(outcome: Outcome) -> dict[str, int]:
    read, written = outcome.tokens.read, outcome.tokens.written
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _chunk(base: dict[str, Any], delta: dict[str, Any], finish: Literal["stop"] | None = None) -> str:
    return _line(base | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _line(document: dict[str, Any]) -> str:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n"
