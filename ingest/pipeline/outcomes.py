"""Decide what becomes of an address: its page is read, its article stored, kept or taken out, its failure noted."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.errors import ArticleError
from corpus.reason import Reason
from corpus.store.tables.journal import FAILURES_TO_GIVE_UP, State
from ingest.entry import unpacked
from ingest.errors import PrivateError
from ingest.pipeline.split import split
from ingest.readers.document.reading import tidy_title
from ingest.readers.extract import extract
from ingest.readers.text.fragment import line_of_fragment
from ingest.sources.looking.items import Failed, Found, Gone, Listed, Noted, Passed, Read, Same, Waiting, too_old

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from corpus.article import Article
    from ingest.page import Page
    from ingest.pipeline.batches import Shelf
    from ingest.pipeline.tally import Tally
    from ingest.sources.looking.items import Item

# Changes when the same page would give another article or other passages, so that all are read again.
_READING_VERSION = "9"
# A page that gives so many times fewer words than its feed was not read well: the feed's text is taken.
_BETTER_FEED = 1.5
_FIRST_WAIT, _LONGEST_WAIT, _WAITS_GROW = 900.0, 7 * 86_400.0, 4.0


class Outcomes:
    """Takes what the sources give, an item after another."""

    def __init__(
        self,
        shelf: Shelf,
        tally: Tally,
        *,
        passage_tokens: int,
        languages: Mapping[str, str | None],
        since: date | None = None,
    ) -> None:
        """Name the parts, how long passages are, the language of each source that declares one.

        What is new and was published before the day `since` is left out.
        """
        self._shelf = shelf
        self._tally = tally
        self._passage_tokens = passage_tokens
        self._languages = languages
        self._since = since
        self.notes: list[State] = []
        self.listings: list[Listed] = []

    def take(self, item: Item) -> None:
        """Do what an item calls for; what concerns a whole source is kept for the end of the run."""
        self._note_source(item)
        match item:
            case Read():
                self._read(item)
            case Same(state=state):
                self._unchanged(state)
            case Gone():
                self._gone(item)
            case Failed():
                self._failed(item)
            case Waiting(state=state):
                self._tally.waits(state.origin)
            case Found(addresses=addresses):
                self._tally.look_for(addresses)
            case Noted(state=state):
                self.notes.append(state)
            case Passed():
                self._passed(item)
            case Listed():
                self.listings.append(item)

    def _note_source(self, item: Item) -> None:
        match item:
            case Passed(name=origin, source=source) | Read(state=State(origin=origin, source=source)):
                self._tally.sources[origin] = source
            case Same(state=state) | Gone(state=state) | Failed(state=state) | Waiting(state=state):
                self._tally.sources[state.origin] = state.source
            case _:
                pass

    def _read(self, item: Read) -> None:
        origin = item.page.origin
        if self._shelf.has_as(origin, self._hash(item.page)):
            self._unchanged(item.state)
            return
        try:
            article = self._extracted(item.page, item.state.source)
        except PrivateError as error:
            self._passed(Passed(name=origin, reason=error.reason, private=True))
            return
        except ArticleError as error:
            if item.optional:
                self._tally.progress.looked_at(origin, "no article")
                self._shelf.save(item.state)
            else:
                self._failed(Failed(state=item.state, error=error.reason, fallback=item.fallback))
            return
        article = self._completed(article, item)
        if self._since and article.published and article.published < self._since and not self._shelf.has(origin):
            self._passed(Passed(name=origin, reason=too_old(self._since), source=item.state.source))
            return
        self._add(article, item.state)

    def _passed(self, item: Passed) -> None:
        if item.private and self._shelf.has(item.name):
            self._shelf.remove(item.name)
        self._tally.leave_out(item.name, item.reason)

    def _extracted(self, page: Page, source: str) -> Article:
        article = extract(page, source, self._hash(page))
        language = self._languages.get(source)
        return replace(article, language=language) if language else article

    def _completed(self, article: Article, item: Read) -> Article:
        """Return an article with what its list says and its page doesn't: the day, who wrote it, most of its text."""
        if item.fallback is None:
            return article
        entry = unpacked(item.fallback.content)
        title = line_of_fragment(entry.title)
        article = replace(
            article,
            author=article.author or tidy_title(entry.author or "") or None,
            published=article.published or entry.published,
            site=article.site or tidy_title(entry.site or "") or None,
            title=title if title and article.title == tidy_title(PurePath(article.origin).stem) else article.title,
        )
        try:
            told = self._extracted(item.fallback, item.state.source)
        except ArticleError:
            return article
        if len(told.text.split()) < _BETTER_FEED * len(article.text.split()):
            return article
        return replace(told, content_hash=article.content_hash, published=told.published or article.published)

    def _add(self, article: Article, state: State) -> None:
        self._shelf.add(article, split(article, self._passage_tokens), state)

    def _unchanged(self, state: State) -> None:
        self._shelf.save(state)
        self._tally.same(state.origin)

    def _gone(self, item: Gone) -> None:
        origin = item.state.origin
        if self._shelf.has(origin):
            self._shelf.remove(origin)
        else:
            self._tally.fail(origin, item.error)
        self._shelf.save(replace(item.state, error=item.error, failures=FAILURES_TO_GIVE_UP, retry_at=None))

    def _failed(self, item: Failed) -> None:
        origin = item.state.origin
        has = self._shelf.has(origin)
        kept = Reason("{reason} Its article is kept.", {"reason": item.error})
        self._tally.fail(origin, kept if has else item.error)
        failures = item.state.failures + 1
        wait = min(_FIRST_WAIT * _WAITS_GROW ** (failures - 1), _LONGEST_WAIT)
        # A file is looked at in every run.
        retry_at = self._tally.started + max(wait, item.retry_after or 0) if item.state.is_web else None
        state = replace(item.state, failures=failures, error=item.error, retry_at=retry_at)
        told = None if has else self._told(item)
        if told:
            self._add(told, state)
        else:
            self._shelf.save(state)

    def _told(self, item: Failed) -> Article | None:
        """Return what a feed says of an article whose page can't be read."""
        if item.fallback is None:
            return None
        try:
            return replace(self._extracted(item.fallback, item.state.source), partial=True)
        except ArticleError:
            return None

    def _hash(self, page: Page) -> str:
        """Return a hash of all that an article and its passages are made from."""
        made_from = f"{_READING_VERSION} {self._passage_tokens} {page.kind} {page.digest}"
        return hashlib.sha256(made_from.encode()).hexdigest()
