"""Measure what is read of the pages in tests/pages, next to plain trafilatura in the same run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from corpus.errors import ArticleError
from ingest.page import Page
from ingest.readers.document.reading import tidy_title
from ingest.readers.extract import extract
from tests.support.true_pages import Share, TruePage, share, true_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELDS = ("title", "author", "published", "language", "site", "address")
_NOTHING = Share(precision=0.0, recall=0.0, f1=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one reader found in one page."""

    page: TruePage
    share: Share
    fields: dict[str, Any]

    def verdict(self, field: str) -> str:
        """Say whether a field is right, wrong or missing; None where the page says nothing is right."""
        true, found = getattr(self.page, field), self.fields.get(field)
        if _alike(true) == _alike(found):
            return "right"
        return "missing" if found is None else "wrong"


def main() -> None:
    pages = true_pages()
    ours, plain = [_ours(page) for page in pages], [_plain(page) for page in pages]
    print(f"{'':24}{'Footnote':^32}{'trafilatura ' + version('trafilatura'):^24}")
    print(f"{'page':24}{'prec.':>8}{'recall':>8}{'F1':>8}{'first':>8}{'prec.':>8}{'recall':>8}{'F1':>8}")
    for held_out in (False, True):
        rows = [(o, p) for o, p in zip(ours, plain, strict=True) if (o.page.first_read is not None) == held_out]
        for our, their in rows:
            mark = "" if our.share.f1 >= their.share.f1 else "  below"
            print(f"{our.page.name:24}{_row([our])}{_first([our])}{_row([their])}{mark}{_wrong(our)}")
        seen, theirs = [our for our, _ in rows], [their for _, their in rows]
        name = f"mean of {len(rows)}{', held out' if held_out else ''}"
        print(f"{name:24}{_row(seen)}{_first(seen)}{_row(theirs)}\n")
    print(f"{'':24}   right   wrong missing")
    for name, results in (("Footnote", ours), ("trafilatura", plain)):
        for field in _FIELDS:
            count = Counter(result.verdict(field) for result in results)
            print(f"{name:13}{field:11}{count['right']:8}{count['wrong']:8}{count['missing']:8}")


def _ours(page: TruePage) -> Result:
    host = (page.address or "https://example.org/").split("/")[2]
    origin = f"https://{host}/?found=here"
    try:
        article = extract(Page(origin=origin, content=page.content, kind="html"), "pages", "hash")
    except ArticleError:
        return Result(page=page, share=_NOTHING, fields={})
    fields = {field: getattr(article, field) for field in _FIELDS}
    fields["address"] = None if article.address == origin else article.address
    return Result(page=page, share=share(article.text, page), fields=fields)


def _plain(page: TruePage) -> Result:
    from trafilatura import bare_extraction, extract

    found: Any = bare_extraction(page.content, with_metadata=True)
    fields = {
        "title": found.title,
        "author": found.author.replace("; ", ", ") if found.author else None,
        "published": date.fromisoformat(found.date) if found.date else None,
        "language": found.language,
        "site": found.sitename,
        "address": found.url,
    }
    return Result(page=page, share=share(extract(page.content) or "", page), fields=fields)


def _row(results: Sequence[Result]) -> str:
    shares = [result.share for result in results]
    values = ([s.precision for s in shares], [s.recall for s in shares], [s.f1 for s in shares])
    return "".join(f"{sum(column) / len(column):8.3f}" for column in values)


def _first(results: Sequence[Result]) -> str:
    """Return the mean F1 of held out pages when they were read for the first time."""
    values = [result.page.first_read for result in results if result.page.first_read is not None]
    return f"{sum(values) / len(values):8.3f}" if values else " " * 8


def _wrong(result: Result) -> str:
    wrong = [f"{field} {result.verdict(field)}" for field in _FIELDS if result.verdict(field) != "right"]
    return "  " + ", ".join(wrong) if wrong else ""


def _alike(value: object) -> object:
    return tidy_title(value).casefold() if isinstance(value, str) else value


if __name__ == "__main__":
    main()
