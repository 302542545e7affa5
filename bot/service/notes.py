"""Footnotes and passages as they are kept: taken from a reply, or from what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.reply import Citation
from bot.service.reader_links import NO_LINKS
from bot.service.store.answers import Note
from ingest.source_config import is_web

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.reply import Reply
    from bot.service.reader_links import CorpusLinks, Readers
    from bot.service.store.answers import StoredAnswer
    from corpus.article import Article, Entry, Hit
    from corpus.store.corpus import Corpus

# Characters of the paragraph kept on each side of a quote: what fits beside the longest quote shown.
_AROUND = 280
_NOWHERE: dict[tuple[str, int, int], str] = {}


def notes_of(reply: Reply, links: CorpusLinks = NO_LINKS) -> tuple[Note, ...]:
    """Return the footnotes of a reply, or the nearest sentences where it is none."""
    citations = reply.citations or reply.nearest
    readers = links.of_reply(citations)
    return tuple(note_of(citation, readers) for citation in citations)


def note_of(citation: Citation, readers: Readers = _NOWHERE) -> Note:
    """Return a citation with the paragraph that it stands in."""
    text = citation.article.text
    start = max(text.rfind("\n", 0, citation.start) + 1, citation.start - _AROUND)
    end = text.find("\n", citation.end)
    end = min(end if end >= 0 else len(text), citation.end + _AROUND)
    around = " ".join(text[start:end].split())
    note = _note(citation.number, citation.article, citation.start, citation.quote, around)
    reader = readers.get((citation.article.id, citation.start, citation.end))
    return replace(note, exact=citation.link, reader=reader)


def quoted_in(corpus: Corpus, answers: Iterable[StoredAnswer]) -> list[Article]:
    """Return the articles that answers quote, each once, less those that are gone; to be called in a thread."""
    identities = dict.fromkeys(note.article for one in answers for note in one.notes)
    return [article for article in map(corpus.catalogue.article, identities) if article]


def note_of_sentence(number: int, hit: Hit) -> Note:
    """Return the best sentence of a passage found as a footnote."""
    best = max(range(len(hit.sentence_scores)), key=hit.sentence_scores.__getitem__, default=0)
    span = hit.passage.sentences[best]
    quote = hit.passage.sentence(best)
    return note_of(
        Citation(
            number=number, article=hit.article, passage_id=hit.passage.id, quote=quote, start=span.start, end=span.end
        )
    )


def note_of_entry(entry: Entry, links: CorpusLinks = NO_LINKS) -> Note:
    """Return an article of the catalogue as a note without a number or a quote."""
    return Note(
        number=0,
        article=entry.id,
        title=entry.title or entry.source,
        site=entry.site,
        author=entry.author,
        published=entry.published,
        place=None,
        quote="",
        around="",
        link=entry.address if is_web(entry.address) else None,
        exact=None,
        reader=links.page(entry),
    )


def notes_of_hits(hits: Sequence[Hit], links: CorpusLinks = NO_LINKS) -> tuple[Note, ...]:
    """Return passages found, numbered from 1 in their order."""
    readers = links.of_hits(hits)
    return tuple(
        replace(
            _note(number, hit.article, hit.passage.start, hit.passage.text, hit.passage.text),
            reader=readers.get((hit.article.id, hit.passage.start, hit.passage.end)),
        )
        for number, hit in enumerate(hits, 1)
    )


def _note(number: int, article: Article, start: int, words: str, around: str) -> Note:
    return Note(
        number=number,
        article=article.id,
        title=article.title or article.source,
        site=article.site,
        author=article.author,
        published=article.published,
        place=article.place_at(start),
        quote=words,
        around=around,
        link=article.address if is_web(article.address) else None,
        exact=None,
    )
