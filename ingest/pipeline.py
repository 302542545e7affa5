"""Run ingestion: fetch, extract, split, embed, store; one bad article never stops the others."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from corpus.errors import ArticleError
from ingest.extract import extract
from ingest.fetch import read_file
from ingest.sources import find_files, source_of
from ingest.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corpus.article import Article, Passage, Source
    from corpus.corpus import Corpus
    from ingest.fetch import Page

# Changes when the same file would give another article or other passages, so that all are read again.
_READING_VERSION = "1"
# An article is stored as soon as its batch is: enough texts for full batches of the model, few enough to lose.
_BATCH_PASSAGES = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An address that couldn't be ingested, and why."""

    address: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run changed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    failed: tuple[Failure, ...]
    passages: int
    seconds: float


class Progress(Protocol):
    """Told how a run goes on."""

    def found(self, files: int) -> None:
        """So many files are to be looked at."""
        ...

    def looked_at(self, address: str, outcome: str) -> None:
        """A file is done with: added, changed, unchanged, removed or failed."""
        ...

    def embedding(self, texts: int) -> None:
        """So many more texts are embedded."""
        ...


@dataclass(slots=True)
class _Run:
    """What a run has gathered so far."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    waiting: list[tuple[Article, Sequence[Passage], str]] = field(default_factory=list)


class Pipeline:
    """Brings a corpus in line with folders and files."""

    def __init__(self, corpus: Corpus, *, passage_tokens: int, max_file_bytes: int) -> None:
        """Name the corpus and the limits: a passage's in tokens, a file's in bytes."""
        self._corpus = corpus
        self._passage_tokens = passage_tokens
        self._max_bytes = max_file_bytes

    def run(
        self,
        addresses: Sequence[Path],
        progress: Progress,
        *,
        prune: bool = False,
        dry_run: bool = False,
        on_wait: Callable[[], None] | None = None,
    ) -> Report:
        """Ingest folders and files; return what changed.

        A file whose bytes haven't changed isn't extracted; a passage whose words haven't isn't embedded. `prune`
        removes articles that lie below an address and are gone from it; `dry_run` changes nothing and embeds nothing.

        Raises:
            UsageError: an address isn't there; nothing has been changed.
            BusyError: another process writes, and there is no `on_wait`.
        """
        started = time.monotonic()
        found = {path.resolve(): source_of(address) for address in addresses for path in find_files(address)}
        files = list(found.items())
        self._corpus.check_model()
        progress.found(len(files))
        run = _Run()
        if dry_run:
            self._go(run, files, addresses, progress, prune=prune, store=False)
        else:
            with self._corpus.writing(on_wait):
                self._go(run, files, addresses, progress, prune=prune, store=True)
        return Report(
            added=tuple(run.added),
            changed=tuple(run.changed),
            removed=tuple(run.removed),
            unchanged=run.unchanged,
            failed=tuple(run.failed),
            passages=run.passages,
            seconds=time.monotonic() - started,
        )

    def _go(  # noqa: PLR0913 -- the parts of one run, passed on by run() alone
        self,
        run: _Run,
        files: Sequence[tuple[Path, Source]],
        addresses: Sequence[Path],
        progress: Progress,
        *,
        prune: bool,
        store: bool,
    ) -> None:
        known = self._corpus.hashes()
        names = self._source_names({source for _, source in files})
        for path, source in files:
            self._look_at(path, names[source], known, run, progress)
            if sum(len(passages) for _, passages, _ in run.waiting) >= _BATCH_PASSAGES:
                self._store(run, progress, store=store)
        self._store(run, progress, store=store)
        if store:
            for source, name in names.items():
                self._corpus.set_source(type(source)(name=name, address=source.address))
        if prune:
            self._prune(run, known, {str(path) for path, _ in files}, addresses, progress, store=store)

    def _look_at(self, path: Path, source: str, known: dict[str, str], run: _Run, progress: Progress) -> None:
        """Read one file as far as it needs to be."""
        try:
            page = read_file(path, self._max_bytes)
            content_hash = self._hash(page)
            if known.get(page.origin) == content_hash:
                run.unchanged += 1
                progress.looked_at(str(path), "unchanged")
                return
            article = extract(page, source, content_hash)
            passages = split(article, self._passage_tokens)
        except ArticleError as error:
            run.failed.append(Failure(address=str(path), error=str(error)))
            progress.looked_at(str(path), "failed")
            return
        run.waiting.append((article, passages, "changed" if page.origin in known else "added"))

    def _store(self, run: _Run, progress: Progress, *, store: bool) -> None:
        if not run.waiting:
            return
        if store:
            batch = [(article, passages) for article, passages, _ in run.waiting]
            run.passages += self._corpus.replace(batch, progress.embedding)
        for article, _, outcome in run.waiting:
            (run.added if outcome == "added" else run.changed).append(article.origin)
            progress.looked_at(article.origin, outcome)
        run.waiting.clear()

    def _prune(  # noqa: PLR0913 -- the same
        self,
        run: _Run,
        known: dict[str, str],
        seen: set[str],
        addresses: Sequence[Path],
        progress: Progress,
        *,
        store: bool,
    ) -> None:
        roots = [address.resolve() for address in addresses]
        gone = {
            article.id: article.origin
            for article in self._corpus.articles()
            if article.origin in known and article.origin not in seen and _below(article.origin, roots)
        }
        if store and gone:
            self._corpus.remove(list(gone))
        for origin in gone.values():
            run.removed.append(origin)
            progress.looked_at(origin, "removed")

    def _source_names(self, sources: set[Source]) -> dict[Source, str]:
        """Give each source a name of its own, since two folders may be called the same."""
        taken = {source.name: source.address for source in self._corpus.sources()}
        names: dict[Source, str] = {}
        for source in sorted(sources, key=lambda s: s.address):
            names[source] = next(n for n in _names(source.name) if taken.get(n, source.address) == source.address)
            taken[names[source]] = source.address
        return names

    def _hash(self, page: Page) -> str:
        """Return a hash of all that an article and its passages are made from."""
        made_from = f"{_READING_VERSION} {self._passage_tokens} {page.kind} {page.digest}"
        return hashlib.sha256(made_from.encode()).hexdigest()


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _below(origin: str, roots: Sequence[Path]) -> bool:
    return any(origin == str(root) or origin.startswith(f"{root}/") for root in roots)
