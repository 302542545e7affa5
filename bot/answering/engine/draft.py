"""Take a model's draft apart into sentences, as it is being written, with the numbers that it marks them with.

What a model writes is text and nothing more: addresses, images and what could mention someone are taken out of it,
since the only addresses that are ever shown are those of the articles.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.answering.engine.cite import in_another_language
from bot.answering.prompt import NO_ANSWER, answer_prompt
from corpus.language.registry import languages
from corpus.language.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.answering.answer import Context, Drafted
    from bot.models.prompt import Prompt

_MARKER = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")
_MARKER_LEFT_OVER = re.compile(r"\s*\[\d[^\]]*\]?|\[\w*$")
_AFTER_STOP = re.compile(r"([.!?…。！？])((?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)?")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+|\bmailto:\S+", re.IGNORECASE)
_MENTION = re.compile(r"<[@#:/a]?[!&]?[^<>\s]*>|@(?:everyone|here)\b", re.IGNORECASE)
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+", re.MULTILINE)


def in_the_questions_language(context: Context, write: Callable[[Prompt], Iterable[str]]) -> Iterator[Drafted] | None:
    """Return the sentences of a draft; None where the model writes in another language, asked twice."""
    language = context.question.language
    for once_more in (False, True):
        sentences = sentences_of(write(answer_prompt(context, once_more=once_more)), language)
        first = next(sentences, None)
        if first is None or NO_ANSWER.casefold() in first[0].casefold():
            return iter(())
        if not in_another_language(first[0], language):
            return chain([first], sentences)
    return None


def sentences_of(pieces: Iterable[str], language: str) -> Iterator[Drafted]:
    """Yield the sentences of a draft as `drafted_sentences` does, each once the next has begun."""
    draft = ""
    given = 0
    for piece in pieces:
        draft += piece
        # The last sentence may go on, or its marker may come after its full stop.
        whole = drafted_sentences(draft, language)[:-1]
        yield from whole[given:]
        given = max(given, len(whole))
    yield from drafted_sentences(draft, language)[given:]


def without_preamble(text: str) -> str:
    """Return what a model was asked for without the words that announce it: "Here is the translation: ..."."""
    return _preamble().sub("", " ".join(text.split())).strip().strip('"').strip()


@cache
def _preamble() -> re.Pattern[str]:
    """Return what finds an announcement, in whichever language a model makes it."""
    agrees = "|".join(language.agrees.pattern for language in languages().values())
    announces = "|".join(language.announces_translation.pattern for language in languages().values())
    return re.compile(rf"^(?:(?:{agrees})\W+)?[^:.!?]{{0,60}}\b(?:{announces})\b[^:.!?]{{0,60}}:\s*", re.IGNORECASE)


def drafted_sentences(draft: str, language: str) -> list[Drafted]:
    """Return the sentences of a draft without markers, addresses or mentions, with the numbers each was marked with."""
    draft = _LINK.sub(r"\1", _IMAGE.sub("", _LIST_MARK.sub("", draft)))
    draft = _MENTION.sub("", _ADDRESS.sub("", draft))
    draft = _AFTER_STOP.sub(r"\2\1", draft)
    sentences: list[Drafted] = []
    for span in split_sentences(draft, language):
        marked = draft[span.start : span.end]
        hints = frozenset(int(n) for group in _MARKER.findall(marked) for n in re.split(r"\s*[,;]\s*", group))
        bare = " ".join(_MARKER_LEFT_OVER.sub("", _MARKER.sub("", marked)).split())
        if re.search(r"\w", bare):
            sentences.append((bare, hints))
        elif sentences:
            said, earlier = sentences[-1]
            sentences[-1] = (said, earlier | hints)
    return sentences
