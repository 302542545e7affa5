"""What a command works with: the settings, the terminal, the corpus; and how it prints JSON."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from bot.messages.catalogue import check_catalogues
from bot.messages.wording import say
from bot.service.corpora.names import MAIN, chosen, directory_of, read_names
from corpus.language.well_formed import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.answering.engine.engine import Engine
    from bot.documents.as_json import Document
    from bot.settings import Settings
    from corpus.embedding.embedder import Embedder
    from corpus.store.corpus import Corpus


class Session:
    """The parts that a command works with, closed at its end."""

    def __init__(
        self,
        corpus: str | None = None,
        *,
        to_fill: bool = False,
        dry: bool = False,
        listed: bool = False,
        asked: bool = False,
    ) -> None:
        """Name the corpus as people do, None for `main`; `to_fill` makes one that isn't there yet.

        Where nothing is to be changed, `dry`, an empty one that goes at the end stands for one that isn't there. One
        that is only `listed` is open at once: no text is read or searched. For one that is `asked` the embedding model
        is loaded meanwhile.

        Raises:
            UsageError: it is no name of a corpus, or there is no such corpus.
            SettingsError: a setting or a catalogue is wrong.
        """
        from bot.cli.showing.terminal import Terminal
        from bot.settings import load_settings

        if not listed:  # no reply will be said, in whatever language
            check_catalogues()
        self.settings: Settings = load_settings()
        self.terminal = Terminal()
        self.announce: Callable[[str], None] = self.terminal.tell
        self._stack = ExitStack()
        self._dry = dry
        self._listed = listed
        self._asked = asked
        self._named = corpus
        name = chosen_corpus(self.settings, corpus, to_fill=to_fill)
        if corpus not in {None, name}:
            self.terminal.tell(say("server_reads", self.terminal.language, server=corpus, name=name))
        self.name = name
        self._directory = directory_of(self.settings.data_dir, name)

    def __enter__(self) -> Self:
        from bot.wiring.corpora import corpora_there, open_corpus, open_listed
        from bot.wiring.embedding import build_embedder, prepare

        directory, settings = self._directory, self.settings
        if self._listed:
            corpus = open_listed(self.settings, directory, self._tell)
            self.embedder = corpus.embedder
            self.corpus = self._stack.enter_context(closing(corpus))
            return self
        if self._dry and self.name not in corpora_there(settings):
            directory = Path(self._stack.enter_context(TemporaryDirectory(prefix="footnote-")))
            settings = None
        self.embedder: Embedder = build_embedder(self.settings, self._tell)
        self.corpus: Corpus = self._stack.enter_context(open_corpus(directory, self.embedder, settings))
        if self._asked and not self.is_empty:
            prepare(self.embedder)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def engine(self) -> Generator[Engine]:
        """Open the corpus and the models; yield what answers with them.

        Raises:
            FootnoteError: one of them can't be used.
        """
        from bot.wiring.chat import open_chat
        from bot.wiring.embedding import build_reranker, prepare_scorer
        from bot.wiring.engine import build_engine
        from bot.wiring.judge import build_judge

        with self, open_chat(self.settings, self._tell) as model:
            if not self.is_empty:
                prepare_scorer(self.embedder)
            reranker = build_reranker(self.settings, self._tell)
            judge = build_judge(self.settings, self.embedder, model, self._tell)
            yield build_engine(self.settings, self.corpus, self.embedder, model, reranker, judge=judge)

    @property
    def is_empty(self) -> bool:
        """Say whether the corpus has no articles yet."""
        articles, _ = self.corpus.selection.counts()
        return not articles

    @property
    def filling(self) -> str:
        """Return the command that fills the corpus."""
        return f"`footnote ingest FOLDER{f' --corpus {self._named}' if self._named else ''}`"

    def _tell(self, words: str) -> None:
        self.announce(words)


def chosen_corpus(settings: Settings, given: str | None, *, to_fill: bool = False) -> str:
    """Return the name of the corpus that someone means, `main` where they name none.

    Raises:
        UsageError: it is no name of a corpus, or there is no such corpus.
    """
    from bot.wiring.corpora import corpora_there

    named = read_names(settings.discord_corpora)

    def home() -> str | None:
        """Return the id of the server that has `main`, which the bot remembers; None where it hasn't run yet."""
        from bot.service.corpora.corpora import HOME
        from bot.wiring.store import STATE_FILE, open_store

        if not (settings.database_url.get_secret_value() or (settings.data_dir / STATE_FILE).exists()):
            return None
        with closing(open_store(settings)) as store:
            return store.fact(HOME)

    return chosen(MAIN if given is None else given, lambda: corpora_there(settings), named, home, to_fill=to_fill)


def print_json(document: Document | list[Document]) -> None:
    """Print a JSON document and nothing else; what a terminal would obey is escaped in it."""
    written = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.write(CONTROLS.sub(lambda found: json.dumps(found[0])[1:-1], written) + "\n")
