"""Check settings, models and store, one finding each."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.models.local_server import BUNDLED
from bot.models.prompt import check_prompts
from bot.models.support_adapter import support_adapter
from bot.models.verdict_probe import read_probe
from corpus.errors import FootnoteError
from ingest.pipeline.resplit import is_outdated

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked, and what to do where it isn't sound."""

    sound: bool
    words: str


def check(settings: Settings, corpus: Corpus, embedder: Embedder, announce: Callable[[str], None]) -> list[Finding]:
    """Return a finding for the settings, each model and the store."""
    return [
        Finding(sound=True, words=f"settings: data in {settings.data_dir}, models in {settings.cache_dir}"),
        _try("prompts", check_prompts),
        _embedding(corpus, embedder, settings.embedding_url),
        _calibration(corpus),
        _try(f"chat model {settings.chat_model}", lambda: _open_chat(settings, announce)),
        *_edited(settings),
        *_store(corpus),
        *_passages(corpus, settings.passage_tokens),
    ]


def servers(settings: Settings) -> list[Finding]:
    """Return a finding for each server of the settings that holds a part, and for what is left to workers."""
    found: list[Finding] = []
    if settings.database_url.get_secret_value():
        found.append(_answer("articles and memory in PostgreSQL", lambda: _jobs(settings)))
    if settings.chroma_url:
        found.append(_answer(f"vectors in Chroma at {settings.chroma_url}", lambda: _chroma(settings)))
    return found


def _answer(what: str, ask: Callable[[], str]) -> Finding:
    try:
        return Finding(sound=True, words=f"{what}{ask()}")
    except FootnoteError as error:
        return Finding(sound=False, words=f"{what}: {error}")


def _jobs(settings: Settings) -> str:
    """Say what is left to workers; whether any of them runs is no flaw, since processes read for themselves too."""
    from bot.wiring.jobs import needed_jobs

    with closing(needed_jobs(settings)) as jobs:
        counts, has_workers = jobs.counts(), jobs.has_workers()
    waiting, failed = counts.get("todo", 0) + counts.get("doing", 0), counts.get("failed", 0)
    return f"; jobs that wait: {waiting}, that failed: {failed}, {'a worker runs' if has_workers else 'no worker runs'}"


def _chroma(settings: Settings) -> str:
    from bot.wiring.corpora import chroma_of
    from corpus.database.chroma import Server

    if server := chroma_of(settings):
        place = Server(server, lambda: "")
        place.tried(place.client, 0)
        place.close()
    return ""


def _embedding(corpus: Corpus, embedder: Embedder, url: str) -> Finding:
    words = f"embedding model {embedder.name}{f' at {url}' if url else ''}"
    try:
        embedder.query("a test")
        if corpus.upkeep.embeds_alike():
            return Finding(sound=True, words=words)
    except FootnoteError as error:
        return Finding(sound=False, words=f"{words}: {error}")
    where = "the server runs" if url else "there is"
    return Finding(
        sound=False, words=f"{words}: {where} another under its name, which makes other vectors than the corpus has."
    )


def _calibration(corpus: Corpus) -> Finding:
    try:
        calibration = corpus.made_with.calibration()
    except FootnoteError as error:
        return Finding(sound=False, words=f"calibration: {error}")
    # Nothing is broken without one: less is answered.
    rest = "" if calibration.sure else ", so that less is answered than could be: run `footnote doctor --calibrate`."
    return Finding(sound=True, words=f"calibration of {calibration.model}: {calibration.found}{rest}")


def _open_chat(settings: Settings, announce: Callable[[str], None]) -> None:
    from bot.models.prompt import Prompt
    from bot.wiring.chat import open_chat

    with open_chat(settings, announce) as model:
        if model is not None:
            prompt = Prompt(system="You are being tested.", user="Write the word yes.")
            "".join(model.stream(prompt, max_tokens=2))


def _edited(settings: Settings) -> list[Finding]:
    """Return a finding for each prompt that was edited, so that what was made for the bundled model isn't read."""
    from bot.models.gguf_files import LOCAL

    made = {
        "verdicts: prompts/verdict.md was edited, so that the chat model isn't asked whether sentences answer: put it"
        " back, or make its probe anew (CONTRIBUTING.md).": lambda: read_probe(BUNDLED.sha256),
        "judge: prompts/supported.md was edited, so that the chat model isn't asked whether quotes support a sentence:"
        " put it back, or make its adapter anew (training/README.md).": lambda: support_adapter(BUNDLED.sha256),
    }
    try:
        edited = [words for words, read in made.items() if settings.chat_model == LOCAL and not read()]
    except FootnoteError:  # the chat model's own finding says so
        return []
    return [Finding(sound=False, words=words) for words in edited]


def _store(corpus: Corpus) -> list[Finding]:
    articles, passages = corpus.selection.counts()
    try:
        corpus.check_model()
        problems = corpus.check() if corpus.upkeep.opens() else ["the vectors are damaged or gone"]
    except FootnoteError as error:
        return [Finding(sound=False, words=f"store: {error}")]
    if problems:
        return [Finding(sound=False, words=f"store: {'; '.join(problems)}: run `footnote doctor --repair`.")]
    return [Finding(sound=True, words=f"store: {articles} articles, {passages} passages")]


def _passages(corpus: Corpus, max_tokens: int) -> list[Finding]:
    """Return a finding where an older Footnote cut the articles, which can be searched all the same."""
    try:
        if not is_outdated(corpus, max_tokens):
            return []
    except FootnoteError:  # the store's own finding says so
        return []
    words = "passages: they were cut by an older Footnote or other settings: `footnote doctor --repair` cuts them anew"
    return [Finding(sound=True, words=f"{words}.")]


def _try(what: str, action: Callable[[], object]) -> Finding:
    try:
        action()
    except FootnoteError as error:
        return Finding(sound=False, words=f"{what}: {error}")
    return Finding(sound=True, words=what)
