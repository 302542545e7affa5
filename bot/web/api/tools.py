"""The tools and resources that other programs' language models use over MCP; none changes anything (door: mcp)."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

from bot.answering.engine.understanding import LONGEST_QUESTION
from bot.documents.as_json import Document, article_document, ask_document, search_document
from bot.failures import RefusedError
from bot.messages.wording import say
from bot.service.filters import Options, read_filters
from bot.web.answers.asking import answered
from corpus.language.well_formed import well_formed

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.service.reader_links import ReaderLinks
    from bot.web.request.parts import Parts
    from corpus.article import Filters

_MOST_HITS = 50
_LONGEST_OPTION = 200
_INSTRUCTIONS = (
    "Answers from a body of articles. `ask` gives an answer in which every sentence has a footnote: the article, its"
    " date, the exact words, a link; keep the footnotes when you use it, and where it says that the articles don't"
    " tell, say so. `search` finds passages, `article` gives one whole, `sources` tells what there is."
)

_Words = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
_Option = Annotated[str, Field(max_length=_LONGEST_OPTION)]
_Day = Annotated[str, Field(max_length=_LONGEST_OPTION, description="A day as 2020-06-10, a month as 2020-06, a year.")]


def build_server(parts: Parts, links: ReaderLinks | None) -> MCPServer:
    """Return the MCP server over the corpus that is shown; `links` lead to the reader, where there is one."""
    server: MCPServer = MCPServer(
        "footnote", title="Footnote", version=version("footnote"), instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

    @server.tool(annotations=reads)
    async def ask(
        question: _Words, since: _Day = "", until: _Day = "", source: _Option = "", language: _Option = ""
    ) -> Document:
        """Answer a question from the articles, with a footnote under every sentence."""
        asked = parts.asked(question, _filters(since, until, source, language))
        return ask_document(await answered(parts, asked), links, parts.corpus)

    @server.tool(annotations=reads)
    async def search(  # noqa: PLR0913 -- one parameter an option
        query: _Words,
        *,
        limit: Annotated[int, Field(ge=1, le=_MOST_HITS)] = 10,
        since: _Day = "",
        until: _Day = "",
        source: _Option = "",
        language: _Option = "",
    ) -> Document:
        """Find passages of the articles by meaning and by words, best first."""
        filters, words = _filters(since, until, source, language), well_formed(query)
        async with parts.library() as library:
            return search_document(
                words, await parts.workers.run("look_up", library.engine.find, words, filters, limit)
            )

    @server.tool(annotations=reads)
    async def article(article_id: _Option) -> Document:
        """Give one article whole, by the id that answers and passages have."""
        return await _article(parts, article_id)

    @server.tool(annotations=reads)
    async def sources() -> Document:
        """Tell which sources there are, how many articles each has, and from when to when."""
        async with parts.library() as library:
            listing = await parts.workers.run("look_up", parts.listings.of, library)
        return {
            "articles": len(listing.articles),
            "languages": list(listing.languages),
            "sources": [
                {
                    "name": one.name,
                    "articles": one.count,
                    "oldest": one.oldest.isoformat() if one.oldest else None,
                    "newest": one.newest.isoformat() if one.newest else None,
                }
                for one in listing.sources
            ],
        }

    @server.resource("article://{article_id}", mime_type="text/plain", title="An article's text")
    async def text(article_id: str) -> str:
        """Give the text of an article, by its id."""
        return str((await _article(parts, article_id))["text"])

    del ask, search, article, sources, text  # the server has them
    return server


def routes_of(server: MCPServer) -> list[BaseRoute]:
    """Return what answers MCP over HTTP at /mcp; whoever serves them runs the server's `session_manager`.

    Strangers' names and pages are refused before (`guard`), so that the library's own list of names isn't needed.
    """
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    return list(server.streamable_http_app(stateless_http=True, transport_security=security).routes)


async def _article(parts: Parts, identity: str) -> Document:
    async with parts.library() as library:
        found = await parts.workers.run("look_up", library.corpus.catalogue.article, well_formed(identity))
    if found is None:
        raise ToolError("There is no article with this id: `search` gives the ids of those it finds.")
    return article_document(found)


def _filters(since: str, until: str, source: str, language: str) -> Filters:
    try:
        return read_filters(Options(since=since, until=until, source=source, language=language))
    except RefusedError as refused:
        raise ToolError(say(refused.key, "en", **refused.values)) from None
