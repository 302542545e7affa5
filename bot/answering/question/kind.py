"""Tell what kind of reply a question asks for, by the patterns of its language (corpus/language/data)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from corpus.language.identify import identify
from corpus.language.registry import language_data, languages
from corpus.language.sentences import split_sentences
from corpus.language.words import telling_words

if TYPE_CHECKING:
    from corpus.language.registry import Ask

_WORD = re.compile(r"[^\W_]+")
_REST_OF_WORD = re.compile(r"^\w+")
_BETWEEN_PIECES = re.compile(r"[.,;:!?…]+")
_EDGES = ' \t?!.,;:…"«»“”()[]¿¡'
# A part of a question has so many words: "when and where" is one.
_FEWEST_IN_A_PART = 3
# "What is the right of first refusal?" asks for a thing; of more words, for something of it.
_MOST_IN_A_THING = 5
# So many questions in one message aren't answered well in one reply.
MOST_PARTS = 4
# A message longer than this tells a story around what it asks.
_RAMBLES = 40
_SMALL_TALK: Final[tuple[Ask, ...]] = ("thanks", "greeting", "help")
_OF_ARTICLES: Final[tuple[Ask, ...]] = (
    "count", "who_wrote", "article_link", "when_published", "newest_articles", "oldest_articles",
)  # fmt: skip
_OF_ALL: Final[tuple[Ask, ...]] = ("sources", "authors", "about_corpus")


class Kind(StrEnum):
    """What a reply is to be: each has a module in bot/answering/kinds."""

    FACT = "fact"
    WHY = "why"
    HOW = "how"
    COMPARE = "compare"
    LISTING = "listing"
    SUMMARY = "summary"
    TIMELINE = "timeline"
    NEWEST = "newest"
    YES_NO = "yes_no"
    TWO_PART = "two_part"
    ABOUT = "about"
    ABOUT_CORPUS = "about_corpus"
    SMALL_TALK = "small_talk"
    UNCLEAR = "unclear"


_ABOUT_THE_LAST: Final[tuple[Ask, ...]] = ("more", "shorter", "sure")
# Which patterns tell which kind, in the order in which they are tried.
_BROAD: Final[tuple[tuple[Ask, Kind], ...]] = (
    ("summary", Kind.SUMMARY),
    ("timeline", Kind.TIMELINE),
    ("newest", Kind.NEWEST),
)
_FIRST: Final[tuple[tuple[Ask, Kind], ...]] = (
    ("why", Kind.WHY),
    ("how_many", Kind.FACT),
    ("how_much", Kind.FACT),
    ("when", Kind.FACT),
)
# A price is asked for as a number; a why wants one thing.
_DETAIL: Final[dict[Ask, str]] = {"why": "", "how_much": "how_many"}
_THEN: Final[tuple[tuple[Ask, Kind], ...]] = (("how", Kind.HOW), ("list", Kind.LISTING), ("who", Kind.FACT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question asks for.

    `core` is the question without what politeness and a story put around it, `topic` what it is about, without the
    words that told its kind. `sides` are what is compared, `parts` the questions in it. `detail` is what is wanted
    (when, who, how_many), or what of the corpus, or which small talk: the name of the pattern that told. `points` is
    how many are asked for. `language` is the language whose patterns told it.
    """

    kind: Kind
    core: str
    language: str
    topic: str = ""
    sides: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    detail: str = ""
    points: int | None = None


@lru_cache(maxsize=256)
def read_kind(text: str, language: str, others: tuple[str, ...] = ()) -> Asked:
    """Return what a question asks for; keywords alone ask for a fact.

    A greeting that isn't of its language belongs to the first of the `others` that has it.
    """
    text = " ".join(text.split())
    if small := _small_talk(text, language, others):
        return small
    core = _core(text, language)
    if not core and _WORD.search(text):
        return Asked(kind=Kind.SMALL_TALK, core=text, language=language, detail="greeting")
    core = core or text
    asked = _of_corpus(core, language) or _of_several(core, language) or _broad(core, language)
    return asked or _of_corpus_elsewhere(core, language) or _single(core, language)


def _of_corpus_elsewhere(core: str, language: str) -> Asked | None:
    """Return what two words ask of the corpus in a language that they don't show: "list everything"."""
    if len(_WORD.findall(core)) >= _FEWEST_IN_A_PART:
        return None
    return next((asked for code in languages() if code != language and (asked := _of_corpus(core, code))), None)


def read_more(text: str, language: str) -> tuple[Ask, str] | None:
    """Return "more", "shorter" or "sure" where that is all that is asked, of the last reply; None elsewhere.

    With it goes the language that it is asked in: so few words don't show theirs, so that all are tried.
    """
    codes = dict.fromkeys((language, *languages()))
    asked = {code: (text, _core(text, code)) for code in codes}
    return next(
        ((ask, code) for code in codes for ask in _ABOUT_THE_LAST for one in asked[code] if _found(ask, code, one)),
        None,
    )


def asks_something(text: str) -> bool:
    """Say whether a text asks for anything, rather than being small talk or a word on the last reply."""
    language = identify(text)
    return not read_more(text, language) and _small_talk(text, language, ()) is None


def without_kind(ask: Ask, core: str, language: str) -> str:
    """Return what stands behind the words that told a kind, or before them where nothing does."""
    found = _found(ask, language, core)
    if found is None:
        return _bare(core)
    rest = core[found.end() :]
    if core[: found.end()][-1:].isalnum():  # "de" of "des": the word goes with what told the kind
        rest = _REST_OF_WORD.sub("", rest)
    return _bare(rest) or _bare(core[: found.start()])


def _found(ask: Ask, language: str, text: str) -> re.Match[str] | None:
    pattern = language_data(language).question.get(ask)
    return pattern.search(text) if pattern else None


def _bare(text: str) -> str:
    return text.strip(_EDGES)


def _small_talk(text: str, language: str, others: tuple[str, ...]) -> Asked | None:
    """Return a greeting, thanks or a call for help; in any language, since so few words don't show theirs."""
    pictures = [character for character in text if unicodedata.category(character) == "So"]
    if not _WORD.search(text):
        return Asked(kind=Kind.SMALL_TALK, core=text, language=language, detail="greeting") if pictures else None
    bare = _bare("".join(character for character in text if character not in pictures)).casefold()
    for code in dict.fromkeys((language, *others, *languages())):
        for ask in _SMALL_TALK:
            pattern = language_data(code).question.get(ask)
            whole = pattern and (pattern.search(text.strip()) if ask == "help" else pattern.fullmatch(bare))
            if whole:
                return Asked(kind=Kind.SMALL_TALK, core=text, language=code, detail=ask)
        if detail := _said_in_pieces(bare, code):
            return Asked(kind=Kind.SMALL_TALK, core=text, language=code, detail=detail)
    return None


def _said_in_pieces(bare: str, language: str) -> Ask | None:
    """Return the last small talk of a message whose pieces are nothing else: "ok thanks, bye"."""
    said: Ask | None = None
    for piece in filter(None, map(_bare, _BETWEEN_PIECES.split(bare))):
        said = _talk(piece, language)
        if said is None:
            return None
    return said


def _talk(piece: str, language: str) -> Ask | None:
    known = language_data(language).question
    talk: tuple[Ask, ...] = ("thanks", "greeting")
    return next((ask for ask in talk if ask in known and known[ask].fullmatch(piece)), None)


def _core(text: str, language: str) -> str:
    """Return what is asked without greeting, thanks and please; of a long message the sentence that asks."""
    polite = language_data(language).question.get("polite")
    if polite:
        for _ in range(3):  # "hello, so, could you tell me"
            text = polite.sub(" ", text).strip()
        text = " ".join(text.split()).lstrip(" ,.!;:-")
    if len(text.split()) > _RAMBLES:
        sentences = [text[span.start : span.end] for span in split_sentences(text, language)]
        asking = [one for one in sentences if one.rstrip().endswith("?")]
        text = " ".join(asking or sentences[-2:])
    return text


def _of_corpus(core: str, language: str) -> Asked | None:
    for ask in _OF_ARTICLES:
        if ask == "who_wrote" and not _found("articles", language, core):
            continue  # "who wrote Hamlet?" asks what the articles say of it
        if found := _found(ask, language, core):
            rest = _about_what(core, found, language)
            return Asked(kind=Kind.ABOUT_CORPUS, core=core, language=language, detail=ask, topic=rest)
    if _found("summary", language, core):
        return None
    said = _said(core, language)
    for ask in _OF_ALL:
        found = _found(ask, language, core)
        # "What do the articles about rye say?" and "are there articles about rye?" ask for articles, "what do the
        # articles say about rye?" doesn't.
        if found and not (said and (found.start() or _asks_what_is_said(core, said.end(), found, language))):
            rest = _about_what(core, found, language)
            return Asked(kind=Kind.ABOUT_CORPUS, core=core, language=language, detail=ask, topic=rest)
    return None


def _asks_what_is_said(core: str, end: int, found: re.Match[str], language: str) -> bool:
    """Say whether words up to `end` ask what articles say: by a verb, or by more than "about" behind "articles"."""
    says = language_data(language).says
    return len(_WORD.findall(core[found.end() : end])) > 1 or any(
        word.casefold() in says for word in _WORD.findall(core[:end])
    )


def _about_what(core: str, found: re.Match[str], language: str) -> str:
    """Return what articles are asked for: what stands behind "about", or else behind "the article"."""
    rest = core[found.end() :]
    articles = language_data(language).question.get("articles")
    if articles and (of := articles.search(rest)):
        rest = rest[of.end() :]
    about = language_data(language).question.get("of_articles")
    if about and (of := about.search(rest)):
        rest = rest[of.end() :]
    elif about:
        return ""
    return _bare(rest)


def _of_several(core: str, language: str) -> Asked | None:
    """Return the parts of a question that asks several things; None where it asks one."""
    cut = language_data(language).question.get("and_asks")
    sentences = [core[span.start : span.end] for span in split_sentences(core, language)]
    asking = [one for one in sentences if one.rstrip().endswith("?")]
    parts = asking if len(asking) > 1 else [core]
    if cut:
        parts = [part for one in parts for part in cut.split(one)]
    parts = [bare for part in parts if len(_WORD.findall(bare := _bare(part))) >= _FEWEST_IN_A_PART]
    parts = list(dict.fromkeys(parts))
    if len(parts) < 2:  # noqa: PLR2004 -- one part is the question itself
        return None
    kind = Kind.TWO_PART if len(parts) <= MOST_PARTS else Kind.UNCLEAR
    return Asked(kind=kind, core=core, language=language, parts=tuple(parts), topic=parts[0])


def _broad(core: str, language: str) -> Asked | None:
    if sides := _sides(core, language):
        return Asked(kind=Kind.COMPARE, core=core, language=language, sides=sides, topic=core)
    for ask, kind in _BROAD:
        if _found(ask, language, core):
            counted = language_data(language).question.get("points")
            points = counted.search(core) if counted else None
            plain = (core[: points.start()] + core[points.end() :]) if points else core
            topic = without_kind(ask, plain, language)
            count = _number(points["count"], language) if points else None
            return Asked(kind=kind, core=core, language=language, topic=topic, points=count)
    compared = _found("compare", language, core)
    if compared and compared.start() == 0 and (topic := _bare(core[compared.end() :])):  # "compare the two bills"
        return Asked(kind=Kind.ABOUT, core=core, language=language, topic=topic)
    if (said := _said(core, language)) and (topic := _bare(core[said.end() :])):
        return Asked(kind=Kind.ABOUT, core=core, language=language, topic=topic)
    return None


def _said(core: str, language: str) -> re.Match[str] | None:
    """Return the words that ask what is said of what follows them: "What do the articles say about rye?"."""
    topic = language_data(language).question.get("topic")
    return topic.match(core) if topic else None


def _number(word: str, language: str) -> int | None:
    return int(word) if word.isdecimal() else language_data(language).numbers.get(word.casefold())


def _sides(core: str, language: str) -> tuple[str, ...]:
    """Return what is compared, two or more; nothing where it is no comparison."""
    joined = language_data(language).question.get("compare_with")
    lead = _found("compare", language, core)
    versus = _found("versus", language, core)
    if joined is None or not (lead or versus):
        return ()
    if lead:
        sides = [_bare(side) for side in joined.split(core[lead.end() :])]
    elif versus:
        sides = [_bare(core[: versus.start()]), _bare(core[versus.end() :])]
    else:
        sides = []
    sides = [side for side in sides if telling_words(side, language)]
    return tuple(sides) if len(sides) > 1 else ()


def _single(core: str, language: str) -> Asked:
    base = Asked(kind=Kind.FACT, core=core, language=language, topic=core)
    for ask, kind in _FIRST:
        if _found(ask, language, core):
            return replace(base, kind=kind, detail=_DETAIL.get(ask, ask))
    yes_no = _found("yes_no", language, core)
    if yes_no and yes_no.start() == 0:
        return replace(base, kind=Kind.YES_NO)
    if (topic := without_kind("what_is", core, language)) != _bare(core) and len(topic.split()) <= _MOST_IN_A_THING:
        return replace(base, detail="what_is", topic=topic)
    for ask, kind in _THEN:
        if _found(ask, language, core):
            return replace(base, kind=kind, detail=ask if ask == "who" else "")
    return base
