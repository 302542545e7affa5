"""Read e-mail: a message, or a mailbox of them with a place for each (door: email)."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from corpus.article import Place
from corpus.errors import ArticleError
from ingest.readers.document.blocks import Block, label_of, read_blocks
from ingest.readers.document.dates import any_date
from ingest.readers.document.decoding import decode
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading, tidy_title
from ingest.readers.messages.mail_quotes import is_quote, own_words, unflowed
from ingest.readers.text.fragment import blocks_of_fragment
from ingest.readers.text.wrapped_lines import unwrapped

if TYPE_CHECKING:
    from email.message import EmailMessage

_FROM = re.compile(rb"(?:^|\n\n?)From [^\n]+\n(?=[\w-]+:)")
# What programs that keep mail write into a mailbox for themselves.
_INTERNAL = re.compile(r"DON'T DELETE THIS MESSAGE")
_MOST_PARTS = 200
_MUCH_MORE = 3


def read_message(content: bytes, name: str) -> Reading:
    """Return the words of a message, without what it quotes and its signature; attachments stay closed.

    Raises:
        ArticleError: It is no message, or has no text.
    """
    message = _message(content, name)
    text = "\n\n".join(block.text for block in _blocks(message, name))
    return Reading(
        text=text,
        title=tidy_title(_header(message, "subject")) or None,
        author=parseaddr(_header(message, "from"))[0] or None,
        published=any_date(_header(message, "date")),
    )


def read_mailbox(content: bytes, name: str) -> Reading:
    """Return the words of a mailbox's messages, each a place by its subject.

    Raises:
        ArticleError: It is no mailbox.
    """
    starts = [match.end() for match in _FROM.finditer(content.replace(b"\r\n", b"\n"))]
    if not starts:
        raise _refused(name)
    whole = content.replace(b"\r\n", b"\n")
    ends = [*(match.start() for match in _FROM.finditer(whole)), len(whole)][1:]
    blocks: list[Block] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        message = _message(whole[start:end], name)
        if _INTERNAL.match(_header(message, "subject")):
            continue
        label = label_of(_header(message, "subject")) or f"message {number}"
        blocks.append(Block(text=label, level=2, places=(Place(start=0, label=label),)))
        blocks += _blocks(message, name)
    return read_blocks(blocks, name, Reading(text=""))


def _message(content: bytes, name: str) -> EmailMessage:
    try:
        return message_from_bytes(content, policy=policy.default)
    except (ValueError, RecursionError, LookupError) as error:
        raise _refused(name) from error


def _blocks(message: EmailMessage, name: str) -> list[Block]:
    plain: list[str] = []
    html = ""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            raise ArticleError(
                "{name} has more than {most} parts: save its text as plain text.", name=name, most=_MOST_PARTS
            )
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain":
            plain += _plain(part, name)
        elif part.get_content_type() == "text/html":
            html = html or _text(part, name)
    shown = _shown(html)
    # Some send beside their words of HTML a plain text that only says so.
    texts = shown if _size(shown) > _MUCH_MORE * _size(plain) else plain
    return [Block(text=text) for text in texts]


def _plain(part: Any, name: str) -> list[str]:
    text = _text(part, name)
    if part.get_param("format", "").lower() == "flowed":
        text = unflowed(text, delsp=part.get_param("delsp", "").lower() == "yes")
    return [block.strip() for block in unwrapped(own_words(text)).split("\n\n") if block.strip()]


def _shown(html: str) -> list[str]:
    """Return the paragraphs of HTML that its writer wrote; of a message that only passes one on, all of them."""
    return (blocks_of_fragment(html, is_quote) or blocks_of_fragment(html)) if html else []


def _size(texts: list[str]) -> int:
    return sum(map(len, texts))


def _text(part: Any, name: str) -> str:
    content: Any = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return ""
    return decode(content, name, charset=part.get_content_charset())


def _header(message: EmailMessage, header: str) -> str:
    try:
        raw = next((value for key, value in message.raw_items() if key.lower() == header), "")
        if isinstance(raw, str) and not raw.isascii():  # it stands there in no encoding that mail knows
            return " ".join(decode(raw.encode("ascii", "surrogateescape"), "").split())
        return str(message.get(header, "") or "")
    except (
        ValueError,
        IndexError,
        AttributeError,
        LookupError,
        ArticleError,
    ):  # the library stumbles over some that are broken
        return ""


def _refused(name: str) -> ArticleError:
    return ArticleError("{name} is no e-mail that can be read: save it anew, or as plain text.", name=name)


MAIL = DocumentKind(
    name="eml", suffixes=(".eml",), media_types=("message/rfc822",), read_bytes=read_message, guesses=True
)
MAILBOX = DocumentKind(
    name="mbox", suffixes=(".mbox",), media_types=("application/mbox",), read_bytes=read_mailbox, guesses=True
)
