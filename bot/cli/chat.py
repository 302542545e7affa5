"""The command that holds a conversation: questions follow one another, and the models stay loaded."""

from __future__ import annotations

import importlib
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from bot.answering.answer import Turn
from bot.cli.options import ByAuthor, InCorpus, InLanguage, InSource, Since, Until, filters_of
from bot.cli.session import Session
from bot.cli.showing.reply import Footnotes, answering
from bot.messages.replies import in_words
from bot.messages.wording import language_at_terminal, say, say_error
from bot.service.answering import Asked
from bot.service.ask_socket import Offer, open_to_ask
from bot.service.reader_links import build_reader_links
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.engine import Engine
    from bot.answering.reply import Citation
    from bot.service.ask_socket import Told
    from corpus.article import Filters

_PROMPT = "> "
# As many turns as understanding looks back to.
_MOST_TURNS = 8


def chat(  # noqa: PLR0913 -- one parameter an option
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    corpus: InCorpus = None,
) -> None:
    """Talk with the articles; /sources lists the footnotes, /source N shows one, /new starts anew, /quit ends."""
    filters = filters_of(since, until, source, language, author)
    session = Session(corpus)
    with session.engine() as engine:
        talk = _Talk(session, engine, filters)
        offer = Offer(settings=session.settings, opens=lambda name: name == session.name, answers=talk.answers)
        with open_to_ask(session.settings.data_dir, offer):
            for line in _lines():
                if not line.startswith("/"):
                    talk.ask(line)
                elif not talk.obey(*line[1:].split(maxsplit=1)):
                    break


class _Talk:
    """A conversation: what was asked and answered, and the footnotes of the last reply."""

    def __init__(self, session: Session, engine: Engine, filters: Filters) -> None:
        self._session = session
        self._terminal = session.terminal
        self._links = build_reader_links(session.settings)
        self._engine = engine
        self._filters = filters
        self._turns: list[Turn] = []
        self._citations: Sequence[Citation] = ()
        # Of this and of what other processes ask, one question is answered after the other.
        self._turn = Lock()

    def ask(self, words: str) -> None:
        """Answer a question; where that fails, say why, and the conversation goes on."""
        try:
            outcome = self._shown(words)
        except FootnoteError as error:
            self._terminal.tell(say_error(error, self._terminal.language))
            return
        self._citations = outcome.reply.citations or outcome.reply.nearest
        told = in_words(outcome.reply, outcome.question.language)
        self._turns = [*self._turns, Turn(question=outcome.question.text, answer=told)][-_MOST_TURNS:]

    def obey(self, command: str = "", argument: str = "") -> bool:
        """Do what a command says; say whether the conversation goes on."""
        if command in {"quit", "exit"}:
            return False
        if command == "new":
            self._turns, self._citations = [], ()
        elif command in {"source", "sources"}:
            self._show(argument.strip())
        else:
            self._terminal.say("/sources  /source N  /new  /quit")
        return True

    def answers(self, asked: Asked, wanted: Callable[[], bool]) -> Iterator[Told]:
        """Answer what another process asks, apart from the conversation."""
        with self._turn:
            yield from asked.of(self._engine, wanted)

    def _shown(self, words: str) -> Outcome:
        asked = Asked(
            corpus=self._session.name,
            words=words,
            filters=self._filters,
            conversation=tuple(self._turns),
            speaks=language_at_terminal(),
        )
        with self._turn, answering(self._terminal, self._links, self._session.name) as shown:
            outcome = shown.follow(asked.of(self._engine))
            shown.end(outcome)
        return outcome

    def _show(self, wanted: str) -> None:
        """Show the footnotes of the last reply, or the one of a number."""
        chosen = [c for c in self._citations if not wanted or str(c.number) == wanted]
        if not chosen:
            key = "no_such_note" if self._citations else "no_notes"
            self._terminal.say(say(key, self._terminal.language, count=len(self._citations)))
        # Of all, the list is wanted; of one, its words too.
        quoted = () if wanted else [citation.quote for citation in chosen]
        Footnotes(self._terminal, self._links, self._session.name).show(chosen, quoted)


def _lines() -> Iterator[str]:
    """Yield what is typed, with the line's editing and history where the system has them, until it ends."""
    with suppress(ImportError):
        importlib.import_module("readline")  # from then on input() edits
    while True:
        try:
            line = input(_PROMPT).strip()
        except EOFError:
            return
        if line:
            yield line
