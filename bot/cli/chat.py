"""The command that holds a conversation: questions follow one another, and the models stay loaded."""

from __future__ import annotations

import importlib
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.answering.answer import Turn
from bot.cli.options import ByAuthor, InCorpus, InLanguage, InSource, Since, Until, filters_of
from bot.cli.session import Session
from bot.messages.replies import in_words
from bot.messages.wording import say
from corpus.errors import FootnoteError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.reply import Citation
    from bot.cli.terminal import Terminal

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
    from bot.wiring import build_engine, build_reranker, open_chat

    filters = filters_of(since, until, source, language, author)
    with Session(corpus) as session, open_chat(session.settings, session.announce) as model:
        terminal = session.terminal
        reranker = build_reranker(session.settings, session.announce)
        engine = build_engine(session.settings, session.corpus, session.embedder, model, reranker)
        turns: list[Turn] = []
        citations: Sequence[Citation] = ()
        for line in _lines():
            if line.startswith("/"):
                command, _, argument = line[1:].partition(" ")
                if command in {"quit", "exit"}:
                    break
                if command == "new":
                    turns, citations = [], ()
                elif command in {"source", "sources"}:
                    _show(citations, argument.strip(), terminal)
                else:
                    terminal.say("/sources  /source N  /new  /quit")
                continue
            try:
                with terminal.answering() as shown:
                    outcome = shown.follow(engine.ask(line, filters, conversation=turns))
                    shown.end(outcome)
            except FootnoteError as error:  # the conversation goes on
                terminal.tell(str(error))
                continue
            citations = outcome.reply.citations or outcome.reply.nearest
            told = in_words(outcome.reply, outcome.question.language)
            turns = [*turns, Turn(question=outcome.question.text, answer=told)][-_MOST_TURNS:]


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


def _show(citations: Sequence[Citation], wanted: str, terminal: Terminal) -> None:
    """Show the footnotes of the last reply, or the one of a number."""
    chosen = [c for c in citations if not wanted or str(c.number) == wanted]
    if not chosen:
        key = "no_such_note" if citations else "no_notes"
        terminal.say(say(key, terminal.language, count=len(citations)))
    for citation in chosen:
        article = citation.article
        told = " - ".join(filter(None, (article.title, str(article.published or ""), article.address)))
        terminal.say(f"[{citation.number}] {told}")
        if wanted:
            terminal.say(f"    {citation.quote}")
