"""The JSON documents: what `--json` prints and the HTTP API answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.answering.question.kind import read_kind
from bot.messages.replies import in_words, lines_on_sentences, say_note
from bot.service.corpora.names import MAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.answer import Outcome, Question
    from bot.answering.reply import Citation, Sentence
    from bot.service.reader_links import ReaderLinks
    from corpus.article import Article, Entry, Hit, Source
    from corpus.store.tables.journal import Run, State
    from ingest.report import Report

Document = dict[str, Any]


def ask_document(outcome: Outcome, links: ReaderLinks | None = None, corpus: str = MAIN) -> Document:
    """Return a reply; `quote` is exactly the article's text from `start` to `end`.

    `reader` is its article's page at these words, None where no `links` say where the pages are.
    """
    question, reply = outcome.question, outcome.reply
    language = question.language
    readers = links.of_reply(corpus, (*reply.citations, *reply.nearest)) if links else {}
    return {
        "question": question.text,
        "understood": question.text,
        "kind": read_kind(question.text, language).kind.value,
        "language": language,
        "asked": question.asked or question.text,
        "time": _time(question),
        "outcome": reply.code.value,
        "abstained": reply.abstained,
        "text": in_words(reply, language),
        "note": " ".join(lines_on_sentences(reply, language)) if reply.sections else "",
        "sentences": [_sentence(s) for s in reply.sentences],
        "citations": [_citation(c, readers) for c in reply.citations],
        "nearest": [_citation(c, readers) for c in reply.nearest],
        "missing": [{"code": note.code.value, "words": list(note.words)} for note in reply.missing],
        "articles": [_article(article) for article in reply.entries],
        "suggestions": [say_note(note, language) for note in reply.suggestions],
        "model": outcome.model,
        "failure": outcome.failure or None,
        "timings_ms": asdict(outcome.timings),
        "tokens": asdict(outcome.tokens),
    }


def search_document(query: str, hits: Sequence[Hit]) -> Document:
    """Return the passages found."""
    return {
        "query": query,
        "hits": [
            {
                **_article(hit.article),
                "place": hit.article.place_at(hit.passage.start),
                "score": round(hit.score, 4),
                "text": hit.passage.text,
                "start": hit.passage.start,
                "end": hit.passage.end,
            }
            for hit in hits
        ],
    }


def ingest_document(report: Report) -> Document:
    """Return what a run changed."""
    return {
        "dry_run": report.dry,
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "removed": len(report.removed),
        "copies": list(report.copies),
        "vanished": list(report.vanished),
        "waiting": report.waiting,
        "failed": [{"address": failure.address, "error": failure.error} for failure in report.failed],
        "left_out": [{"address": one.address, "error": one.error} for one in report.left_out],
        "not_read": dict(report.kinds_not_read),
        "sources": {name: dict(counts) for name, counts in report.by_source.items()},
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }


def sources_document(
    sources: Sequence[Source], entries: Sequence[Entry], failing: Sequence[State], runs: Sequence[Run]
) -> Document:
    """Return the sources with their articles, the addresses that fail, and the last runs of ingestion."""
    return {
        "sources": [
            {
                "name": source.name,
                "address": source.address,
                "articles": [_article(e) | {"author": e.author} for e in entries if e.source == source.name],
            }
            for source in sources
        ],
        "failing": [
            {
                "address": s.origin,
                "source": s.source,
                "error": str(s.error),
                "failures": s.failures,
                "given_up": s.given_up,
            }
            for s in failing
        ],
        "runs": [{"started": round(r.started), "seconds": round(r.seconds, 3), **r.what} for r in runs],
    }


def article_document(article: Article) -> Document:
    """Return one article whole."""
    return _article(article) | {
        "author": article.author,
        "source": article.source,
        "origin": article.origin,
        "text": article.text,
    }


def entry_document(entry: Entry) -> Document:
    """Return what is known of an article without its text."""
    return _article(entry) | {"author": entry.author, "source": entry.source}


def _time(question: Question) -> Document | None:
    time = question.time
    return time and {
        "since": time.since.isoformat() if time.since else None,
        "until": time.until.isoformat() if time.until else None,
        "newest_first": time.newest_first,
        "shown": say_note(time.note, question.language),
    }


def _sentence(sentence: Sentence) -> Document:
    day = sentence.day.isoformat() if sentence.day else None
    return {"text": sentence.text, "citations": list(sentence.citations), "published": day}


def _citation(citation: Citation, readers: Mapping[tuple[str, int, int], str]) -> Document:
    return {
        "number": citation.number,
        **_article(citation.article),
        "place": citation.place,
        "link": citation.link,  # as it was called first
        "deep_link": citation.link,
        "reader": readers.get((citation.article.id, citation.start, citation.end)),
        "author": citation.article.author,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _article(article: Entry) -> Document:
    return {
        "article_id": article.id,
        "title": article.title,
        "site": article.site,
        "url": article.address,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
    }
