"""The JSON documents of the command line: what `--json` prints."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bot.answering.reply import NoteCode
from bot.messages.reply_texts import in_words, lines_above, say_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Outcome, Question
    from bot.answering.reply import Citation, Reply, Sentence
    from bot.evaluation.finding.compare import Comparison
    from bot.evaluation.finding.figures import Estimate
    from bot.evaluation.finding.trial import Trial
    from corpus.article import Article, Entry, Hit, Source
    from corpus.store.journal import Run, State
    from ingest.report import Report

Document = dict[str, Any]

_OF_THE_QUESTION = (
    NoteCode.WITHOUT_MODEL,
    NoteCode.UNDERSTOOD,
    NoteCode.NEWEST_FIRST,
    NoteCode.OF_TIME,
    NoteCode.NONE_OF_TIME,
    NoteCode.NOT_FOUND_IN_TIME,
    NoteCode.LESS_OF_TIME,
)


def ask_document(outcome: Outcome) -> Document:
    """Return a reply; `quote` is exactly the article's text from `start` to `end`."""
    question, reply = outcome.question, outcome.reply
    language = question.language
    return {
        "question": question.text,
        "language": language,
        "asked": question.asked or question.text,
        "time": _time(question),
        "outcome": reply.code.value,
        "abstained": reply.abstained,
        "text": in_words(reply, language),
        "note": _note(reply, language),
        "sentences": [_sentence(s) for s in reply.sentences],
        "citations": [_citation(c) for c in reply.citations],
        "nearest": [_citation(c) for c in reply.nearest],
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
        "not_read": dict(report.kinds_not_read),
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


def eval_document(trials: Sequence[Trial]) -> Document:
    """Return the figures of the sets: of one by itself, of several under `sets`."""
    documents = [_trial(trial) for trial in trials]
    return documents[0] if len(documents) == 1 else {"sets": documents}


def _trial(trial: Trial) -> Document:
    """Return a set's figures: those of the settings at the top, those of every way under `ways`."""
    return {
        "set": trial.name,
        "articles": trial.articles,
        "passages": trial.passages,
        **_comparison(trial.compared.whole),
        "pairs": {pair: _comparison(comparison) for pair, comparison in trial.compared.pairs.items()},
        "against": dict(trial.changed) or None,
    }


def _comparison(comparison: Comparison) -> Document:
    ways = {
        row.way: figures_document(row.figures)
        | ({"difference": figures_document(row.difference)} if row.difference else {})
        for row in comparison.rows
    }
    return {"queries": comparison.queries, **ways[comparison.rows[0].way], "ways": ways}


def figures_document(estimates: Sequence[Estimate]) -> Document:
    """Return figures by their names, and their intervals."""
    values = {estimate.metric: round(estimate.value, 4) for estimate in estimates}
    return values | {"intervals": {e.metric: [round(e.low, 4), round(e.high, 4)] for e in estimates}}


def _note(reply: Reply, language: str) -> str:
    """Return what is said of the sentences themselves, not of the question."""
    if not reply.sections:
        return ""
    notes = tuple(note for note in reply.notes if note.code not in _OF_THE_QUESTION)
    return " ".join(lines_above(replace(reply, notes=notes), language))


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


def _citation(citation: Citation) -> Document:
    return {
        "number": citation.number,
        **_article(citation.article),
        "place": citation.place,
        "link": citation.link,
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
