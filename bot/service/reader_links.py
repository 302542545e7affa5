"""Link to the reader: an article's page at the quoted words, which a pass in the link opens without a key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from filelock import FileLock, Timeout

from bot.service.corpora.names import MAIN
from corpus.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    from bot.answering.reply import Citation
    from bot.settings import Settings
    from corpus.article import Article, Entry, Hit

Readers = Mapping[tuple[str, int, int], str]
"""Links to the reader, by an article's id and the start and end of the words that each opens at."""

# Who serves the pages holds the lock, and the file beside it says where they are.
_LOCK, _SERVED = "pages.lock", "pages.url"
_SECRET_BYTES = 32
_WORDS_NAMED = 8
_SUM_LENGTH = 8
# 96 bits: nobody guesses a pass, and a link stays short.
_PASS_BYTES = 12


def quote_sum(words: str) -> str:
    """Return a short hash of quoted words, by which the reader knows whether they still stand where they stood."""
    return hashlib.sha256(words.encode()).hexdigest()[:_SUM_LENGTH]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLinks:
    """Makes links to articles as they were read; `url` is the pages' address as people reach it, without a slash.

    `secret` signs the passes; it is empty where the pages need no key.
    """

    url: str
    secret: bytes = b""

    def link(self, corpus: str, article: Article, start: int, end: int, others: Sequence[tuple[int, int]] = ()) -> str:
        """Return the address of an article's page at its words from `start` to `end`; `others` are marked too.

        The link names the first of the words and a sum of all, so that they are found again in an article that changed.
        """
        words = article.text[start:end]
        values = {
            "corpus": "" if corpus == MAIN else corpus,
            "start": str(start),
            "end": str(end),
            "sum": quote_sum(words),
            "words": " ".join(words.split()[:_WORDS_NAMED]),
            "also": ",".join(f"{first}-{last}" for first, last in others),
            "pass": self.pass_for(corpus, article.id),
        }
        query = urlencode({name: value for name, value in values.items() if value}, quote_via=quote)
        return f"{self.url}/read/{article.id}?{query}#quote"

    def of_reply(self, corpus: str, citations: Iterable[Citation]) -> dict[tuple[str, int, int], str]:
        """Return a link to each footnote's words, by article, start and end; the article's other quotes are marked."""
        places: defaultdict[str, dict[tuple[int, int], Article]] = defaultdict(dict)
        for citation in citations:
            places[citation.article.id][citation.start, citation.end] = citation.article
        return {
            (identity, *place): self.link(corpus, article, *place, [other for other in of_one if other != place])
            for identity, of_one in places.items()
            for place, article in of_one.items()
        }

    def of_hits(self, corpus: str, hits: Iterable[Hit]) -> dict[tuple[str, int, int], str]:
        """Return a link to each passage found, by article, start and end."""
        found = [(hit.article, hit.passage.start, hit.passage.end) for hit in hits]
        return {(article.id, start, end): self.link(corpus, article, start, end) for article, start, end in found}

    def page(self, corpus: str, article_id: str) -> str:
        """Return the address of an article's page, at its beginning."""
        values = {"corpus": "" if corpus == MAIN else corpus, "pass": self.pass_for(corpus, article_id)}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{self.url}/read/{article_id}" + (f"?{query}" if query else "")

    def pass_for(self, corpus: str, article_id: str) -> str:
        """Return what opens one article of one corpus without a key; nothing where no key is needed."""
        if not self.secret:
            return ""
        digest = hmac.digest(self.secret, f"read/{corpus}/{article_id}".encode(), "sha256")[:_PASS_BYTES]
        return base64.urlsafe_b64encode(digest).decode()

    def opens(self, corpus: str, article_id: str, given: str) -> bool:
        """Say whether a pass opens an article."""
        return bool(self.secret) and hmac.compare_digest(self.pass_for(corpus, article_id).encode(), given.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusLinks:
    """Links to the articles of one corpus; to none where no `links` say where the pages are."""

    links: ReaderLinks | None = None
    corpus: str = MAIN

    def of_reply(self, citations: Iterable[Citation]) -> Readers:
        """Return a link to each footnote's words."""
        return self.links.of_reply(self.corpus, citations) if self.links else {}

    def of_hits(self, hits: Iterable[Hit]) -> Readers:
        """Return a link to each passage found."""
        return self.links.of_hits(self.corpus, hits) if self.links else {}

    def page(self, entry: Entry) -> str | None:
        """Return the address of an article's page."""
        return self.links.page(self.corpus, entry.id) if self.links else None


NO_LINKS = CorpusLinks()


def build_reader_links(settings: Settings) -> ReaderLinks | None:
    """Return what links to articles' pages: those of FOOTNOTE_WEB_URL, or that a process serves now; else None."""
    url = settings.web_url.rstrip("/") or _served(settings.data_dir)
    if not url:
        return None
    secret = read_secret(settings.data_dir) if settings.web_key.get_secret_value() else b""
    return ReaderLinks(url=url, secret=secret)


@contextmanager
def serving_pages(data_dir: Path, url: str) -> Generator[None]:
    """Let others on this machine know where the pages of a data folder are, until the end, however it comes."""
    with ExitStack() as stack:
        with suppress(Timeout):  # another process serves them, too
            stack.enter_context(FileLock(data_dir / _LOCK, timeout=0))
            (data_dir / _SERVED).write_text(url, encoding="utf-8")
            stack.callback((data_dir / _SERVED).unlink, missing_ok=True)
        yield


def _served(data_dir: Path) -> str:
    try:
        url = (data_dir / _SERVED).read_text(encoding="utf-8")
    except OSError:
        return ""
    try:
        with FileLock(data_dir / _LOCK, timeout=0):
            return ""  # whoever wrote it was killed
    except Timeout:
        return url
    except OSError:  # whose folder may only be read
        return ""


def read_secret(data_dir: Path) -> bytes:
    """Return the secret of a data folder, which only its owner may read; it is made when first asked for.

    Raises:
        StoreError: it can't be read or made.
    """
    file = data_dir / "web.secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            # Written beside and linked: of two processes that begin at once, both read the same.
            part = file.with_name(f"web.secret.{secrets.token_hex(4)}")
            part.touch(0o600)
            part.write_bytes(secrets.token_bytes(_SECRET_BYTES))
            try:
                os.link(part, file)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return file.read_bytes()
    except OSError as error:
        raise StoreError(
            "The file {file} can't be used ({reason}): mend that, or remove it.", file=file, reason=error.strerror
        ) from error
