"""About the corpus: counts, dates, authors, sources, the newest, what mentions something; from the catalogue alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.selected import Selected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library
    from corpus.article import Entry

_LISTED = 10
_NEWEST = 5


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return articles, each of which is shown with its title, author, date and link, and how many there are."""
    del text
    entries = library.entries
    topic = asked.topic if library.telling(asked.topic) else ""
    if not entries:
        return Selected(code=ReplyCode.NOT_HERE, notes=(Note(code=NoteCode.EMPTY),))
    if topic:
        one = asked.detail in {"who_wrote", "article_link", "when_published"}
        entries = (one and library.titled(topic)) or library.mentioning(topic) or library.titled(topic)
        if not entries:
            words = tuple(library.telling(topic).values())
            return Selected(code=ReplyCode.NOT_HERE, missing=(Note(code=NoteCode.NO_ARTICLE_HAS, words=words),))
    if asked.detail == "oldest_articles":
        entries = sorted(entries, key=lambda e: str(e.published or "9999"))
    if asked.detail == "newest_articles":
        entries = sorted(entries, key=lambda e: str(e.published or ""), reverse=True)
    listed = _NEWEST if asked.detail in {"newest_articles", "oldest_articles"} else _LISTED
    if asked.detail in {"who_wrote", "article_link", "when_published"} and topic:
        listed = 1 if len(library.titled(topic)) == 1 else 3
    notes = [Note(code=NoteCode.COUNT, count=len(entries), words=(topic,) if topic else ())]
    if asked.detail == "newest_articles":
        notes = [Note(code=NoteCode.NEWEST_FIRST)]
    shown = tuple(entries[:listed])
    return Selected(
        code=ReplyCode.ABOUT_CORPUS,
        notes=(*notes, *_what_is_known(asked.detail, entries, shown)),
        entries=shown,
        more=max(0, len(entries) - listed),
    )


def _what_is_known(detail: str, entries: Sequence[Entry], shown: Sequence[Entry]) -> Iterator[Note]:
    """Yield from when to when articles are, where they are counted, and that what is asked of some isn't given."""
    days = [entry.published for entry in entries if entry.published]
    if detail == "count" and len(set(days)) > 1:
        yield Note(code=NoteCode.SPAN, since=min(days), until=max(days))
    if detail == "who_wrote" and not any(entry.author for entry in shown):
        yield Note(code=NoteCode.NO_AUTHOR)
    if detail == "when_published" and not any(entry.published for entry in shown):
        yield Note(code=NoteCode.NO_DATE)
