"""Read the golden questions: ours, over the sample articles, with the articles and the words that answer them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus.article import Article

_FILE = Path(__file__).parents[1] / "golden" / "questions.toml"
_DATE = "2020-06-10-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question; each part of its answer maps the articles that give it to the words, any of which are enough."""

    text: str
    language: str
    kind: str
    parts: tuple[Mapping[str, Sequence[str]], ...]

    def articles_among(self, found: Iterable[Article]) -> bool:
        """Say whether each part has an article among those found."""
        slugs = {slug(article) for article in found}
        return all(slugs & part.keys() for part in self.parts)

    def words_among(self, found: Iterable[tuple[Article, str]]) -> bool:
        """Say whether each part has an article's words among the stretches of articles found."""
        stretches = [(slug(article), text) for article, text in found]
        return all(any(w in text for name, text in stretches for w in part.get(name, ())) for part in self.parts)


def read_questions() -> list[Question]:
    """Return all golden questions."""
    return [
        Question(
            text=one["text"],
            language=one["language"],
            kind=one["kind"],
            parts=tuple(map(_part, one.get("answer", ()))),
        )
        for one in tomllib.loads(_FILE.read_text(encoding="utf-8"))["question"]
    ]


def slug(article: Article) -> str:
    """Return what the questions call a sample article: its file's name without date and ending."""
    return Path(article.origin).stem[len(_DATE) :]


def _part(given: Mapping[str, str | Sequence[str]]) -> dict[str, Sequence[str]]:
    return {name: (words,) if isinstance(words, str) else tuple(words) for name, words in given.items()}
