"""Build the parts from the settings: the one place that picks concrete ones.

Each is imported where it is built: listing what is in a corpus waits for nothing that reads or answers.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from corpus.database.chroma import ChromaServer
from corpus.database.postgres import PostgresServer
from corpus.embedding.embedder import SentenceEmbedder
from corpus.embedding.remote import RemoteEmbedder
from corpus.errors import FootnoteError, SettingsError, UsageError
from corpus.store.corpus import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from bot.answering.engine.engine import Engine, Style
    from bot.answering.judge.support.claim import Judge, JudgeName
    from bot.models.chat_model import ChatModel
    from bot.models.local_server import LocalServer
    from bot.models.prompt import Prompt
    from bot.models.verdict_probe import Verdict
    from bot.service.corpora.corpora import Library
    from bot.service.store.store import Store
    from bot.settings import Settings
    from corpus.article import Hit
    from corpus.embedding.cross_encoder import Reranker
    from corpus.embedding.embedder import Embedder
    from ingest.pipeline.pipeline import Pipeline
    from ingest.web.fetcher import Fetcher

    Search = Callable[[str, str, int], Sequence[Hit]]

_MB = 1024 * 1024
STATE_FILE = "discord.sqlite3"
"""The file in the data folder that holds what the bot remembers."""


def build_embedder(settings: Settings, announce: Callable[[str], None]) -> Embedder:
    """Return the embedder; it loads its model when first used.

    Raises:
        SettingsError: a language file is broken, which is noticed here, at the start of whatever reads texts.
    """
    from corpus.language.registry import languages

    languages()
    return _embedder_of(settings, announce)


def _embedder_of(settings: Settings, announce: Callable[[str], None]) -> Embedder:
    if settings.embedding_url:
        return RemoteEmbedder(settings.embedding_url, settings.embedding_model, settings.models_key.get_secret_value())
    return SentenceEmbedder(settings.embedding_model, settings.cache_dir, announce)


def build_local_embedder(settings: Settings, announce: Callable[[str], None]) -> SentenceEmbedder:
    """Return the embedder that runs in this process, whatever server the settings name.

    Raises:
        SettingsError: a language file is broken.
    """
    from corpus.language.registry import languages

    languages()
    return SentenceEmbedder(settings.embedding_model, settings.cache_dir, announce)


def chroma_of(settings: Settings) -> ChromaServer | None:
    """Return the server of the vectors, None where they lie in the data folder.

    Raises:
        SettingsError: Chroma Cloud lacks its key.
    """
    if not settings.chroma_url:
        return None
    server = ChromaServer(
        url=settings.chroma_url,
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
        token=settings.chroma_token.get_secret_value(),
    )
    if server.is_cloud and not server.token:
        raise SettingsError("Chroma Cloud needs a key: set FOOTNOTE_CHROMA_TOKEN.")
    return server


def open_listed(settings: Settings, directory: Path, announce: Callable[[str], None]) -> Corpus:
    """Open the corpus in a directory to list what it holds, or to remove some, which reads no text."""
    return _corpus_of(settings, directory, _embedder_of(settings, announce))


def database_of(settings: Settings, directory: Path) -> PostgresServer | None:
    """Return where a server holds the articles of the corpus in a directory, None where they lie in it."""
    url = settings.database_url.get_secret_value()
    if not url:
        return None
    # What it is called in any data folder, so that several machines find the same.
    place = directory.resolve().relative_to(settings.data_dir.resolve())
    return PostgresServer(url=url, schema="_".join(["footnote", *place.parts]))


def open_store(settings: Settings) -> Store:
    """Open what the bot remembers: in the data folder, or beside the articles on the server of the settings.

    Raises:
        StoreError: it can't be used.
    """
    from bot.service.store.database import SCHEMA_NAME
    from bot.service.store.store import Store

    url = settings.database_url.get_secret_value()
    server = PostgresServer(url=url, schema=SCHEMA_NAME) if url else None
    return Store(settings.data_dir / STATE_FILE, server)


def settings_moved(settings: Settings, to: str, chroma: str) -> Settings:
    """Return the settings by which everything lies elsewhere: in a PostgreSQL database or in a data folder.

    Vectors go to the Chroma server at `chroma`; where that is empty, beside a database they stay where they are, and
    into a folder they go with the rest.

    Raises:
        UsageError: an address is none, or that is where everything lies.
    """
    changes: dict[str, object] = {}
    with suppress(ValueError):  # of what is no address
        if "://" not in to:
            changes = {"database_url": SecretStr(""), "data_dir": Path(to), "chroma_url": chroma}
        elif urlsplit(to).scheme in {"postgresql", "postgres"} and urlsplit(to).port != 0:
            changes = {"database_url": SecretStr(to), "chroma_url": chroma or settings.chroma_url}
    if not (to and changes):
        raise UsageError("--to takes a PostgreSQL database, as postgresql://user:password@host/name, or a folder.")
    if chroma and not chroma.startswith(("http://", "https://")):
        raise UsageError("--chroma takes the address of a Chroma server, such as http://127.0.0.1:8000.")
    moved = settings.model_copy(update=changes)
    here, there = ((one.database_url.get_secret_value(), one.data_dir.resolve()) for one in (settings, moved))
    if here[0] == there[0] and (here[0] or here[1] == there[1]):
        raise UsageError("The articles lie there already: name another database or another folder.")
    return moved


def corpora_there(settings: Settings) -> list[str]:
    """Return the names of the corpora that there are, in the data folder or in the database of the settings."""
    from bot.service.corpora.names import names_of_schemas, names_there
    from bot.service.store.database import SCHEMA_NAME
    from corpus.database.postgres import Postgres

    url = settings.database_url.get_secret_value()
    if not url:
        return names_there(settings.data_dir)
    with closing(Postgres(PostgresServer(url=url, schema=SCHEMA_NAME), lambda _: None)) as database:
        return names_of_schemas(database.schemas())


@contextmanager
def open_corpus(directory: Path, embedder: Embedder, settings: Settings | None = None) -> Generator[Corpus]:
    """Open the corpus in a directory, on the servers of the settings where they name some; close it at the end."""
    corpus = _corpus_of(settings, directory, embedder) if settings else Corpus(directory, embedder)
    try:
        yield corpus
    finally:
        corpus.close()


def _corpus_of(settings: Settings, directory: Path, embedder: Embedder) -> Corpus:
    return Corpus(directory, embedder, chroma=chroma_of(settings), database=database_of(settings, directory))


def build_search(settings: Settings, corpus: Corpus, announce: Callable[[str], None]) -> Search:
    """Return how passages are found for a question: from its words, their language, and how many passages to find."""
    from corpus.search.rerank import rerank
    from corpus.search.searcher import Searcher

    reranker = build_reranker(settings, announce)
    searcher = Searcher(corpus)

    def search(question: str, language: str, limit: int) -> list[Hit]:
        hits = searcher.search(question, language=language, limit=limit)
        return rerank(question, hits, reranker) if reranker else hits

    return search


def build_translated_search(
    settings: Settings, corpus: Corpus, model: ChatModel, announce: Callable[[str], None]
) -> Search:
    """Return how passages are found where the chat model puts the question into the articles' language too."""
    from bot.answering.answer import Question
    from bot.answering.engine.translated_search import searched_in_both, translated
    from corpus.article import Filters

    search = build_search(settings, corpus, announce)

    def search_in_both(words: str, language: str, limit: int) -> list[Hit]:
        question = Question(text=words, language=language, filters=Filters())
        return searched_in_both(
            question,
            search(words, language, limit),
            translate=lambda text, into: translated(model, text, into),
            search=lambda other: search(other.text, other.language, limit),
        )

    return search_in_both


def build_fetcher(settings: Settings) -> Fetcher:
    """Return what fetches pages, within the limits of the settings."""
    from ingest.web.fetcher import Fetcher

    return Fetcher(
        max_bytes=settings.max_page_mb * _MB, allow=settings.allow_private_addresses, delay=settings.fetch_delay
    )


def build_pipeline(settings: Settings, corpus: Corpus) -> Pipeline:
    """Return the ingestion of a corpus."""
    from ingest.pipeline.pipeline import Pipeline

    return Pipeline(
        corpus,
        passage_tokens=settings.passage_tokens,
        max_file_bytes=settings.max_file_mb * _MB,
        open_getter=lambda: build_fetcher(settings),
    )


@contextmanager
def open_chat(settings: Settings, announce: Callable[[str], None]) -> Generator[ChatModel | None]:
    """Open the chat model, None where the settings say `none`; the local one starts when first asked.

    Raises:
        SettingsError: the name of the model isn't one, or its key is missing.
        ModelError: its package is missing.
    """
    from bot.answering.engine.engine import NO_MODEL
    from bot.models.chat_model import open_chat_model
    from bot.models.gguf_files import LOCAL, runs_here

    if settings.chat_model == NO_MODEL:
        yield None
    elif runs_here(settings.chat_model) and settings.chat_base_url:
        yield _shared_chat(settings)
    elif runs_here(settings.chat_model):
        with ExitStack() as stack:
            yield _LocalChat(settings.chat_model, settings, announce, stack)
    else:
        url = settings.chat_base_url or None
        model = open_chat_model(settings.chat_model, base_url=url, timeout=settings.chat_timeout)
        if settings.support_model != LOCAL:
            yield model
            return
        with ExitStack() as stack:
            yield _ReadAlong(model, _LocalChat(LOCAL, settings, announce, stack))


def _shared_chat(settings: Settings) -> ChatModel:
    """Return the local chat model that another process runs for several."""
    from bot.models.gguf_files import LOCAL
    from bot.models.local_chat import Address, local_chat_model
    from bot.models.local_server import BUNDLED
    from bot.models.verdict_probe import read_probe

    server = Address(base_url=settings.chat_base_url, api_key=settings.models_key.get_secret_value() or "none")
    probe = read_probe(BUNDLED.sha256) if settings.chat_model == LOCAL else None
    return local_chat_model(
        server,
        timeout=settings.chat_timeout,
        name=chat_name(settings),
        probe=probe,
        is_adapted=bool(_adapters(settings.chat_model)),
    )


def chat_name(settings: Settings) -> str:
    """Return what a chat model that is run by Footnote's own engine is called."""
    from bot.models.gguf_files import LOCAL
    from bot.models.local_server import BUNDLED

    return BUNDLED.name if settings.chat_model == LOCAL else settings.chat_model


@contextmanager
def open_local_server(settings: Settings, announce: Callable[[str], None]) -> Generator[LocalServer | None]:
    """Run the chat model of the settings for others, None where it is none that runs here.

    Raises:
        SettingsError: the name of the model isn't one.
        ModelError: it can't be loaded.
    """
    from bot.models.gguf_files import check_local, gguf_file, runs_here
    from bot.models.local_server import start_local_server

    if not runs_here(settings.chat_model):
        yield None
        return
    check_local(settings.chat_model)
    weights = gguf_file(settings.chat_model, settings.cache_dir, announce)
    announce("Loading the chat model")
    with start_local_server(weights, adapters=_adapters(settings.chat_model), threads=settings.chat_threads) as server:
        yield server


def _adapters(named: str) -> list[Path]:
    """Return the adapters that a model which runs here is read with, besides as it is."""
    from bot.models.gguf_files import LOCAL
    from bot.models.local_server import BUNDLED
    from bot.models.support_adapter import support_adapter

    adapter = support_adapter(BUNDLED.sha256) if named == LOCAL else None
    return [adapter] if adapter else []


class _ReadAlong:
    """A vendor's chat model, and the bundled one that reads what it wrote."""

    def __init__(self, model: ChatModel, reader: ChatModel) -> None:
        self.name = model.name
        self.stream = model.stream
        self.verdict = model.verdict
        self.leaning = reader.leaning
        self.prepare = reader.prepare


class _LocalChat:
    """A chat model that is run here, which isn't loaded for a question that needs none."""

    def __init__(self, named: str, settings: Settings, announce: Callable[[str], None], stack: ExitStack) -> None:
        from bot.models.gguf_files import LOCAL, check_local
        from bot.models.local_server import BUNDLED
        from bot.models.verdict_probe import read_probe

        check_local(named)
        self.name = BUNDLED.name if named == LOCAL else named
        self._named = named
        self._settings = settings
        self._announce = announce
        self._stack = stack
        # Now, so that what is broken is noticed at the start.
        self._probe = read_probe(BUNDLED.sha256) if named == LOCAL else None
        self._adapters = _adapters(named)
        self._starting = Lock()
        self._started: ChatModel | None = None
        self._preparing: Thread | None = None

    def stream(self, prompt: Prompt, *, max_tokens: int, grammar: str | None = None) -> Iterator[str]:
        yield from self._model().stream(prompt, max_tokens=max_tokens, grammar=grammar)

    def verdict(self, prompt: Prompt) -> Verdict | None:
        return self._model().verdict(prompt)

    def leaning(self, prompt: Prompt) -> float | None:
        return self._model().leaning(prompt)

    def prepare(self) -> None:
        if self._preparing is None:
            self._preparing = Thread(target=self._prepare, name="chat-model")
            self._stack.callback(self._preparing.join)  # before the server's own end, which closes what it started
            self._preparing.start()

    def _prepare(self) -> None:
        with suppress(FootnoteError):  # whoever asks it will be told
            self._model()

    def _model(self) -> ChatModel:
        from bot.models.gguf_files import gguf_file
        from bot.models.local_chat import local_chat_model
        from bot.models.local_server import start_local_server

        with self._starting:
            if self._started is None:
                weights = gguf_file(self._named, self._settings.cache_dir, self._announce)
                self._announce("Loading the chat model")
                threads = self._settings.chat_threads
                server = self._stack.enter_context(
                    start_local_server(weights, adapters=self._adapters, threads=threads)
                )
                self._started = local_chat_model(
                    server,
                    timeout=self._settings.chat_timeout,
                    name=self.name,
                    probe=self._probe,
                    is_adapted=bool(self._adapters),
                )
            return self._started


def build_reranker(settings: Settings, announce: Callable[[str], None]) -> Reranker | None:
    """Return the cross-encoder that the settings name, None where they name none; it loads when first used."""
    from corpus.embedding.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker_model, announce) if settings.reranker_model else None


def build_engine(  # noqa: PLR0913 -- one parameter a part
    settings: Settings,
    corpus: Corpus,
    embedder: Embedder,
    model: ChatModel | None,
    reranker: Reranker | None,
    *,
    judge: Judge | None = None,
    today: Callable[[], date] = date.today,
) -> Engine:
    """Return the engine that answers from a corpus; the models may be shared with others.

    Raises:
        StoreError: the weights of the judge that comes along are missing or others.
    """
    from bot.answering.engine.engine import Engine
    from bot.models.gguf_files import LOCAL

    style: Style = "quotes"
    if settings.answer_style == "draft" or (settings.answer_style == "auto" and settings.chat_model != LOCAL):
        style = "draft"
    return Engine(
        corpus,
        embedder,
        model,
        style=style,
        context_tokens=settings.context_tokens,
        judge=judge,
        asks_again=settings.chat_model != LOCAL,
        reranker=reranker,
        translates=settings.translate_questions,
        today=today,
    )


def library_builder(
    settings: Settings, embedder: Embedder, model: ChatModel | None, announce: Callable[[str], None]
) -> Callable[[str, Path], Library]:
    """Return what opens a corpus with all that works on it; all corpora share the models."""
    from bot.service.corpora.corpora import Library

    reranker = build_reranker(settings, announce)
    judge = build_judge(settings, embedder, model, announce)

    def build(name: str, directory: Path) -> Library:
        corpus = _corpus_of(settings, directory, embedder)
        try:
            corpus.check_model()
        except FootnoteError:
            corpus.close()
            raise
        engine = build_engine(settings, corpus, embedder, model, reranker, judge=judge)
        return Library(name=name, corpus=corpus, engine=engine, pipeline=build_pipeline(settings, corpus))

    return build


def build_judge(
    settings: Settings, embedder: Embedder, model: ChatModel | None, announce: Callable[[str], None]
) -> Judge:
    """Return what says whether quotes support a sentence: the settings' cross-encoder, or the judge that comes along.

    The bundled chat model reads along where it is there anyway, and where the settings name it.

    Raises:
        SettingsError: the settings' model has no label that says so.
        StoreError: the weights that come along are missing or others.
    """
    from bot.answering.judge.support.bundled import BundledJudge, read_weights
    from bot.answering.judge.support.by_cross_encoder import CrossEncoderJudge
    from bot.answering.judge.support.by_reading import ReadingJudge
    from bot.answering.judge.support.nearness import Nearness
    from bot.models.gguf_files import LOCAL
    from corpus.embedding.cross_encoder import CrossEncoderEntailment

    if settings.support_model not in ("", LOCAL):
        return CrossEncoderJudge(CrossEncoderEntailment(settings.support_model, announce))
    weights = read_weights()
    judge = BundledJudge(Nearness(embedder), weights, embedder.name)
    reads = LOCAL in (settings.chat_model, settings.support_model)
    return ReadingJudge(judge, model.leaning, weights.joint) if model and reads else judge


@contextmanager
def named_judge(
    name: JudgeName, settings: Settings, embedder: Embedder, announce: Callable[[str], None]
) -> Generator[Judge]:
    """Open a judge by its name; the chat model's is asked for what the other judge lets pass too.

    Raises:
        SettingsError: the settings name no such model.
    """
    from bot.answering.judge.support.by_model import ModelJudge

    if name == "support" and not settings.support_model:
        raise SettingsError("No support model is set: set FOOTNOTE_SUPPORT_MODEL to a cross-encoder.")
    with open_chat(settings, announce) as model:
        if name != "model":
            yield build_judge(settings if name == "support" else _without_support(settings), embedder, model, announce)
            return
        if model is None:
            raise SettingsError("No chat model is set: set FOOTNOTE_CHAT_MODEL to one.")
        yield ModelJudge(lambda prompt, tokens: "".join(model.stream(prompt, max_tokens=tokens)))


def _without_support(settings: Settings) -> Settings:
    return settings.model_copy(update={"support_model": ""})
