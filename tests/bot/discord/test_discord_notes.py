"""A footnote in full: its quote in the paragraph that it stands in."""

from __future__ import annotations

from bot.answering.reply import Citation
from bot.discord.rendering.footnotes import in_full
from bot.service.notes import note_of
from tests.support.samples import make_article


def test_a_quote_that_a_list_mark_stands_before_begins_no_list() -> None:
    article, (passage, *_) = make_article("A list", "- So it is.")
    citation = Citation(number=1, article=article, passage_id=passage.id, quote="So it is.", start=2, end=11)

    assert "> \\- **So it is.**" in in_full(note_of(citation), "en")
