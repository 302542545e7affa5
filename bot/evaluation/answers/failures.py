"""List the replies that failed, for reading: what was asked, what is right, what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.evaluation.answers.asking import Unanswered
    from bot.evaluation.answers.grading import Judged

_HEADINGS = {
    "wrong": "Answered, and the right words aren't in the answer",
    "wrongly answered": "Answered, although no article answers it",
    "wrongly abstained": "Not answered, although an article answers it",
}
_MOST_QUOTES = 3


def failures(judged: Iterable[Judged]) -> list[Judged]:
    """Return the replies that failed: the wrong ones first, then answers to the unanswerable, then abstentions."""
    judged = list(judged)
    return [each for verdict in _HEADINGS for each in judged if each.verdict == verdict]


def failure_document(each: Judged) -> dict[str, Any]:
    """Return a failure as what JSON can hold; `relevant` is whether a quote is of an article that answers."""
    return {
        "kind": each.verdict,
        "id": each.query.id,
        "question": each.query.question,
        "gold": list(each.query.answers),
        "quoted": each.quoted,
        "reply": each.reply.shown,
        "quotes": [
            {
                "number": quoted.number,
                "title": quoted.title,
                "article": quoted.origin,
                "quote": quoted.quote,
                "relevant": quoted.origin in each.query.relevant,
            }
            for quoted in each.reply.quotes[:_MOST_QUOTES]
        ],
    }


def failure_text(title: str, judged: Sequence[Judged], failed: Sequence[Unanswered]) -> str:
    """Return the failures as plain text, a paragraph each."""
    listed = failures(judged)
    lines = [f"{title}: {len(judged)} replies, {len(listed)} failures"]
    for verdict, heading in _HEADINGS.items():
        of_kind = [each for each in listed if each.verdict == verdict]
        lines += ["", "", f"== {heading}: {len(of_kind)}"]
        for each in of_kind:
            lines += ["", *_paragraph(each)]
    if failed:
        lines += ["", "", f"== No reply: {len(failed)}"]
        lines += [f"{each.query.id}  {each.query.question}  {each.error}" for each in failed]
    return "\n".join(lines) + "\n"


def _paragraph(each: Judged) -> Iterator[str]:
    yield f"Q  {each.query.question}  ({each.query.id})"
    if each.query.answers:
        yield f"=  {' | '.join(each.query.answers)}{'  (in a quote)' if each.quoted else ''}"
    yield f">  {' '.join(each.reply.shown.split())}"
    for quoted in each.reply.quotes[:_MOST_QUOTES]:
        right = "right article" if quoted.origin in each.query.relevant else "other article"
        of = f", {right}" if each.query.answerable else ""
        yield f"   [{quoted.number}] {quoted.title}{of}: {' '.join(quoted.quote.split())}"
