"""What people think of an answer on the pages or over the API: only what they mark is kept, for those who manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bot.documents.export import markdown
from bot.messages.replies import in_words
from bot.service.notes import notes_of
from bot.service.reader_links import CorpusLinks
from bot.service.store.answers import Opinion, StoredAnswer, new_id

if TYPE_CHECKING:
    from bot.answering.answer import Outcome
    from bot.web.parts import Parts
    from bot.web.signin.viewer import Viewer

Fault = Literal["wrong", "source", "language", "long", "other"]
FAULTS: tuple[Fault, ...] = ("wrong", "source", "language", "long", "other")
LONGEST_REASON = 1000
PAGES = 0
"""The server under which is kept what is marked by those who have the key, or need none."""


def judge(  # noqa: PLR0913 -- an answer, and one parameter a part of what is thought of it
    parts: Parts, viewer: Viewer | None, identity: str, *, good: bool, kind: Fault = "other", reason: str = ""
) -> bool:
    """Keep an answer with what someone thinks of it; say whether it was there to be marked."""
    given = parts.kept.conversation(identity, parts.corpus)
    if not given:
        return False
    person = viewer.person_id if viewer else 0
    known = parts.kept.marked.get(identity) or new_id()
    parts.kept.marked[identity] = known
    parts.store.answers.forget(known)
    parts.store.answers.keep(_stored(parts, viewer, given[-1], known))
    opinion = Opinion(person=person, good=good, reason=" ".join(reason.split()), kind="" if good else kind)
    parts.store.answers.judge(known, opinion, parts.clock())
    return True


def _stored(parts: Parts, viewer: Viewer | None, outcome: Outcome, identity: str) -> StoredAnswer:
    shelves = viewer.shelves if viewer else ()
    server = next((one.server for one in shelves if one.corpus == parts.corpus), PAGES)
    question, reply = outcome.question, outcome.reply
    links = CorpusLinks(links=parts.site.links, corpus=parts.corpus)
    return StoredAnswer(
        id=identity,
        guild=server,
        channel=0,
        message=None,
        asker=viewer.person_id if viewer else 0,
        private=False,
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
        markdown=markdown(outcome, links.of_reply(reply.citations or reply.nearest)),
    )
