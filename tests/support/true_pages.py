"""The pages of tests/pages and what is true of them, and how much of a text is found in another."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.readers.document.reading import tidy_title, without_title

if TYPE_CHECKING:
    from datetime import date

_PAGES = Path(__file__).parents[1] / "pages"
_RUN = 4
# Japanese has no spaces between words: each of its letters counts as one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePage:
    """A page as it would be fetched, and its truth; what the page doesn't say is None.

    `first_read` is what the F1 of a held out page was when it was read for the first time, after all rules were made.
    """

    name: str
    content: bytes
    text: str
    title: str
    author: str | None = None
    published: date | None = None
    language: str
    site: str | None = None
    address: str | None = None
    first_read: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of what was found is true, how much of what is true was found, and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def true_pages() -> list[TruePage]:
    """Return all pages in the order of their names."""
    return [_page(path) for path in sorted(_PAGES.glob("*.toml"))]


def _page(path: Path) -> TruePage:
    truth: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return TruePage(name=path.stem, content=path.with_suffix(".html").read_bytes(), **truth)


def share(found: str, page: TruePage) -> Share:
    """Compare the runs of four words of a text with those of a page; a repeated headline counts for neither."""
    got, true = _runs(without_title(found, tidy_title(page.title))), _runs(page.text)
    common = (got & true).total()
    precision = common / got.total() if got else 0.0
    recall = common / true.total()
    return Share(precision=precision, recall=recall, f1=2 * common / (got.total() + true.total()))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.replace("\u00ad", "").casefold())
    return Counter(zip(*(words[start:] for start in range(_RUN)), strict=False))
