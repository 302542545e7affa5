"""Lists and articles that are shown page by page, to whoever asked only; their buttons work after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord.context.context import corpus_name, in_private, library_of, visit
from bot.discord.context.error_handler import telling
from bot.discord.rendering.delivery import NOBODY
from bot.discord.rendering.escape import LONGEST_MESSAGE, escape, is_address, safe_address, shortened
from bot.discord.rendering.layout import lay_out
from bot.messages.wording import say, say_date

if TYPE_CHECKING:
    import re

    from bot.messages.wording import Language
    from bot.service.corpora.article_list import Listing, Listings, SourceEntry
    from bot.service.corpora.corpora import Library
    from bot.service.reader_links import CorpusLinks
    from corpus.article import Article, Entry

_ENTRIES_A_PAGE = 10
_SOURCES_SHOWN = 8
# For "Page 12 of 345" in any language.
_PAGE_ROOM = 60
# How many characters of titles and names are shown, before escaping: as many as fit.
_WIDTHS = (100, 70, 50, 30, 12)
_LONGEST_LINK = 300


class PageButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"footnote:page:(?P<of>all|[0-9a-f]{16}):(?P<page>\d{1,5})",
):
    """Leads to a page of the list of articles or of one article; which corpus that is tells the server it is in."""

    def __init__(self, of: str, page: int, label: str = "…", *, disabled: bool = False) -> None:
        """Name the article, "all" for the list, and the page."""
        super().__init__(
            discord.ui.Button(custom_id=f"footnote:page:{of}:{page}", label=label, disabled=disabled),
        )
        self.of = of
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> PageButton:
        """Make it again from its id."""
        del interaction, item
        return cls(match["of"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page in place of the one before."""
        async with telling(interaction):
            in_private(interaction)
            if self.of == "all":
                await show_contents(interaction, self.page)
            else:
                await show_article(interaction, self.of, self.page)


async def show_contents(interaction: discord.Interaction, page: int) -> None:
    """Show a page of the list of articles.

    Raises:
        RefusedError: whoever asks may not read the corpus.
    """
    parts, visitor = visit(interaction)
    corpus_name(parts, visitor)
    await _acknowledge(interaction)
    async with library_of(parts, visitor) as library:
        listing = await parts.workers.run("look_up", parts.listings.of, library)
    if not listing.articles:
        await _put(interaction, say("empty", visitor.language), None)
        return
    pages = -(-len(listing.articles) // _ENTRIES_A_PAGE)
    page = min(max(page, 1), pages)
    await _put(
        interaction, _contents(listing, page, pages, visitor.language), _turner("all", page, pages, visitor.language)
    )


async def show_article(interaction: discord.Interaction, wanted: str, page: int) -> None:
    """Show a page of an article, named by its id or its title.

    Raises:
        RefusedError: whoever asks may not read the corpus.
    """
    parts, visitor = visit(interaction)
    corpus_name(parts, visitor)
    await _acknowledge(interaction)
    async with library_of(parts, visitor) as library:
        found = await parts.workers.run("look_up", _article, library, parts.listings, wanted)
    if found is None:
        await _put(interaction, say("no_article", visitor.language), None)
        return
    head = _head(found, visitor.language, parts.readers(library.name))
    texts = lay_out(found.text, found.language, LONGEST_MESSAGE - _PAGE_ROOM - len(head)) or [""]
    page = min(max(page, 1), len(texts))
    turner = _turner(found.id, page, len(texts), visitor.language) if len(texts) > 1 else None
    of = f"\n*{say('page_of', visitor.language, page=page, pages=len(texts))}*" if len(texts) > 1 else ""
    await _put(interaction, f"{head}{of}\n{texts[page - 1]}", turner)


async def _acknowledge(interaction: discord.Interaction) -> None:
    """Answer at once that something is coming: a new message, or the old one's next state."""
    if interaction.type is discord.InteractionType.component:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def _put(interaction: discord.Interaction, text: str, view: discord.ui.View | None) -> None:
    await interaction.edit_original_response(content=text, view=view, allowed_mentions=NOBODY)


def _turner(of: str, page: int, pages: int, language: Language) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(PageButton(of, max(page - 1, 0), say("previous", language), disabled=page <= 1))
    view.add_item(PageButton(of, page + 1, say("next", language), disabled=page >= pages))
    return view


def _article(library: Library, listings: Listings, wanted: str) -> Article | None:
    title = wanted.strip().casefold()
    by_title = (entry.id for entry in listings.of(library).articles if entry.title.casefold() == title)
    return library.corpus.catalogue.article(wanted) or next(
        (library.corpus.catalogue.article(identity) for identity in by_title), None
    )


def _head(article: Article, language: Language, links: CorpusLinks) -> str:
    about = [escape(shortened(value, 60)) for value in (article.site or article.source, article.author) if value]
    if article.published:
        about.insert(0, say_date(article.published, language))
    head = f"**{escape(shortened(article.title, 80))}**\n{' — '.join(about)}"
    link = safe_address(article.address if is_address(article.address) else links.page(article) or "")
    return f"{head}\n<{link}>" if link and len(link) <= _LONGEST_LINK else head


def _contents(listing: Listing, page: int, pages: int, language: Language) -> str:
    """Return a page of the list, with as much of each title as fits into a message."""
    count = {"articles": len(listing.articles), "sources": len(listing.sources)}
    head = f"**{say('contents', language, page=page, pages=pages, **count)}**"
    first = (page - 1) * _ENTRIES_A_PAGE
    entries = listing.articles[first : first + _ENTRIES_A_PAGE]
    text = head
    for width in _WIDTHS:
        sources = [_source_line(one, width, language) for one in listing.sources[:_SOURCES_SHOWN] if page == 1]
        lines = [head, *sources, "" if sources else None, *(_entry_line(entry, width, language) for entry in entries)]
        text = "\n".join(line for line in lines if line is not None)
        if len(text) <= LONGEST_MESSAGE:
            break
    return text


def _source_line(source: SourceEntry, width: int, language: Language) -> str:
    name = escape(shortened(source.name, width))
    if source.oldest is None or source.newest is None:
        return say("source_line_undated", language, name=name, count=source.count)
    return say("source_line", language, name=name, count=source.count, oldest=source.oldest, newest=source.newest)


def _entry_line(entry: Entry, width: int, language: Language) -> str:
    day = say_date(entry.published, language) if entry.published else say("undated", language)
    where = entry.site or entry.source
    return f"{day} — **{escape(shortened(entry.title, width)) or '?'}** — {escape(shortened(where, width // 2))}"
