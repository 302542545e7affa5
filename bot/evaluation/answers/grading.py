"""Judge replies: is the right answer in them, do their footnotes hold, which language do they speak.

The right answer is in a text where the text has its words in their order, once both are normalised: case, accents,
punctuation, articles and spaces don't count. An answer in other words is judged wrong, so that the figure is a floor.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.language.identify import identify

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.evaluation.answers.replies import KeptReply
    from bot.evaluation.data import Query

Verdict = Literal["right", "wrong", "wrongly abstained", "wrongly answered", "rightly abstained"]

_ARTICLES = {
    "de": "der die das den dem des ein eine einen einem einer eines",
    "en": "a an the",
    "es": "el la los las un una unos unas",
    "fr": "le la les l un une des",
    "it": "il lo la i gli le l un uno una",
    "nl": "de het een",
    "pt": "o a os as um uma uns umas",
}
# 1,000 and 1 000 are 1000; 1,5 stays two words, as 1.5 does.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?!\d)")
_NO_DIGIT = re.compile(r"\D")
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# Scripts without spaces between words: Thai, Lao, Khmer, Burmese, kana, Han.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Of sentences with four words or more in English, French, German and Spanish encyclopaedias, 5 of 5,200 are taken for
# another language, lists of foreign names all of them; with fewer it has little to go by.
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question, the reply, and what is to be said of it.

    `quoted` is whether the right answer is in the quotes that are shown; `agrees` whether an answer has the question's
    language, None where it is too short to tell.
    """

    query: Query
    reply: KeptReply
    verdict: Verdict
    quoted: bool
    agrees: bool | None


def judge(query: Query, reply: KeptReply) -> Judged:
    """Judge the reply to a question; an answerable one has words that answer it."""
    quotes = [quoted.quote for quoted in reply.quotes]
    return Judged(
        query=query,
        reply=reply,
        verdict=_verdict(query, reply),
        quoted=query.answerable and any(_has_answer(query, quote) for quote in quotes),
        agrees=None if reply.abstained else speaks(reply.words, query.language),
    )


def has_words(text: str, words: str, languages: Collection[str]) -> bool:
    """Say whether a text has words in their order, both normalised; no words are in no text."""
    # Where the words are nothing but articles, such as the vitamin A, articles count.
    wanted = normalised(words, languages)
    languages = languages if wanted else ()
    wanted = wanted or normalised(words, ())
    if not wanted:
        return False
    if _UNSPACED.search(wanted):
        return wanted.replace(" ", "") in normalised(text, languages).replace(" ", "")
    return f" {wanted} " in f" {normalised(text, languages)} "


def normalised(text: str, languages: Iterable[str]) -> str:
    """Return the words of a text without case, accents, punctuation and the articles of these languages."""
    text = _GROUPED.sub(lambda found: _NO_DIGIT.sub("", found[0]), text)
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    words = _WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))
    articles = {article for language in languages for article in _ARTICLES.get(language, "").split()}
    return " ".join(word for word in words if word not in articles)


def speaks(text: str, language: str) -> bool | None:
    """Say whether a text is in a language; None where it has too few words to tell.

    Where nothing speaks for one language or another, it is taken to be in this one.
    """
    if len(_WORD.findall(text)) < _FEWEST_WORDS:
        return None
    return identify(text, fallback=language) == language


def _verdict(query: Query, reply: KeptReply) -> Verdict:
    if not query.answerable:
        return "rightly abstained" if reply.abstained else "wrongly answered"
    if reply.abstained:
        return "wrongly abstained"
    return "right" if _has_answer(query, reply.words) else "wrong"


def _has_answer(query: Query, text: str) -> bool:
    languages = {query.language, *query.answered_in}
    return any(has_words(text, answer, languages) for answer in query.answers)
