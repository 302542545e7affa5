"""The JSON documents of the command line: what `--json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.answering.answer import Answer, Citation, Outcome, QuestionTime, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evaluation.finding.compare import Comparison
    from bot.evaluation.finding.figures import Estimate
    from bot.evaluation.finding.trial import Trial
    from corpus.article import Article, Entry, Hit, Source
    from corpus.store.journal import Run, State
    from ingest.report import Report

Document = dict[str, Any]


def ask_document(outcome: Outcome) -> Document:
    """Return a reply; `quote` is exactly the article's text from `start` to `end`."""
    reply = outcome.reply
    answered = isinstance(reply, Answer)
    return {
        "question": outcome.question.text,
        "language": outcome.question.language,
        "asked": outcome.question.asked or outcome.question.text,
        "time": _time(outcome.question.time),
        "abstained": not answered,
        "text": reply_text(outcome),
        "note": reply.note if answered else "",
        "sentences": [_sentence(s) for s in reply.sentences] if answered else [],
        "citations": [_citation(c) for c in reply.citations] if answered else [],
        "nearest": [] if answered else [_citation(c) for c in reply.nearest],
        "model": outcome.model,
        "failure": outcome.failure or None,
        "timings_ms": asdict(outcome.timings),
        "tokens": asdict(outcome.tokens),
    }


def reply_text(outcome: Outcome) -> str:
    """Return a reply as running text with the numbers of its footnotes."""
    reply = outcome.reply
    if not isinstance(reply, Answer):
        return reply.reason
    return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in reply.sentences)


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


def _time(of: QuestionTime | None) -> Document | None:
    return of and {
        "since": of.since.isoformat() if of.since else None,
        "until": of.until.isoformat() if of.until else None,
        "newest_first": of.newest_first,
        "shown": of.shown,
    }


def _sentence(sentence: Sentence) -> Document:
    published = sentence.published.isoformat() if sentence.published else None
    return {"text": sentence.text, "citations": list(sentence.citations), "published": published}


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
