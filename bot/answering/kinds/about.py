"""What the articles say about something in general: the best sentence of each of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.reply import ReplyCode
from bot.answering.selection.choosing import is_about, run_of, says_again
from bot.answering.selection.selected import Selected, one_group
from corpus.language.names import fold_name

if TYPE_CHECKING:
    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.selection.library import Library

_MOST = 4
_FEWEST = 2
_WORDS = 30


def select(asked: Asked, text: str, library: Library) -> Selected:
    """Return a sentence an article, more of one only where few have the words."""
    ranked = library.ranked(asked.topic or text)
    topic = {fold_name(word) for word in asked.topic.split()}
    fitting = [r for r in ranked if is_about(r, library, asked.topic, library.names(text) & topic)]
    # The words can't be looked up in another language, so those articles speak where no other does.
    fitting = [r for r in fitting if r.evidence.article.language == library.language] or fitting
    chosen: list[Evidence] = []
    for most in (1, 2):
        for one in fitting:
            of_article = sum(e.article.id == one.evidence.article.id for e in chosen)
            wanted = len(chosen) < (_MOST if most == 1 else _FEWEST) and of_article < most
            if wanted and not says_again(one.evidence, chosen):
                chosen.append(run_of(one.evidence, _WORDS))
    # Something is nearest to whatever is asked: what no passage fits isn't told of.
    if not chosen or not library.finds(asked.topic or text):
        return Selected(code=ReplyCode.NEAREST, nearest=tuple(r.evidence for r in ranked[:3]))
    return Selected(groups=one_group(chosen))
