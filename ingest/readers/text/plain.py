"""Read plain text: its first line is the title, the others are the text."""

from __future__ import annotations

from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import MAX_TITLE, Reading, tidy_text
from ingest.readers.text.wrapped_lines import unwrapped


def read_plain(text: str, _name: str) -> Reading:
    """Return the title and the text of a plain file; a file of one line is text without a title.

    A first line too long for a title is a paragraph, as is one that was wrapped: taken for a title, its end would be
    lost.
    """
    said = tidy_text(text)
    tidied = unwrapped(said)
    title, _, rest = tidied.partition("\n")
    if not rest or len(title) > MAX_TITLE or not said.startswith(f"{title}\n"):
        return Reading(text=tidied)
    return Reading(title=title, text=rest.lstrip("\n"))


TEXT = DocumentKind(name="text", suffixes=(".txt", ".text"), media_types=("text/plain",), read_text=read_plain)
