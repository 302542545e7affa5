"""Answers of the pages and the API, kept for whoever asked, to be gone on from, exported and marked."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from bot.documents.export import markdown
from bot.messages.replies import in_words
from bot.service.notes import notes_of
from bot.service.reader_links import CorpusLinks
from bot.service.store.answers import DAYS_KEPT, PAGES, StoredAnswer, new_id

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.answering.answer import Outcome
    from bot.web.request.parts import Parts

# As many turns as understanding looks back to.
_MOST_TURNS = 8
_MOST_CITING = 20
_SECONDS_BETWEEN_LOOKS = 3600.0


def keep(parts: Parts, outcome: Outcome, after: str = "") -> str:
    """Keep an answer for whoever asked, and which it goes on from; return its id, which nobody guesses."""
    question, reply = outcome.question, outcome.reply
    links = CorpusLinks(links=parts.site.links, corpus=parts.corpus)
    answer = StoredAnswer(
        id=new_id(),
        guild=None,
        channel=PAGES,
        message=None,
        asker=parts.person,
        private=True,
        asked=parts.clock(),
        words=question.text,
        filters=question.filters,
        language=question.language,
        text=in_words(reply, question.language),
        answered=not reply.abstained,
        notes=notes_of(reply, links),
        passages=(),
        rest=(),
        put=question.asked or question.text,
        follows=after,
        markdown=markdown(outcome, links.of_reply(reply.citations or reply.nearest)),
        corpus=parts.corpus,
    )
    parts.store.answers.keep(answer)
    return answer.id


def conversation(parts: Parts, identity: str) -> list[StoredAnswer]:
    """Return an answer after those that it goes on from, nothing where it isn't kept for whoever asks."""
    return parts.store.answers.on_pages(identity, corpus=parts.corpus, person=parts.person, limit=_MOST_TURNS)


def citing(parts: Parts, corpus: str, article: str) -> list[StoredAnswer]:
    """Return the last answers that quoted an article, of those that whoever looks may see; to be called in a thread.

    Theirs are; of a server's, what all of it could read, and to those who manage it what wasn't private. Here nothing
    tells who is in which channel.
    """
    viewer = parts.viewer
    if viewer is None:
        return []
    servers = {one.server: one.manages for one in viewer.servers if one.corpus == corpus}

    def seen(answer: StoredAnswer) -> bool:
        if viewer.person_id and answer.asker == viewer.person_id:
            return True
        if viewer.everything:
            return not answer.private or (answer.channel == PAGES and answer.asker == viewer.person_id)
        may = servers.get(answer.guild) if answer.guild is not None else None
        return may is not None and not answer.private and (may or answer.everyone)

    return parts.store.answers.quoting(article, corpus, most=_MOST_CITING, seen=seen)


@asynccontextmanager
async def forgetting(parts: Parts) -> AsyncGenerator[None]:
    """Forget meanwhile what is older than answers are kept, as the bot does where it runs."""

    def forget() -> None:
        parts.store.answers.forget_older(DAYS_KEPT, parts.clock())

    async def go_on() -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            forget()

    forget()
    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
