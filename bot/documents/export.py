"""Write replies as Markdown with footnotes, and the articles that they cite as BibTeX or CSL-JSON."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.messages.replies import lines_above, lines_below, say_heading
from corpus.language.well_formed import without_controls
from corpus.language.words import fold
from ingest.source_config import is_web

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.reply import Citation, Sentence
    from corpus.article import Article, Entry

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~#$&])")
# What begins a list or a heading where it begins a line.
_OPENS = re.compile(r"^(\d+)([.)])|^([-+=])")
# Of a reply that was written; in others' words the brackets are escaped.
_NOTE = re.compile(r"(?<!\\)\[\^(\d+)\]")
_TEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SAFE_IN_ADDRESS = ":/?#@!$&'*+,;=%~-._"


class Format(StrEnum):
    """What a reply can be written as."""

    MARKDOWN = "markdown"
    BIBTEX = "bibtex"
    CSL = "csl"

    @property
    def ending(self) -> str:
        """Return how a file of it is named."""
        return {Format.MARKDOWN: ".md", Format.BIBTEX: ".bib", Format.CSL: ".json"}[self]


def markdown(outcome: Outcome, readers: Mapping[tuple[str, int, int], str]) -> str:
    """Return a reply as Markdown with a footnote under every sentence; `readers` link to the quotes where they can.

    Words of others are escaped, so that nothing in them is taken for Markdown.
    """
    reply = outcome.reply
    language = outcome.question.language
    parts = _marked("**", outcome.question.asked or outcome.question.text)
    parts += _marked("*", *lines_above(reply, language))
    for section in reply.sections:
        if section.heading:
            parts += _marked("**", say_heading(section.heading, language))
        lines = [_sentence(sentence) for sentence in section.sentences]
        parts.append("\n".join(f"- {line}" for line in lines) if section.is_list else "\n\n".join(lines))
    parts += _marked("*", *lines_below(reply, language))
    parts += [f"- {markdown_text(entry.title or entry.source)}" for entry in reply.entries]
    if not reply.sections:
        parts += [f"- {_quoted(citation)} [^{citation.number}]" for citation in reply.nearest]
    notes = [_footnote(citation, readers) for citation in reply.citations or reply.nearest]
    return "\n\n".join([*parts, "\n".join(notes)] if notes else parts) + "\n"


def joined(replies: Iterable[str]) -> str:
    """Return replies that were written as Markdown as one text, their footnotes numbered throughout."""
    whole: list[str] = []
    used = 0
    for reply in replies:
        whole.append(_NOTE.sub(lambda found, before=used: f"[^{before + int(found[1])}]", reply))
        used += max((int(number) for number in _NOTE.findall(reply)), default=0)
    return "\n".join(whole)


def markdown_text(words: str) -> str:
    """Return words that Markdown shows as they are, in one line."""
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(without_controls(words).split()))
    return _OPENS.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped)


def markdown_address(address: str) -> str:
    """Return an address as it can stand in the parentheses of a link."""
    return quote(address, safe=_SAFE_IN_ADDRESS)


def cited_articles(*outcomes: Outcome) -> list[Article]:
    """Return the articles that replies cite, each once, in the order of their footnotes."""
    citations = chain.from_iterable(chain(one.reply.citations, one.reply.nearest) for one in outcomes)
    return list({citation.article.id: citation.article for citation in citations}.values())


def bibtex(articles: Iterable[Entry]) -> str:
    """Return articles as BibTeX, in the form that biblatex calls online."""
    seen: Counter[str] = Counter()
    entries: list[str] = []
    for article in articles:
        key = _key(article)
        seen[key] += 1
        fields = {
            "title": _tex(article.title or article.source),
            "author": f"{{{_tex(article.author)}}}" if article.author else "",
            "date": article.published.isoformat() if article.published else "",
            "organization": _tex(article.site or ""),
            "url": quote(article.address, safe=_SAFE_IN_ADDRESS) if is_web(article.address) else "",
            "langid": _tex(article.language),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        entries.append("\n".join([f"@online{{{key}{'' if seen[key] == 1 else seen[key]},", *lines, "}"]))
    return "\n\n".join(entries) + "\n" if entries else ""


def csl(articles: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return articles as CSL-JSON, which Zotero and pandoc read."""
    return [_csl(article) for article in articles]


def _marked(mark: str, *lines: str) -> list[str]:
    """Return paragraphs between marks; of what is empty, none, whose marks would be a rule."""
    return [f"{mark}{words}{mark}" for words in map(markdown_text, lines) if words]


def _sentence(sentence: Sentence) -> str:
    words = markdown_text(sentence.text)
    marks = "".join(f"[^{number}]" for number in sentence.citations)
    dated = f" ({sentence.day.isoformat()})" if sentence.day else ""
    said = f"“{words}”" if sentence.quoted else words
    return f"{said}{dated}{marks}"


def _quoted(citation: Citation) -> str:
    return f"“{markdown_text(citation.quote)}”"


def _footnote(citation: Citation, readers: Mapping[tuple[str, int, int], str]) -> str:
    article = citation.article
    day = article.published.isoformat() if article.published else None
    about = [article.title or article.source, article.author, article.site, day, citation.place]
    link = citation.link or readers.get((article.id, citation.start, citation.end))
    said = ", ".join(markdown_text(part) for part in about if part)
    named = f"[{said}]({markdown_address(link)})" if link else said
    return f"[^{citation.number}]: {_quoted(citation)} — {named}"


def _csl(article: Entry) -> dict[str, Any]:
    day = article.published
    values: dict[str, Any] = {
        "id": article.id,
        "type": "webpage" if is_web(article.address) else "document",
        "title": article.title or article.source,
        "author": [{"literal": article.author}] if article.author else None,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "container-title": article.site,
        "URL": article.address if is_web(article.address) else None,
        "language": article.language,
    }
    return {name: value for name, value in values.items() if value}


def _key(article: Entry) -> str:
    """Return what an article is called in BibTeX: who, when, and the first word of its title that has four letters."""
    words = _plain_words(article.title)
    first = next((word for word in words if len(word) > 3), article.id)  # noqa: PLR2004 -- shorter ones are mostly "the"
    who = (_plain_words(article.author or article.site or article.source) or ["anonymous"])[-1]
    return f"{who}{article.published.year if article.published else ''}{first}"


def _plain_words(words: str) -> Sequence[str]:
    return re.findall(r"[a-z0-9]+", fold(words))


def _tex(words: str) -> str:
    return "".join(_TEX.get(character, character) for character in " ".join(without_controls(words).split()))
