"""The pages with honest fakes for models: their parts, a client that asks them without a socket, and with one."""

from __future__ import annotations

import threading
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn

from bot.answering.engine.engine import Engine
from bot.service.admission.queue import Turns
from bot.service.admission.workers import Workers
from bot.service.corpora.article_list import Listings
from bot.service.corpora.corpora import Corpora, Library
from bot.service.reader_links import ReaderLinks
from bot.service.store.store import Store
from bot.web.app import build_app
from bot.web.request.parts import Parts
from bot.web.request.site import Site
from bot.web.serve import listening
from corpus.article import Source
from corpus.store.corpus import Corpus
from ingest.pipeline.pipeline import Pipeline
from ingest.web.fetcher import Fetcher
from tests.support.fakes import WordEmbedder, WordJudge
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from contextlib import ExitStack
    from pathlib import Path

    from starlette.types import ASGIApp

    from bot.answering.engine.engine import Style
    from bot.models.chat_model import ChatModel
    from bot.web.request.parts import SignIn

LOOPBACK = ip_network("127.0.0.1/32")
ADDRESS = "http://127.0.0.1"
KEY = "a-long-word-of-our-own"
QUOTE = "Amazon pauses the sale of Rekognition to the police for one year."
QUESTION = "For how long does Amazon pause?"
DRAFT = f"{QUOTE} [1]"
_SECONDS_TO_START = 20


def pause() -> Any:
    """Return an article that answers the question."""
    text = f"{QUOTE}\nThe weather in Seattle is mild."
    return make_article("Amazon's pause", text, published=date(2020, 6, 10), origin="/articles/pause.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The pages over a folder of corpora."""

    parts: Parts
    app: ASGIApp

    def fill(self, *articles: Any, corpus: str = "main") -> None:
        filled = self.parts.corpora.open(corpus).corpus
        filled.replace(list(articles))
        filled.catalogue.set_source(Source(name="press", address="/articles"))

    @asynccontextmanager
    async def client(self, **headers: str) -> AsyncGenerator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=self.parts.site.links.url, headers=headers
        ) as client:
            yield client

    @contextmanager
    def serving(self) -> Generator[str]:
        """Serve on a real port of loopback; yield the address."""
        with serve_on_loopback(self.app, self.parts.site) as address:
            yield address


@contextmanager
def serve_on_loopback(app: ASGIApp, site: Site) -> Generator[str]:
    """Serve an application on a real port of loopback; yield the address."""
    with listening(site) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + _SECONDS_TO_START
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_SECONDS_TO_START)


def make_scene(  # noqa: PLR0913 -- one parameter a part
    folder: Path,
    stack: ExitStack,
    *,
    key: str = "",
    model: ChatModel | None = None,
    style: Style = "quotes",
    signin: SignIn | None = None,
) -> Scene:
    """Return the pages over a folder; what they hold is closed with the stack."""
    secret = b"s" * 32
    links = ReaderLinks(url=ADDRESS, secret=secret if key else b"")
    store = Store(folder / "discord.sqlite3")
    stack.callback(store.close)

    def build(name: str, directory: Path) -> Library:
        embedder = WordEmbedder()
        corpus = Corpus(directory, embedder)
        engine = Engine(corpus, embedder, model, style=style, judge=WordJudge(), context_tokens=2000)

        def open_fetcher() -> Fetcher:
            return Fetcher(max_bytes=100_000, allow=[LOOPBACK], delay=0, attempts=1)

        pipeline = Pipeline(corpus, passage_tokens=100, max_file_bytes=10_000, open_getter=open_fetcher)
        return Library(name=name, corpus=corpus, engine=engine, pipeline=pipeline)

    parts = Parts(
        site=Site(host="127.0.0.1", port=0, key=key, secret=secret, links=links),
        corpus="main",
        store=store,
        signin=signin,
        corpora=Corpora(folder, store, {}, build),
        turns=Turns(1),
        workers=Workers(1),
        listings=Listings(),
    )
    stack.callback(parts.corpora.close)
    stack.callback(parts.workers.close)
    return Scene(parts=parts, app=build_app(parts))
