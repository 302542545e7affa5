"""The commands that answer a question and that find passages."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import AsJson, ByAuthor, InCorpus, InLanguage, InSource, Since, Until, filters_of
from bot.cli.session import Session, print_json
from bot.messages.wording import say
from corpus.language.well_formed import well_formed

_MOST_HITS = 50


def ask(  # noqa: PLR0913 -- one parameter an option
    question: Annotated[str, typer.Argument(help="What to ask, in any language.")],
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    corpus: InCorpus = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question, with a footnote under every sentence."""
    from bot.documents.as_json import ask_document
    from bot.wiring import build_engine, build_judge, build_reader_links, build_reranker, open_chat

    filters = filters_of(since, until, source, language, author)
    with Session(corpus) as session, session.terminal.answering() as shown:
        session.announce = shown.tell
        with open_chat(session.settings, shown.tell) as model:
            engine = build_engine(
                session.settings,
                session.corpus,
                session.embedder,
                model,
                build_reranker(session.settings, shown.tell),
                judge=build_judge(session.settings, session.embedder, shown.tell),
            )
            outcome = shown.follow(engine.ask(question, filters), growing=not as_json)
            if as_json:
                print_json(ask_document(outcome, build_reader_links(session.settings), session.name))
            else:
                shown.end(outcome)
        if session.is_empty and not as_json:
            session.terminal.say(say("run_first", session.terminal.language, command=session.filling))
    if outcome.failure:
        session.terminal.tell(outcome.failure)


def search(  # noqa: PLR0913 -- one parameter an option
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    since: Since = None,
    until: Until = None,
    source: InSource = None,
    language: InLanguage = None,
    author: ByAuthor = None,
    corpus: InCorpus = None,
    limit: Annotated[int, typer.Option(min=1, max=_MOST_HITS, help="How many passages.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find passages by meaning and by words; no chat model is asked."""
    from bot.documents.as_json import search_document
    from bot.wiring import build_engine, build_reranker

    filters = filters_of(since, until, source, language, author)
    query = well_formed(query)
    with Session(corpus) as session:
        engine = build_engine(
            session.settings, session.corpus, session.embedder, None, build_reranker(session.settings, session.announce)
        )
        hits = engine.find(query, filters, limit)
        if as_json:
            print_json(search_document(query, hits))
        elif session.is_empty:
            session.terminal.say(say("no_articles_yet", session.terminal.language, command=session.filling))
        else:
            session.terminal.hits(hits)
