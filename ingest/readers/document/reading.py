"""What a reader finds in a page, and how its words are tidied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from corpus.article import Place

MAX_TITLE = 300

_NEWLINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# Nobody sees them, and a word that has one is found by nobody. Joiners mean something in other scripts and in emoji,
# nothing beside a Latin, Greek or Cyrillic letter; a soft hyphen at the end of a line breaks the word there.
_INVISIBLE = re.compile(
    "\u00ad(?:[ \t]*\n[ \t]*(?=[a-zß-ÿ]))?|[\u200b\u200e\u200f\u2060-\u2064\ufeff\u180e\u202a-\u202e\u2066-\u2069]"
    "|(?<=[A-Za-zÀ-ɏͰ-ӿ])[\u200c\u200d]|[\u200c\u200d](?=[A-Za-zÀ-ɏͰ-ӿ])"
)
_LINK_NOTICE = re.compile(r"\s*(?:ping|pingback|trackback)\s*[:：]", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_NO_TITLE_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page says of itself, and its text; what it doesn't say is None."""

    text: str
    title: str | None = None
    author: str | None = None
    published: date | None = None
    language: str | None = None
    url: str | None = None
    site: str | None = None
    places: tuple[Place, ...] = ()


def without_control_characters(text: str) -> str:
    r"""Return the text with all its lines ending in "\n", without control characters but tabs, and invisible ones."""
    return _INVISIBLE.sub("", _CONTROL.sub("", _NEWLINE.sub("\n", text)))


def tidy_text(text: str) -> str:
    """Return the text without spaces at line ends, without more than one blank line, without link notices at its end.

    Blogs add a line such as "Ping : another post" for each page that links to an article. They are words of others
    about other things: left in, they would be found and quoted as the article's own.
    """
    cleaned = without_control_characters(text)  # entities may have brought some in
    lines = [line.rstrip() for line in cleaned.split("\n")]
    while lines and (not lines[-1] or _LINK_NOTICE.match(lines[-1])):
        lines.pop()
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def tidy_title(title: str) -> str:
    """Return the title on one line of at most `MAX_TITLE` characters, without control characters."""
    collapsed = " ".join(without_control_characters(title).split())
    return _NO_TITLE_CHARACTER.sub("", collapsed)[:MAX_TITLE].strip()


def without_title(text: str, title: str) -> str:
    """Return the text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest.strip() if rest and tidy_title(first).casefold() == title.casefold() else text
