"""Read the golden questions: ours, over the sample articles, with the articles and the words that answer them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.answering.reply import Reply
    from corpus.article import Article

_FILE = Path(__file__).parents[1] / "golden" / "questions.toml"
_AS_PEOPLE_ASK = _FILE.with_name("asked.toml")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAsPeopleAsk:
    """A question of any kind: patterns of the facts its reply must hold, or the codes one of which it must have.

    `after` are the questions asked before it in its conversation.
    """

    text: str
    kind: str
    says: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def is_met_by(self, reply: Reply) -> bool:
        """Say whether a reply holds all facts, or has one of the codes."""
        if self.codes:
            return reply.code.value in self.codes
        said = " ".join((*(s.text for s in reply.sentences), *(c.quote for c in reply.citations)))
        return not reply.abstained and all(re.search(fact, said) for fact in self.says)


def read_asked() -> list[AskedAsPeopleAsk]:
    """Return the questions of all kinds, as people ask them."""
    return [
        AskedAsPeopleAsk(
            text=one["text"],
            kind=one["kind"],
            says=tuple(one.get("says", ())),
            codes=tuple(one.get("code", "").split()),
            after=tuple(one.get("after", ())),
        )
        for one in tomllib.loads(_AS_PEOPLE_ASK.read_text(encoding="utf-8"))["asked"]
    ]


def slug(article: Article) -> str:
    """Return what the questions call a sample article: its file's name without date and ending."""
    return Path(article.origin).stem[len(_DATE) :]


def _part(given: Mapping[str, str | Sequence[str]]) -> dict[str, Sequence[str]]:
    return {name: (words,) if isinstance(words, str) else tuple(words) for name, words in given.items()}
