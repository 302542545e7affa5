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
from corpus.reason import Reason
from corpus.store.derived.repair import DAMAGED
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
    said: Reason


def check(settings: Settings, corpus: Corpus, embedder: Embedder, announce: Callable[[str], None]) -> list[Finding]:
    """Return a finding for the settings, each model and the store."""
    places = {"data": str(settings.data_dir), "models": str(settings.cache_dir)}
    return [
        Finding(sound=True, said=Reason("settings: data in {data}, models in {models}", places)),
        _try(Reason("prompts"), check_prompts),
        _embedding(corpus, embedder, settings.embedding_url),
        _calibration(corpus),
        _try(Reason("chat model {name}", {"name": settings.chat_model}), lambda: _open_chat(settings, announce)),
        *_edited(settings),
        *_store(corpus),
        *_passages(corpus, settings.passage_tokens),
    ]


def servers(settings: Settings) -> list[Finding]:
    """Return a finding for each server of the settings that holds a part, and for what is left to workers."""
    found: list[Finding] = []
    if settings.database_url.get_secret_value():
        found.append(_memory(settings))
    if settings.chroma_url:
        vectors = Reason("vectors in Chroma at {url}", {"url": settings.chroma_url})
        found.append(_try(vectors, lambda: _chroma(settings)))
    return found


def _memory(settings: Settings) -> Finding:
    """Say what is left to workers; whether any of them runs is no flaw, since processes read for themselves too."""
    from bot.wiring.jobs import needed_jobs

    try:
        with closing(needed_jobs(settings)) as jobs:
            counts, has_workers = jobs.counts(), jobs.has_workers()
    except FootnoteError as error:
        return _wrong(Reason("articles and memory in PostgreSQL"), error)
    said = Reason("articles and memory in PostgreSQL; jobs that wait: {waiting}, that failed: {failed}, no worker runs")
    if has_workers:
        said = Reason(
            "articles and memory in PostgreSQL; jobs that wait: {waiting}, that failed: {failed}, a worker runs"
        )
    waiting = counts.get("todo", 0) + counts.get("doing", 0)
    return Finding(sound=True, said=said.filled(waiting=waiting, failed=counts.get("failed", 0)))


def _chroma(settings: Settings) -> None:
    from bot.wiring.corpora import chroma_of
    from corpus.database.chroma import Server

    if server := chroma_of(settings):
        place = Server(server, lambda: "")
        place.tried(place.client, 0)
        place.close()


def _embedding(corpus: Corpus, embedder: Embedder, url: str) -> Finding:
    model = Reason("embedding model {name}", {"name": embedder.name})
    if url:
        model = Reason("embedding model {name} at {url}", {"name": embedder.name, "url": url})
    try:
        embedder.query("a test")
        if corpus.upkeep.embeds_alike():
            return Finding(sound=True, said=model)
    except FootnoteError as error:
        return _wrong(model, error)
    other = Reason("{model}: there is another under its name, which makes other vectors than the corpus has.")
    if url:
        other = Reason(
            "{model}: the server runs another under its name, which makes other vectors than the corpus has."
        )
    return Finding(sound=False, said=other.filled(model=model))


def _calibration(corpus: Corpus) -> Finding:
    try:
        calibration = corpus.made_with.calibration()
    except FootnoteError as error:
        return _wrong(Reason("calibration"), error)
    said = Reason("calibration of {model}: {found}")
    if not calibration.sure:  # nothing is broken without one
        said = Reason(
            "calibration of {model}: {found}, so that less is answered than could be: run"
            " `footnote doctor --calibrate`."
        )
    return Finding(sound=True, said=said.filled(model=calibration.model, found=calibration.found))


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

    verdicts = Reason(
        "verdicts: prompts/verdict.md was edited, so that the chat model isn't asked whether sentences answer: put it"
        " back, or make its probe anew (CONTRIBUTING.md)."
    )
    judge = Reason(
        "judge: prompts/supported.md was edited, so that the chat model isn't asked whether quotes support a sentence:"
        " put it back, or make its adapter anew (training/README.md)."
    )
    made = ((verdicts, read_probe), (judge, support_adapter))
    try:
        edited = [said for said, read in made if settings.chat_model == LOCAL and not read(BUNDLED.sha256)]
    except FootnoteError:  # the chat model's own finding says so
        return []
    return [Finding(sound=False, said=said) for said in edited]


def _store(corpus: Corpus) -> list[Finding]:
    articles, passages = corpus.selection.counts()
    try:
        corpus.check_model()
        problems = corpus.check() if corpus.upkeep.opens() else [DAMAGED]
    except FootnoteError as error:
        return [_wrong(Reason("store"), error)]
    if problems:
        mend = Reason("store: {problem}: run `footnote doctor --repair`.")
        return [Finding(sound=False, said=mend.filled(problem=one)) for one in problems]
    counts = {"articles": articles, "passages": passages}
    return [Finding(sound=True, said=Reason("store: {articles} articles, {passages} passages", counts))]


def _passages(corpus: Corpus, max_tokens: int) -> list[Finding]:
    """Return a finding where an older Footnote cut the articles, which can be searched all the same."""
    try:
        if not is_outdated(corpus, max_tokens):
            return []
    except FootnoteError:  # the store's own finding says so
        return []
    said = Reason(
        "passages: they were cut by an older Footnote or other settings: `footnote doctor --repair` cuts them anew."
    )
    return [Finding(sound=True, said=said)]


def _try(what: Reason, action: Callable[[], object]) -> Finding:
    try:
        action()
    except FootnoteError as error:
        return _wrong(what, error)
    return Finding(sound=True, said=what)


def _wrong(what: Reason, error: FootnoteError) -> Finding:
    return Finding(sound=False, said=Reason("{what}: {wrong}", {"what": what, "wrong": error.reason}))
