"""`footnote bot` with models that a script makes, for a few shards: four of them fit on any machine.

FOLDER names where it notes each question by its process; while there is a file called "closed", it answers none.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bot.discord.shards
import bot.discord.start
from bot.answering.engine.engine import Engine
from bot.cli import main
from bot.service.corpora.corpora import Library
from corpus.database.postgres import PostgresServer
from corpus.store.corpus import Corpus
from ingest.pipeline.pipeline import Pipeline
from ingest.web.fetcher import Fetcher
from tests.support.discord_scene import Drafting
from tests.support.fakes import WordEmbedder, WordJudge

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings

ask = Engine.ask


def open_corpus(database: str, directory: Path) -> Corpus:
    """Open the corpus in PostgreSQL whose vectors lie in a directory."""
    return Corpus(directory, WordEmbedder(), database=PostgresServer(url=database, schema="footnote_corpus"))


def gated(engine: Engine, words: str, *args: Any, **named: Any) -> Any:
    folder = Path(os.environ["FOLDER"])
    with (folder / "asked").open("a", encoding="utf-8") as noted:
        noted.write(f"{os.getpid()} {words}\n")
    events = ask(engine, words, *args, **named)
    yield next(events)
    while (folder / "closed").exists() and named["wanted"]():
        time.sleep(0.05)
    yield from events


def build_embedder(*_: object) -> WordEmbedder:
    return WordEmbedder()


def build_libraries(settings: Settings, *_: object) -> Callable[[str, Path], Library]:
    def build(name: str, directory: Path) -> Library:
        corpus = open_corpus(settings.database_url.get_secret_value(), directory)
        engine = Engine(corpus, corpus.embedder, Drafting(), style="draft", judge=WordJudge(), context_tokens=2000)
        pipeline = Pipeline(
            corpus, passage_tokens=100, max_file_bytes=10_000, open_getter=lambda: Fetcher(max_bytes=100_000)
        )
        return Library(name=name, corpus=corpus, engine=engine, pipeline=pipeline)

    return build


if __name__ == "__main__":
    setattr(Engine, "ask", gated)  # noqa: B010 -- of another shape
    bot.discord.shards.SECONDS_BETWEEN_IDENTIFIES = 0.5
    bot.discord.start.build_embedder = build_embedder
    bot.discord.start.library_builder = build_libraries
    main()
