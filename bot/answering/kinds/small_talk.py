"""Small talk: a greeting, thanks, help; nothing is searched, and help offers questions that the articles answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.selected import Selected

if TYPE_CHECKING:
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library

_NOTES = {"greeting": NoteCode.GREETING, "thanks": NoteCode.THANKS}
_SOURCES = 3
_SUGGESTIONS = 3


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return what is said to a greeting, thanks, or a call for help."""
    del text
    if code := _NOTES.get(asked.detail):
        return Selected(code=ReplyCode.SMALL_TALK, notes=(Note(code=code),))
    if not library.entries:
        return Selected(code=ReplyCode.SMALL_TALK, notes=(Note(code=NoteCode.EMPTY),))
    sources = tuple(source.name for source in library.corpus.sources()[:_SOURCES])
    note = Note(code=NoteCode.HELP, count=len(library.entries), words=sources)
    titles = tuple(entry.title for entry in library.entries[:_SUGGESTIONS])
    return Selected(code=ReplyCode.SMALL_TALK, notes=(note,), suggestions=titles)
