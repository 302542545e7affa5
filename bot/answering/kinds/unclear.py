"""What can't be answered in one reply: too many questions at once, of which one is asked back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.question.kind import MOST_PARTS
from bot.answering.reply import Note, NoteCode, ReplyCode
from bot.answering.selection.selected import Selected

if TYPE_CHECKING:
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Ask which of the questions is meant to come first."""
    del text, library
    return Selected(code=ReplyCode.UNCLEAR, notes=(Note(code=NoteCode.WHICH, words=asked.parts[:MOST_PARTS]),))
