"""Read Markdown as plain text (door: markdown_it).

The text is what a reader of the rendered page sees, since that is what people quote: no marks of emphasis, the words
of a link without its address, no images.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.errors import PrivateError
from ingest.readers.document.kind import DocumentKind
from ingest.readers.document.reading import Reading, tidy_text, tidy_title, without_title
from ingest.readers.text.fragment import blocks_of_fragment
from ingest.readers.text.front_matter import split_front_matter
from ingest.readers.text.marks import as_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SPACES = re.compile(r"[ \t]{2,}")
_GROUPS = frozenset(["bullet_list", "ordered_list", "table"])
# Of publication before those of writing; keys are looked for without regard to capitals, hyphens and underscores.
_DAYS = (
    "date", "published", "pubdate", "pubdatetime", "publishdate", "publishedat", "publishedon", "datepublished",
    "publicationdate", "posted", "postdate", "created", "createdat", "datecreated",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A paragraph, a heading, an item of a list, a row of a table; `group` tells which list or table it is of."""

    text: str
    group: int
    is_title: bool


def read_markdown(text: str, name: str) -> Reading:
    """Return what the front matter says, and the body as plain text.

    Without a title in the front matter the first heading of the first level is the title, and no part of the text.

    Raises:
        ArticleError: The front matter is no YAML.
        PrivateError: It says that the text isn't meant for the public.
    """
    front, body = split_front_matter(text, name)
    if front.is_private:
        raise PrivateError("{name} is marked as a draft or as private.", name=name)
    blocks = _blocks_of(body)
    title = front.text("title")
    if title is None:
        heading = next((block for block in blocks if block.is_title), None)
        blocks = [block for block in blocks if block is not heading]
        title = heading.text if heading else None
    words = tidy_text(_joined(blocks))
    return Reading(
        text=without_title(words, tidy_title(title)) if title else words,
        title=title,
        author=front.people("author", "authors", "byline", "by"),
        published=front.day(*_DAYS),
        language=front.text("language", "lang"),
        url=front.text("url", "link", "canonical"),
    )


def words_of_markdown(text: str) -> str:
    """Return the words of Markdown that is text from its first line, without front matter or a title."""
    return tidy_text(_joined(_blocks_of(text)))


def _blocks_of(text: str) -> list[_Block]:
    return list(_blocks(_parser().parse(as_shown(text))))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    group = depth = 0
    cells: list[str] | None = None
    before = ""
    for token in tokens:
        if token.type.removesuffix("_open").removesuffix("_close") in _GROUPS:
            depth += token.nesting
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield _Block(text=" | ".join(cells or []), group=group, is_title=False)
            cells = None
        elif cells is not None and token.type == "inline":
            cells.append(_words(token))
        elif token.content:
            yield _Block(text=_words(token), group=group, is_title=before == "h1" and not depth)
        before = token.tag
        group += not depth  # outside of lists and tables each block is by itself


def _words(token: Token) -> str:
    """Return the words of a block: of a paragraph, of code, or of HTML that stands in Markdown."""
    if token.type == "html_block":
        return "\n".join(blocks_of_fragment(token.content))
    if token.type != "inline":
        return token.content.rstrip("\n")
    words = "".join(_inline(child) for child in token.children or [])
    return _SPACES.sub(" ", words).strip(" ")


def _inline(token: Token) -> str:
    if token.type == "softbreak":  # here a line was only wrapped; a line break would end the sentence
        return " "
    if token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
        return "\n"
    return "" if token.type in ("image", "html_inline") else token.content


def _joined(blocks: Sequence[_Block]) -> str:
    parts: list[str] = []
    group: int | None = None
    for block in blocks:
        if block.text:
            parts.append("\n" if block.group == group else "\n\n")
            parts.append(block.text)
            group = block.group
    return "".join(parts)


MARKDOWN = DocumentKind(
    name="markdown",
    suffixes=(".md", ".markdown", ".mdown", ".mkd", ".mdx"),
    media_types=("text/markdown", "text/x-markdown"),
    read_text=read_markdown,
)
