"""What the page of an answer shows of it: its footnotes with the paragraphs that they stand in, and where they lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messages.replies import lines_above, lines_below, say_heading, say_note
from bot.web.answers.opinions import FAULTS
from bot.web.request.templating import fragment
from ingest.source_config import is_web

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Question
    from bot.answering.reply import Citation, Reply
    from bot.web.request.parts import Parts

# Of a paragraph without an end, so much on each side of the quote shows what it is about.
_AROUND = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A footnote with the words of its paragraph before and after the quote, and what it leads to."""

    citation: Citation
    before: str
    after: str
    reader: str
    original: str | None


def reply_html(  # noqa: PLR0913 -- a reply, how it is said, and where it stands
    parts: Parts, question: Question, reply: Reply, language: str, *, kept: str = "", before: Sequence[str] = ()
) -> str:
    """Return a reply as HTML, as far as it goes; `kept` is its id once it is whole, `before` what was asked before."""
    shown = reply.citations or reply.nearest
    readers = parts.site.links.of_reply(parts.corpus, shown)
    own = parts.site.links.url
    footnotes = [_footnote(c, readers[c.article.id, c.start, c.end].removeprefix(own)) for c in shown]
    return fragment(
        "_reply.html",
        language,
        question=question,
        reply=reply,
        above=lines_above(reply, question.language),
        below=lines_below(reply, question.language),
        say_heading=say_heading,
        say_note=say_note,
        footnotes=footnotes,
        kept=kept,
        before=before,
        faults=FAULTS,
        corpus=parts.corpus,
    )


def _footnote(citation: Citation, reader: str) -> Footnote:
    text = citation.article.text
    start = max(text.rfind("\n", 0, citation.start) + 1, citation.start - _AROUND)
    end = text.find("\n", citation.end)
    end = min(end if end >= 0 else len(text), citation.end + _AROUND)
    original = citation.link or (citation.article.address if is_web(citation.article.address) else None)
    return Footnote(
        citation=citation,
        before=text[start : citation.start],
        after=text[citation.end : end],
        reader=reader,
        original=original,
    )
