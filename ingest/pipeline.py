"""Run ingestion: gather, extract, split, embed, store; one bad article never stops the others."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.corpus import are_near
from corpus.errors import ArticleError
from corpus.journal import FAILURES_TO_GIVE_UP, Run, State
from ingest.bridge import beside, merged
from ingest.extract import extract
from ingest.fetch import Page, read_file
from ingest.gather import Gatherer, whole
from ingest.items import Failed, Found, Gone, Listed, Noted, Read, Same, Waiting
from ingest.report import Failure, Report
from ingest.sitemaps import read_export
from ingest.sources import find_files
from ingest.split import split

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from corpus.article import Article, Passage
    from corpus.corpus import Corpus
    from ingest.config import SourceConfig
    from ingest.gather import Getter
    from ingest.items import Item
    from ingest.report import Progress

# Changes when the same page would give another article or other passages, so that all are read again.
_READING_VERSION = "2"
# An article is stored as soon as its batch is: enough texts for full batches of the model, few enough to lose.
_BATCH_PASSAGES = 160
# A page that gives so many times fewer words than its feed was not read well: the feed's text is taken.
_BETTER_FEED = 1.5
_FIRST_WAIT, _LONGEST_WAIT, _WAITS_GROW = 900.0, 7 * 86_400.0, 4.0
_RUNS_TO_VANISH = 3


@dataclass(slots=True)
class _Waiting:
    """An article that is to be stored, and what to remember of its address then."""

    article: Article
    passages: Sequence[Passage]
    outcome: str
    state: State | None


@dataclass(slots=True)
class _Run:
    """What a run has gathered so far."""

    progress: Progress
    store: bool
    started: float
    known: dict[str, str] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str | None] = field(default_factory=dict)
    found: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    unchanged: int = 0
    waiting: int = 0
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    batch: list[_Waiting] = field(default_factory=list)
    notes: list[State] = field(default_factory=list)
    listings: list[Listed] = field(default_factory=list)

    def look_for(self, addresses: int) -> None:
        self.found += addresses
        self.progress.found(self.found)

    def fail(self, address: str, error: str) -> None:
        self.failed.append(Failure(address=address, error=error))
        self.progress.looked_at(address, "failed")

    def report(self) -> Report:
        return Report(
            added=tuple(self.added),
            changed=tuple(self.changed),
            removed=tuple(self.removed),
            copies=tuple(self.copies),
            vanished=tuple(self.vanished),
            unchanged=self.unchanged,
            waiting=self.waiting,
            failed=tuple(self.failed),
            passages=self.passages,
            seconds=time.time() - self.started,
        )


class Pipeline:
    """Brings a corpus in line with its sources."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        passage_tokens: int,
        max_file_bytes: int,
        open_getter: Callable[[], AbstractAsyncContextManager[Getter]],
    ) -> None:
        """Name the corpus, the limits - of passages in tokens, of files in bytes - and what opens the web."""
        self._corpus = corpus
        self._passage_tokens = passage_tokens
        self._max_bytes = max_file_bytes
        self._open_getter = open_getter

    def run(  # noqa: PLR0913 -- one parameter a choice that people have
        self,
        configs: Sequence[SourceConfig],
        progress: Progress,
        *,
        prune: bool = False,
        dry_run: bool = False,
        forced: bool = False,
        on_wait: Callable[[], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Ingest sources; return what changed.

        What hasn't changed isn't fetched, or isn't extracted; a passage whose words haven't isn't embedded. `prune`
        removes articles that are gone from their source; `dry_run` changes nothing and embeds nothing; `forced` tries
        also what failed and isn't due yet. Once `stopped` says so, what is under way is stored and the rest left.

        Raises:
            UsageError: a folder isn't there; nothing has been changed.
            BusyError: another process writes, and there is no `on_wait`.
        """
        run = _Run(progress=progress, store=not dry_run, started=time.time())
        local = [(config, find_files(Path(config.address))) for config in configs if config.kind == "folder"]
        self._corpus.check_model()
        if dry_run:
            self._go(run, configs, local, prune=prune, forced=forced, stopped=stopped)
            return run.report()
        with self._corpus.writing(on_wait):
            self._go(run, configs, local, prune=prune, forced=forced, stopped=stopped)
            report = run.report()
            self._corpus.journal.record(Run(started=run.started, seconds=report.seconds, what=report.counts()))
        return report

    def _go(  # noqa: PLR0913 -- the parts of one run, passed on by run() alone
        self,
        run: _Run,
        configs: Sequence[SourceConfig],
        local: Sequence[tuple[SourceConfig, Sequence[Path]]],
        *,
        prune: bool,
        forced: bool,
        stopped: Callable[[], bool],
    ) -> None:
        run.known, run.articles = self._corpus.hashes(), self._corpus.origins()
        names = self._source_names(configs)
        run.languages = {names[config]: config.language for config in configs}
        for item in self._items(run, [replace(c, name=names[c]) for c in configs], local, names, forced=forced):
            if stopped():
                break
            self._take(item, run)
        self._store(run)
        if run.store:
            for config in configs:
                self._corpus.set_source(replace(config, name=names[config]).source)
        if stopped():
            return
        for state in run.notes:
            self._save(state, run)
        self._look_for_vanished(run, prune=prune)
        if prune:
            self._prune_folders(run, local)
        self._read_freed_copies(run)

    def _items(
        self,
        run: _Run,
        configs: Sequence[SourceConfig],
        local: Sequence[tuple[SourceConfig, Sequence[Path]]],
        names: dict[SourceConfig, str],
        *,
        forced: bool,
    ) -> Iterator[Item]:
        """Yield what there is at all sources: what lies on the disk first."""
        files = {path: names[config] for config, paths in local for path in paths if config.admits(str(path))}
        run.look_for(len(files))
        for path, source in files.items():
            yield self._file(path, source)
        for config in configs:
            if config.kind == "wordpress" and config.is_local:
                yield from self._export(config)
        web = [config for config in configs if not config.is_local]
        if web:

            async def gather() -> AsyncGenerator[Item]:
                async with self._open_getter() as getter:
                    gatherer = Gatherer(getter, _Memory(self._corpus, run), now=run.started, forced=forced)
                    async for item in merged([gatherer.items(config) for config in web]):
                        yield item

            yield from beside(gather)

    def _file(self, path: Path, source: str) -> Item:
        """Read a file; nothing is remembered of it, since its bytes say whether it has changed."""
        state = State(origin=str(path), source=source)
        try:
            return Read(page=read_file(path, self._max_bytes), state=state)
        except ArticleError as error:
            return Failed(state=state, error=str(error))

    def _export(self, config: SourceConfig) -> Iterator[Item]:
        """Read the posts of an export of a blog, which may be larger than an article."""
        try:
            entries = read_export(Path(config.address).read_bytes(), config.address)
        except OSError as error:
            reason = f"{config.address} can't be read ({error.strerror}): check the path and its permissions."
            yield Failed(state=State(origin=config.address, source=config.name), error=reason)
            return
        except ArticleError as error:
            yield Failed(state=State(origin=config.address, source=config.name), error=str(error))
            return
        admitted = [entry for entry in entries if config.admits(entry.address)][: config.cap]
        yield Found(addresses=len(admitted))
        items = [whole(e, State(origin=e.address, source=config.name)) for e in admitted]
        yield from items
        yield Listed(source=config.name, origins=frozenset(item.state.origin for item in items))

    def _take(self, item: Item, run: _Run) -> None:
        match item:
            case Read():
                self._read(item, run)
            case Same(state=state):
                self._unchanged(state, run)
            case Gone():
                self._gone(item, run)
            case Failed():
                self._failed(item, run)
            case Waiting():
                run.waiting += 1
                run.progress.looked_at(item.state.origin, "waiting")
            case Found():
                run.look_for(item.addresses)
            case Noted(state=state):
                run.notes.append(state)
            case Listed():
                run.listings.append(item)

    # What comes of an address

    def _read(self, item: Read, run: _Run) -> None:
        origin = item.page.origin
        content_hash = self._hash(item.page)
        if run.known.get(origin) == content_hash:
            self._unchanged(item.state, run)
            return
        try:
            article, better = self._extracted(item.page, item, run), None
            if item.fallback:
                better = self._better(article, item, run)
        except ArticleError as error:
            if item.optional:
                run.progress.looked_at(origin, "no article")
                self._save(item.state, run)
            else:
                self._failed(Failed(state=item.state, error=str(error), fallback=item.fallback), run)
            return
        self._add(better or article, item.state, run)

    def _extracted(self, page: Page, item: Read | Failed, run: _Run) -> Article:
        source = item.state.source
        article = extract(page, source, self._hash(page))
        language = run.languages.get(source)
        return replace(article, language=language) if language else article

    def _better(self, article: Article, item: Read, run: _Run) -> Article | None:
        """Return what the feed gives of an article where that is much more than its page gave."""
        if item.fallback is None:
            return None
        try:
            told = self._extracted(item.fallback, item, run)
        except ArticleError:
            return None
        if len(told.text.split()) < _BETTER_FEED * len(article.text.split()):
            return None
        return replace(told, content_hash=article.content_hash, published=told.published or article.published)

    def _add(self, article: Article, state: State | None, run: _Run) -> None:
        """Put an article into the batch, unless another one stands for it."""
        if article.origin not in run.articles:
            if any(are_near(article, waiting.article) for waiting in run.batch):
                self._store(run)
            if twin := self._corpus.twin_of(article):
                self._add_copy(twin, article, state, run)
                return
        outcome = "changed" if article.origin in run.articles else "added"
        passages = split(article, self._passage_tokens)
        run.batch.append(_Waiting(article=article, passages=passages, outcome=outcome, state=state))
        if sum(len(waiting.passages) for waiting in run.batch) >= _BATCH_PASSAGES:
            self._store(run)

    def _add_copy(self, twin: Article, article: Article, state: State | None, run: _Run) -> None:
        if run.store:
            self._corpus.add_copy(twin, article)
            if state:
                self._save(state, run)
        run.copies.append(article.origin)
        run.progress.looked_at(article.origin, f"also published as {twin.origin}:")

    def _unchanged(self, state: State, run: _Run) -> None:
        run.unchanged += 1
        self._save(state, run)
        run.progress.looked_at(state.origin, "unchanged")

    def _gone(self, item: Gone, run: _Run) -> None:
        origin = item.state.origin
        if origin in run.known:
            if run.store:
                self._remove(origin, run)
            run.removed.append(origin)
            run.progress.looked_at(origin, "removed")
        else:
            run.fail(origin, item.error)
        self._save(replace(item.state, error=item.error, failures=FAILURES_TO_GIVE_UP, retry_at=None), run)

    def _failed(self, item: Failed, run: _Run) -> None:
        origin = item.state.origin
        has = origin in run.known
        run.fail(origin, item.error + (" Its article is kept." if has else ""))
        failures = item.state.failures + 1
        wait = min(_FIRST_WAIT * _WAITS_GROW ** (failures - 1), _LONGEST_WAIT)
        retry_at = run.started + max(wait, item.retry_after or 0)
        state = replace(item.state, failures=failures, error=item.error, retry_at=retry_at)
        if item.fallback and not has:
            try:
                article = replace(self._extracted(item.fallback, item, run), partial=True)
            except ArticleError:
                self._save(state, run)
            else:
                self._add(article, state, run)
        else:
            self._save(state, run)

    # Storing

    def _store(self, run: _Run) -> None:
        if not run.batch:
            return
        if run.store:
            batch = [(waiting.article, waiting.passages) for waiting in run.batch]
            embedded = self._corpus.replace(batch, run.progress.embedding)
            run.passages += embedded
            run.progress.stored(embedded)
        for waiting in run.batch:
            origin = waiting.article.origin
            (run.added if waiting.outcome == "added" else run.changed).append(origin)
            run.known[origin], run.articles[origin] = waiting.article.content_hash, waiting.article.id
            if waiting.state:
                self._save(waiting.state, run)
            run.progress.looked_at(origin, waiting.outcome + (" in part" if waiting.article.partial else ""))
        run.batch.clear()

    def _save(self, state: State, run: _Run) -> None:
        """Remember what is known of a web address; only once its article is stored, since a 304 will be trusted."""
        if (
            run.store
            and state.origin.startswith(("http://", "https://"))
            and state != self._corpus.journal.state(state.origin)
        ):
            self._corpus.journal.save(state)

    def _remove(self, origin: str, run: _Run) -> None:
        if identity := run.articles.pop(origin, None):
            self._corpus.remove([identity])
        else:
            self._corpus.remove_copies([origin])
        run.known.pop(origin, None)

    def _look_for_vanished(self, run: _Run, *, prune: bool) -> None:
        """Report what its source has not listed for three runs; remove it where people ask for that."""
        if not run.store:
            return
        for listing in run.listings:
            for state in self._corpus.journal.miss(listing.source, listing.origins):
                if state.missed < _RUNS_TO_VANISH or state.origin not in run.known:
                    continue
                if prune:
                    self._remove(state.origin, run)
                    self._corpus.journal.forget([state.origin])
                    run.removed.append(state.origin)
                    run.progress.looked_at(state.origin, "removed")
                else:
                    run.vanished.append(state.origin)
                    run.progress.looked_at(state.origin, "vanished")

    def _prune_folders(self, run: _Run, local: Sequence[tuple[SourceConfig, Sequence[Path]]]) -> None:
        roots = [config.address for config, _ in local]
        there = {str(path) for config, paths in local for path in paths if config.admits(str(path))}
        for origin in [o for o in run.known if o not in there and _below(o, roots)]:
            if run.store:
                self._remove(origin, run)
            run.removed.append(origin)
            run.progress.looked_at(origin, "removed")

    def _read_freed_copies(self, run: _Run) -> None:
        """Read again the copies whose article is gone or says something else by now."""
        if not run.store:
            return
        for origin in self._corpus.free_copies():
            run.known.pop(origin, None)
            if origin.startswith(("http://", "https://")):
                state = self._corpus.journal.state(origin)
                if state:
                    freed = replace(state, etag=None, last_modified=None, changed=None, failures=0, retry_at=0.0)
                    self._save(replace(freed, error="Its article stood for another's: it is read again."), run)
            elif Path(origin).is_file():
                self._take(self._file(Path(origin), self._source_of(origin)), run)
        self._store(run)

    def _source_of(self, origin: str) -> str:
        """Return the source that a file lies in, the closest one."""
        sources = [s for s in self._corpus.sources() if _below(origin, [s.address])]
        return max(sources, key=lambda s: len(s.address)).name if sources else Path(origin).parent.name

    def _source_names(self, configs: Sequence[SourceConfig]) -> dict[SourceConfig, str]:
        """Give each source a name of its own; one that is known by its address keeps the name it has."""
        sources = self._corpus.sources()
        taken = {source.name: source.address for source in sources}
        names: dict[SourceConfig, str] = {}
        for config in sorted(configs, key=lambda c: c.address):
            known = next((s.name for s in sources if s.address == config.address and not config.is_named), None)
            names[config] = known or next(
                n for n in _names(config.name) if taken.get(n, config.address) == config.address
            )
            taken[names[config]] = config.address
        return names

    def _hash(self, page: Page) -> str:
        """Return a hash of all that an article and its passages are made from."""
        made_from = f"{_READING_VERSION} {self._passage_tokens} {page.kind} {page.digest}"
        return hashlib.sha256(made_from.encode()).hexdigest()


class _Memory:
    """What earlier runs know of addresses, as the gatherer asks for it from its own thread."""

    def __init__(self, corpus: Corpus, run: _Run) -> None:
        self._journal = corpus.journal
        # A copy: the run's own changes while it is read here.
        self._known = frozenset(run.known)
        self._now = run.started

    def state(self, origin: str) -> State | None:
        return self._journal.state(origin)

    def has(self, origin: str) -> bool:
        return origin in self._known

    def due(self, source: str) -> list[str]:
        return self._journal.due(source, self._now)


def _names(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _below(origin: str, roots: Sequence[str]) -> bool:
    return any(origin == root or origin.startswith(f"{root}/") for root in roots)
