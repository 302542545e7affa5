"""The parts that pages, API and MCP work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bot.service.answering import Asked
from bot.service.service import Answerer
from bot.web.kept import Kept

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request

    from bot.answering.answer import Turn
    from bot.service.corpora import Library
    from bot.web.site import Site
    from corpus.article import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Answerer):
    """What the face is made of; it shows the corpus of the name `corpus`, and `kept` has the last answers."""

    site: Site
    corpus: str
    kept: Kept = field(default_factory=Kept)

    def library(self) -> AbstractAsyncContextManager[Library]:
        """Open the corpus that is shown, and keep it open meanwhile; `library_named` opens another.

        Raises:
            FootnoteError: it can't be used.
        """
        return self.library_named(self.corpus)

    def asked(self, words: str, filters: Filters, conversation: tuple[Turn, ...] = ()) -> Asked:
        """Return a question of the corpus that is shown."""
        return Asked(corpus=self.corpus, words=words, filters=filters, conversation=conversation)


def parts_of(request: Request) -> Parts:
    """Return the parts that a request is answered with."""
    return cast("Parts", request.app.state.parts)
