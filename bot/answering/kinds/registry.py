"""The kinds of questions by name: each selects what its reply says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.kinds import (
    about,
    about_corpus,
    compare,
    fact,
    listing,
    newest,
    small_talk,
    summary,
    timeline,
    unclear,
    why,
)
from bot.answering.question.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library
    from bot.answering.selection.selected import Selected

    Select = Callable[[Asked, str, Library], Selected]

KINDS: Final[Mapping[Kind, Select]] = {
    Kind.FACT: fact.select,
    Kind.WHY: why.select,
    Kind.HOW: fact.select,
    Kind.YES_NO: fact.select,
    Kind.COMPARE: compare.select,
    Kind.LISTING: listing.select,
    Kind.SUMMARY: summary.select,
    Kind.TIMELINE: timeline.select,
    Kind.NEWEST: newest.select,
    Kind.ABOUT: about.select,
    Kind.ABOUT_CORPUS: about_corpus.select,
    Kind.SMALL_TALK: small_talk.select,
    Kind.UNCLEAR: unclear.select,
}

OF_CATALOGUE: Final = frozenset({Kind.ABOUT_CORPUS, Kind.SMALL_TALK, Kind.UNCLEAR})
"""Kinds that are answered without a search."""
