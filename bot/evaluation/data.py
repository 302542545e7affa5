"""Read evaluation sets: articles, and questions of which it is known which articles answer them, if any."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from corpus.article import Article, article_id
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_ARTICLES = "corpus.jsonl"
_FILES = "corpus"
_QUERIES = "queries.jsonl"
_DIGEST_LENGTH = 12


Expected = Literal["answer", "nothing", "open", "corpus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question, its language, the ids of the articles that answer it, none where it is unanswerable.

    `answered_in` holds the languages of these articles, `answers` the words that answer it, any of which will do.
    A whole reply matches all of the patterns `facts`; `gold` are the sentences that it should quote, `references` right
    answers in other words. `kind` is what is asked for, `history` what was asked and answered before, an answer being
    empty where it isn't known, `today` the day of asking. `expected` is an answer, nothing, that the articles leave it
    open, or a reply about the corpus and small talk.
    """

    id: str
    question: str
    language: str
    relevant: frozenset[str]
    answered_in: tuple[str, ...]
    answers: tuple[str, ...] = ()
    kind: str = ""
    facts: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    today: date | None = None
    expected: Expected = "answer"

    @property
    def answerable(self) -> bool:
        """Say whether an article answers it."""
        return bool(self.relevant) and self.expected == "answer"

    @property
    def has_standard(self) -> bool:
        """Say whether a reply can be measured by its facts or its quotes."""
        return bool(self.facts or self.standard or self.expected in {"open", "corpus"})

    @property
    def standard(self) -> tuple[str, ...]:
        """Return the sentences that quotes are measured against: those to quote, else right answers in other words."""
        return self.gold or self.references

    @property
    def pair(self) -> str:
        """The question's language on the articles', as "en on es"."""
        return f"{self.language} on {'+'.join(self.answered_in)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSet:
    """Articles and the questions asked of them: `queries` are answerable; `digest` names exactly these articles.

    Where the articles are files, `files` is their folder, which is ingested as any other, and `articles` is empty.
    """

    name: str
    articles: tuple[Article, ...]
    queries: tuple[Query, ...]
    unanswerable: tuple[Query, ...] = ()
    digest: str
    files: Path | None = None

    @property
    def size(self) -> int:
        """Return how many articles, or files, there are."""
        return len(_files(self.files)) if self.files else len(self.articles)


def find_sets(folders: Iterable[Path]) -> list[Path]:
    """Return the sets that folders are, or hold one level down, in order and once each.

    Raises:
        UsageError: a folder neither is a set nor holds one.
    """
    found: list[Path] = []
    for folder in folders:
        held = [folder] if _is_set(folder) else sorted(path for path in _inside(folder) if _is_set(path))
        if not held:
            raise UsageError(
                "{folder} holds no evaluation set: name a folder with {articles} or a folder {files}, and "
                "{queries}, or one of such.",
                folder=folder,
                articles=_ARTICLES,
                files=_FILES,
                queries=_QUERIES,
            )
        found += held
    return list({path.resolve(): path for path in found}.values())


def read_set(folder: Path) -> EvaluationSet:
    """Read `corpus.jsonl`, or the names of the files in `corpus`, and `queries.jsonl` of a folder.

    Raises:
        UsageError: a file is missing, or a line isn't what it should be.
    """
    files = folder / _FILES if (folder / _FILES).is_dir() and not (folder / _ARTICLES).exists() else None
    lines = [] if files else list(_lines(folder / _ARTICLES))
    articles = {article.origin: article for article in (_article(line) for line in lines)}
    languages = {origin: article.language for origin, article in articles.items()}
    if files:
        languages = {str(path): "" for path in _files(files)}
    asked = [_query(line, languages, files) for line in _lines(folder / _QUERIES)]
    queries = tuple(query for query in asked if query.answerable)
    if not queries:
        raise UsageError("{file} has no answerable question: there is nothing to measure.", file=folder / _QUERIES)
    held = json.dumps([line.value for line in lines], sort_keys=True).encode()
    held += b"".join(path.name.encode() + path.read_bytes() for path in _files(files)) if files else b""
    return EvaluationSet(
        name=folder.resolve().name,
        articles=tuple(articles.values()),
        queries=queries,
        unanswerable=tuple(query for query in asked if not query.answerable),
        digest=hashlib.sha256(held).hexdigest()[:_DIGEST_LENGTH],
        files=files,
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path.resolve() for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One JSON object of a file, and where it stands, in words for people."""

    value: dict[str, Any]
    place: str
    number: int

    @property
    def id(self) -> str:
        """Return its id; its place in the file where it has none."""
        return str(self.value.get("id", f"line {self.number}"))

    def words(self, key: str) -> str:
        """Return a text; an id may be a number."""
        value = self.value.get(key)
        if isinstance(value, str) or (key == "id" and isinstance(value, int)):
            return str(value)
        raise UsageError(
            "{place} has no text under {key!r}: docs/answering.md says what an evaluation set is.",
            place=self.place,
            key=key,
        )

    def ids(self, key: str) -> Sequence[str]:
        """Return a list of ids that isn't empty."""
        value = self.value.get(key)
        if isinstance(value, list) and value:
            return [str(identity) for identity in value]
        raise UsageError(
            '{place} has no ids under {key!r}: list the articles that answer it, or add "unanswerable": true.',
            place=self.place,
            key=key,
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, which may be missing."""
        value = self.value.get(key, [])
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            return tuple(value)
        raise UsageError(
            "{place} has something else than a list of texts under {key!r}: mend it.", place=self.place, key=key
        )

    def patterns(self, key: str) -> tuple[str, ...]:
        """Return a list of regular expressions, which may be missing."""
        for pattern in self.texts(key):
            try:
                re.compile(pattern)
            except re.error as error:
                raise UsageError(
                    "{place} has no pattern under {key!r} ({reason}): mend {pattern!r}.",
                    place=self.place,
                    key=key,
                    reason=error,
                    pattern=pattern,
                ) from error
        return self.texts(key)

    def day(self, key: str) -> date | None:
        """Return a date, which may be missing."""
        value = self.value.get(key)
        try:
            return date.fromisoformat(value) if value else None
        except (TypeError, ValueError) as error:
            raise UsageError(
                "{place} has no date under {key!r}: write it as 2026-03-14.", place=self.place, key=key
            ) from error


def _is_set(folder: Path) -> bool:
    return (folder / _ARTICLES).is_file() or (folder / _QUERIES).is_file()


def _inside(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _lines(path: Path) -> Iterator[_Line]:
    """Yield the objects of a JSON lines file, each id once."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            "{path} can't be read: an evaluation set has {articles} and {queries}.",
            path=path,
            articles=_ARTICLES,
            queries=_QUERIES,
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError("{path} isn't UTF-8: save it as UTF-8.", path=path) from error
    seen: set[object] = set()
    # Not splitlines(): a JSON string may hold U+2028 and its like as they are.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"Line {number} of {path}"
        read = _Line(value=_parsed(line, place), place=place, number=number)
        if read.id in seen:
            raise UsageError(
                "{place} has the id {query!r} of an earlier line: give each its own.", place=place, query=read.id
            )
        seen.add(read.id)
        yield read


def _parsed(line: str, place: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError("{place} isn't JSON: mend it.", place=place) from error
    if not isinstance(value, dict):
        raise UsageError("{place} isn't a JSON object: docs/answering.md says what an evaluation set is.", place=place)
    return value


def _article(line: _Line) -> Article:
    origin, title = line.words("id"), line.words("title")
    text = line.words("text").lstrip("\ufeff").strip()
    return Article(
        id=article_id(origin),
        origin=origin,
        address=origin,
        title=title,
        text=text,
        author=None,
        published=line.day("published"),
        language=line.words("lang"),
        source="evaluation",
        content_hash=hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
    )


def _query(line: _Line, languages: dict[str, str], files: Path | None) -> Query:
    expected = _expected(line)
    named = line.texts("articles") if files else () if expected == "nothing" else line.ids("relevant_ids")
    by_name = {path.rpartition("/")[2]: path for path in languages}
    relevant = [by_name.get(name.rpartition("/")[2], name) if files else name for name in named]
    for identity in relevant:
        if identity not in languages:
            raise UsageError(
                "{place} names the article {identity!r}, which {articles} doesn't have.",
                place=line.place,
                identity=identity,
                articles=_ARTICLES,
            )
    return Query(
        id=line.id,
        question=line.words("question"),
        language=line.words("lang"),
        relevant=frozenset(relevant),
        answered_in=tuple(sorted({languages[identity] for identity in relevant} - {""})),
        answers=line.texts("answers"),
        kind=line.value["type"] if isinstance(line.value.get("type"), str) else "+".join(line.texts("type")),
        facts=line.patterns("facts"),
        gold=line.texts("gold_sentences"),
        references=line.texts("reference_answers"),
        history=_history(line.value.get("history", [])),
        today=line.day("today"),
        expected=expected,
    )


def _expected(line: _Line) -> Expected:
    stated = line.value.get("answerable", not line.value.get("unanswerable"))
    known: dict[object, Expected] = {True: "answer", False: "nothing", "open": "open", "meta": "corpus"}
    if stated not in known:
        raise UsageError(
            '{place} has something else than true, false, "open" or "meta" under "answerable".', place=line.place
        )
    return known[stated]


def _history(given: list[Any]) -> tuple[tuple[str, str], ...]:
    """Return questions with their answers: of a list of questions, or of what two speakers said in turn."""
    turns: list[tuple[str, str]] = []
    for said in given:
        if isinstance(said, str):
            turns.append((said, ""))
        elif said.get("speaker") == "user":
            turns.append((str(said.get("text", "")), ""))
        elif turns:
            turns[-1] = (turns[-1][0], str(said.get("text", "")))
    return tuple(turns)
