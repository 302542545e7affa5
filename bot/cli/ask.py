"""The commands that answer a question and that find passages."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answering.events import Grown
from bot.answering.reply import NoteCode
from bot.cli.options import AsJson, ByAuthor, InCorpus, InLanguage, InSource, Since, Until, filters_of
from bot.cli.session import Session, print_json
from bot.cli.showing.lists import show_hits
from bot.cli.showing.reply import answering
from bot.documents.export import Format, bibtex, cited_articles, csl, markdown
from bot.messages.wording import language_at_terminal, say
from bot.service.answering import Asked
from bot.service.ask_socket import ask_running
from bot.service.reader_links import build_reader_links
from corpus.errors import FootnoteError, UsageError
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.service.ask_socket import Told

_MOST_HITS = 50


def ask(  # noqa: PLR0913 -- one parameter an option
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What to ask, in any language.")],
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    corpus: InCorpus = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="|".join(Format),
            help="Print the answer as Markdown with footnotes, or the articles that it cites as BibTeX or CSL-JSON.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with a footnote under every sentence."""
    if form and as_json:
        raise UsageError("--json and --format print two different things: leave one out.")
    filters = filters_of(since, until, source, language, author)
    session = Session(corpus, asked=True)
    links, terminal = build_reader_links(session.settings), session.terminal
    asked = Asked(corpus=session.name, words=well_formed(question), filters=filters, speaks=language_at_terminal())
    with answering(terminal, links, session.name) as shown:
        session.announce = shown.tell
        with closing(_told(session, asked)) as told:
            outcome = shown.follow(told, growing=not as_json and not form)
        if as_json:
            from bot.documents.as_json import ask_document

            print_json(ask_document(outcome, links, session.name))
        elif form is Format.CSL:
            print_json(csl(cited_articles(outcome)))
        elif form is Format.BIBTEX:
            sys.stdout.write(bibtex(cited_articles(outcome)))
        elif form:
            citations = outcome.reply.citations or outcome.reply.nearest
            sys.stdout.write(markdown(outcome, links.of_reply(session.name, citations) if links else {}))
        else:
            shown.end(outcome)
    if any(note.code is NoteCode.EMPTY for note in outcome.reply.notes) and not as_json and not form:
        terminal.say(say("run_first", terminal.language, command=session.filling))
    if outcome.failure:
        terminal.tell(outcome.failure)


def _told(session: Session, asked: Asked) -> Generator[Told]:
    """Yield what happens until the outcome, in a process that runs already, or here where none answers."""
    running = ask_running(session.settings, asked)
    begun = False
    try:
        for event in running or ():
            yield event
            begun = begun or isinstance(event, Grown)
    except ConnectionError as error:
        if begun:  # what was shown can't be taken back
            raise FootnoteError("The process that answered has ended: ask again.") from error
        running = None
    if running is None:
        with session.engine() as engine:
            yield from asked.of(engine)


def search(  # noqa: PLR0913 -- one parameter an option
    query: Annotated[str, typer.Argument(metavar="WORDS", help="What to look for.")],
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    corpus: InCorpus = None,
    limit: Annotated[
        int,
        typer.Option(min=1, max=_MOST_HITS, metavar="NUMBER", help="How many passages, 50 at most; 10 if left out."),
    ] = 10,
    as_json: AsJson = False,
) -> None:
    """Find passages by meaning and by words; no chat model is asked."""
    from bot.documents.as_json import search_document
    from bot.wiring.embedding import build_reranker
    from bot.wiring.engine import build_engine

    filters = filters_of(since, until, source, language, author)
    query = well_formed(query)
    with Session(corpus, asked=True) as session:
        engine = build_engine(
            session.settings, session.corpus, session.embedder, None, build_reranker(session.settings, session.announce)
        )
        hits = engine.find(query, filters, limit)
        if as_json:
            print_json(search_document(query, hits))
        elif session.is_empty:
            session.terminal.say(say("no_articles_yet", session.terminal.language, command=session.filling))
        else:
            show_hits(session.terminal, hits)
