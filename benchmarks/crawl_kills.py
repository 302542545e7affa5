"""Kill ingestion at random moments of a crawl on loopback, and count what is half, damaged or lost afterwards.

Before each run every page of the site says something new. After each kill every article is as it was or as it is now,
and one more run brings in what was missed and leaves nothing for `footnote doctor` to find. Vectors without a passage,
which nobody reads, may be left by a kill. `--kills N` sets how often. The store, the crawl and the processes are real;
words stand in for the model's vectors.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import pickle
import random
import signal
import tempfile
import time
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from corpus.store.corpus import Corpus
from ingest.pipeline.pipeline import Pipeline
from ingest.sources.config import named_source
from ingest.web.fetcher import Fetcher
from tests.support.fakes import Quiet, WordEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized

T = TypeVar("T")

PAGES = 13
_MB = 1024 * 1024
_IMPORTED = ("chromadb.api.rust", "trafilatura", "httpcore")
_WORDS = [
    f"{first}{last}"
    for first in ("ash", "oak", "elm", "bay", "fir", "yew")
    for last in ("ford", "ton", "ham", "wick", "by", "field")
]


def main() -> None:
    """Print a line a kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    kills = parser.parse_args().kills
    version = multiprocessing.Value("i", 0)
    here, there = multiprocessing.Pipe()
    multiprocessing.Process(target=_serve, args=(version, there), daemon=True).start()
    address = f"http://127.0.0.1:{here.recv()}/"
    for name in _IMPORTED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        _kill(version, address, Path(folder), kills)


def _kill(version: Synchronized[int], address: str, folder: Path, kills: int) -> None:
    chance = random.Random(11)  # noqa: S311 -- the same moments, as far as a machine allows
    started = time.monotonic()
    _run(_ingest, address, folder)
    whole = time.monotonic() - started
    known, _ = _run(_look, folder)
    print(f"{len(known)} articles of {PAGES} pages in {whole:.1f} s", flush=True)
    within = halves = lost = problems = leftovers = 0
    for edition in range(1, kills + 1):
        version.value = edition
        process, result = _start(_ingest, address, folder)
        time.sleep(chance.uniform(0, whole))
        within += os.waitpid(process, os.WNOHANG) == (0, 0)
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        os.close(result)
        told, wrong = _run(_look, folder)
        may_be = _expected(edition - 1), _expected(edition)
        halves += sum(not any(said == one.get(page) for one in may_be) for page, said in told.items())
        _run(_ingest, address, folder)
        now, still = _run(_look, folder)
        leftovers += bool(wrong)
        problems += len(still)
        lost += sum(now.get(page) != said for page, said in _expected(edition).items() if page in known)
        print(
            f"{edition} kills, {within} within a run: {halves} half articles, vectors without a passage {leftovers}"
            f" times; after one more run {problems} problems of the store, {lost} articles lost",
            flush=True,
        )


def _serve(version: Synchronized[int], told: Connection) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _page(self.path, version.value)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(server.server_port)
    server.serve_forever()


def _page(path: str, edition: int) -> bytes:
    name = path.strip("/").removeprefix("p") or "0"
    if not name.isdecimal() or int(name) >= PAGES:
        return b""
    number = int(name)
    links = "".join(f'<li><a href="/p{n}">Page {n}</a></li>' for n in range(number * 3 + 1, number * 3 + 4))
    text = "".join(f"<p>{sentence}</p>" for sentence in _sentences(number, edition))
    body = f"<article><h1>Page {number}</h1>{text}</article><nav><ul>{links}</ul></nav>"
    return f"<html lang=en><head><title>Page {number}</title></head><body>{body}</body></html>".encode()


def _sentences(number: int, edition: int) -> list[str]:
    chance = random.Random(number * 1000 + edition)  # noqa: S311 -- the same words each time
    told = [" ".join(chance.choices(_WORDS, k=12)) for _ in range(6)]
    return [f"{words.capitalize()} were told of in edition {edition} of page {number}." for words in told]


def _expected(edition: int) -> dict[str, str]:
    return {f"Page {number}": "\n".join(_sentences(number, edition)) for number in range(PAGES)}


def _look(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the texts of the articles by their titles, and what is wrong with the store."""
    with closing(Corpus(folder / "corpus", WordEmbedder())) as corpus:
        return {article.title: article.text for article in corpus.catalogue.articles()}, [
            str(one) for one in corpus.check()
        ]


def _ingest(address: str, folder: Path) -> None:
    with closing(Corpus(folder / "corpus", WordEmbedder())) as corpus:
        pipeline = Pipeline(corpus, passage_tokens=100, max_file_bytes=_MB, open_getter=_fetcher)
        pipeline.run([named_source(address, "site")], Quiet(), forced=True)


def _fetcher() -> Fetcher:
    return Fetcher(max_bytes=_MB, allow=[ip_network("127.0.0.1/32")], delay=0)


def _start(work: Callable[..., object], *arguments: object) -> tuple[int, int]:
    """Do work in a child, since what the store opens outlives no fork; return its number and where its result comes."""
    result, told = os.pipe()
    if process := os.fork():
        os.close(told)
        return process, result
    try:
        os.write(told, pickle.dumps(work(*arguments)))
    finally:
        os._exit(0)


def _run(work: Callable[..., T], *arguments: object) -> T:
    process, result = _start(work, *arguments)
    with os.fdopen(result, "rb") as told:
        held = told.read()
    os.waitpid(process, 0)
    return pickle.loads(held)  # noqa: S301 -- our own child's


if __name__ == "__main__":
    main()
