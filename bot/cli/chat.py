"""The command that holds a conversation: questions follow one another, and the models stay loaded."""

from __future__ import annotations

import importlib
import json
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from bot.answering.answer import Turn
from bot.cli.options import ByAuthor, InCorpus, InLanguage, InSource, Since, Until, filters_of
from bot.cli.session import Session
from bot.cli.showing.reply import Footnotes, answering
from bot.documents.export import Format, bibtex, cited_articles, csl, joined, markdown
from bot.messages.replies import in_words
from bot.messages.wording import language_at_terminal, say, say_error
from bot.service.answering import Asked
from bot.service.ask_socket import Offer, open_to_ask
from bot.service.reader_links import CorpusLinks, build_reader_links
from corpus.errors import FootnoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.answer import Outcome
    from bot.answering.engine.engine import Engine
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
    """Talk with the articles.

    /sources lists the footnotes, /source N shows one, /save FILE.md writes the conversation with its footnotes into a
    file (its articles into FILE.bib or FILE.json), /new starts anew, /quit ends.
    """
    filters = filters_of(since, until, source, language, author)
    session = Session(corpus, asked=True)
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
    """A conversation: what was asked and answered, with its footnotes."""

    def __init__(self, session: Session, engine: Engine, filters: Filters) -> None:
        self._session = session
        self._terminal = session.terminal
        self._links = build_reader_links(session.settings)
        self._engine = engine
        self._filters = filters
        self._turns: list[Turn] = []
        self._outcomes: list[Outcome] = []
        # Of this and of what other processes ask, one question is answered after the other.
        self._turn = Lock()

    def ask(self, words: str) -> None:
        """Answer a question; where that fails, say why, and the conversation goes on."""
        try:
            outcome = self._shown(words)
        except FootnoteError as error:
            self._terminal.tell(say_error(error, self._terminal.language))
            return
        self._outcomes.append(outcome)
        told = in_words(outcome.reply, outcome.question.language)
        self._turns = [*self._turns, Turn(question=outcome.question.text, answer=told)][-_MOST_TURNS:]

    def obey(self, command: str = "", argument: str = "") -> bool:
        """Do what a command says; say whether the conversation goes on."""
        if command in {"quit", "exit"}:
            return False
        if command == "new":
            self._turns, self._outcomes = [], []
        elif command in {"source", "sources"}:
            self._show(argument.strip())
        elif command == "save":
            self._save(argument.strip())
        else:
            self._terminal.say("/sources  /source N  /save FILE.md  /new  /quit")
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
        citations = _cited(self._outcomes[-1]) if self._outcomes else ()
        chosen = [c for c in citations if not wanted or str(c.number) == wanted]
        if not chosen:
            key = "no_such_note" if citations else "no_notes"
            self._terminal.say(say(key, self._terminal.language, count=len(citations)))
        # Of all, the list is wanted; of one, its words too.
        quoted = () if wanted else [citation.quote for citation in chosen]
        Footnotes(self._terminal, self._links, self._session.name).show(chosen, quoted)

    def _save(self, name: str) -> None:
        """Write the conversation into a file that isn't there yet, as its ending says; tell why where that can't be."""
        language = self._terminal.language
        try:
            form = next((form for form in Format if name.lower().endswith(form.ending)), None)
            if form is None:
                raise UsageError("Name a file that ends in .md, .bib or .json, as in /save talk.md.")
            written = self._written(form)
            with Path(name).expanduser().open("x", encoding="utf-8") as file:
                file.write(written)
        except FootnoteError as error:
            self._terminal.tell(say_error(error, language))
        except OSError as error:
            wrong = FootnoteError("The file {name} can't be made: {reason}.", name=name, reason=str(error.strerror))
            self._terminal.tell(say_error(wrong, language))
        else:
            self._terminal.say(say("saved", language, name=name))

    def _written(self, form: Format) -> str:
        if not self._outcomes:
            raise UsageError("Nothing was answered yet: ask something first.")
        if form is Format.BIBTEX:
            return bibtex(cited_articles(*self._outcomes))
        if form is Format.CSL:
            return json.dumps(csl(cited_articles(*self._outcomes)), ensure_ascii=False, indent=2) + "\n"
        links = CorpusLinks(links=self._links, corpus=self._session.name)
        return joined(markdown(one, links.of_reply(_cited(one))) for one in self._outcomes)


def _cited(outcome: Outcome) -> Sequence[Citation]:
    return outcome.reply.citations or outcome.reply.nearest


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
