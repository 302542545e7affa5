"""Choose among ranked sentences: what says why, what adds something that is asked, what says the same again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.answering.judge.quotable import quotable
from bot.answering.question.time_expressions import without_times
from bot.answering.selection.library import paragraph
from bot.answering.selection.wanted import counts, defines, gives_reason, states
from corpus.language.names import fold_name, names
from corpus.language.near_duplicates import same_words
from corpus.language.numbers import named_days, without_dates
from corpus.language.registry import language_data
from corpus.language.words import fold, index_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.answer import Evidence
    from bot.answering.question.kind import Asked
    from bot.answering.reply import Citation
    from bot.answering.selection.library import Library, Ranked
    from corpus.article import Span
    from corpus.language.numbers import NamedDay

# What a sentence gains that holds what a question wants: a number for how many, a day for when, a means for how.
_WANTED = 0.03
_DEFINES = 0.10
# A second sentence must be worth nearly as much as the first, and may be worth less if it has a word that is lacking.
_NEARLY = 0.03
_NEARLY_AS_LIKELY = 2.0  # log-odds
_LIKELY = -1.0
_FOR_A_WORD = 0.10
_FOR_A_REASON = 0.10
# What an article names is spoken of for a few paragraphs, and called "it": so many characters.
_SPOKEN_OF = 1000
_NAME_BEGINS = 5  # Amazon, Amazons
_WORD = re.compile(r"[^\W_][\w’'-]*")
_FIRST_WORDS = 6
_ANNOUNCES = re.compile(r"(?:[:：]|[^\W_])[\s)*_\"”»]*$")
_OPENS_LIST = re.compile(r"[:：][\s)*_]*$")
_ITEMS = re.compile(r"[,;]|\n")


def fitting_best(ranked: Sequence[Ranked], asked: Asked) -> list[Ranked]:
    """Return ranked sentences anew, with what holds the kind of thing that is wanted before what doesn't."""
    weight = _DEFINES if asked.detail == "what_is" else _WANTED
    raised = [replace(r, worth=r.worth + weight * _holds_wanted(r.evidence, asked)) for r in ranked]
    return sorted(raised, key=lambda r: r.worth, reverse=True)


def _holds_wanted(evidence: Evidence, asked: Asked) -> float:
    data = language_data(evidence.article.language)
    match asked.kind, asked.detail:
        case "how", _:
            return bool(data.means.search(evidence.text))
        case _, "what_is":
            return defines(evidence, asked)
        case _, "how_many" | "when":
            return states(evidence, asked) and (asked.detail == "when" or counts(evidence, asked))
        case _:
            return True


def best_runs(ranked: Sequence[Ranked], most: int, words: int) -> list[Evidence]:
    """Return the worthiest sentences of different paragraphs, each with what goes on with it."""
    runs: list[Evidence] = []
    for one in ranked:
        if len(runs) == most:
            break
        if not says_again(one.evidence, runs):
            runs.append(run_of(one.evidence, words))
    return runs


def second(ranked: Sequence[Ranked], first: Ranked, lacking: frozenset[str], *, explains: bool) -> Ranked | None:
    """Return the sentence to add to the first: it has words of the question that the first lacks.

    What explains is told by several, so that there one that is found as well will do.
    """
    for other in ranked:
        if other.evidence.start == first.evidence.start and other.evidence.article.id == first.evidence.article.id:
            continue
        if other.worth < first.worth - _FOR_A_WORD:
            break
        if says_again(other.evidence, [first.evidence]):
            continue
        if other.spelt & lacking or (explains and is_as_good(other, first)):
            return other
    return None


def is_as_good(other: Ranked, first: Ranked) -> bool:
    """Say whether a sentence answers nearly as well as another: by what it is worth, or as the scorer has it."""
    if other.scored is None or first.scored is None:
        return other.worth >= first.worth - _NEARLY
    return other.scored >= max(first.scored - _NEARLY_AS_LIKELY, _LIKELY)


def reasons(ranked: Sequence[Ranked], asked: Asked) -> list[Ranked]:
    """Return the sentences that give a reason, of those that are worth not much less than the best."""
    near = [r for r in ranked if r.worth >= ranked[0].worth - _FOR_A_REASON]
    return [r for r in near if gives_reason(r.evidence.text, r.evidence.article.language, asked)]


def of_what_is_named(ranked: Sequence[Ranked], library: Library, text: str) -> list[Ranked]:
    """Return the ranked sentences that are of all names in a question; all where none is.

    What is said of another thing is no answer, however much it sounds like one; a review has items on many. A name that
    nothing found is of tells nothing: in German every noun looks like one.
    """
    named = [name for name in library.names(text) if any(is_of(r.evidence, [name]) for r in ranked)]
    return [r for r in ranked if is_of(r.evidence, named)] or list(ranked)


def asks_what_happened(text: str, library: Library) -> list[NamedDay]:
    """Return the days or months of which a question asks whatever happened then, with one word besides; else none."""
    rest = library.telling(without_dates(text, library.language))
    return named_days(text, library.language) if len(rest) <= 1 else []


def asks_what_is_said(text: str, library: Library) -> bool:
    """Say whether a question asks what somebody says or wants, of nothing certain: whatever they said answers it."""
    named = library.names(text)
    says = language_data(library.language).says
    rest = [word for word in library.telling(text).values() if fold_name(word) not in named]
    return bool(named) and all(word.casefold() in says for word in rest)


def said_of_what_is_named(ranked: Sequence[Ranked], library: Library, text: str) -> bool:
    """Say whether the best sentence that is of all names in a question has them itself."""
    named = library.names(text)
    best = of_what_is_named(ranked, library, text)[0].evidence
    return all(name[:_NAME_BEGINS] in fold(best.text) for name in named)


def is_of(evidence: Evidence, named: Iterable[str]) -> bool:
    """Say whether an article has all of some names in its title, in a sentence or shortly before it.

    Where the title names several, a sentence that has another of them and none of these is of that other one.
    """
    article = evidence.article
    own = [name[:_NAME_BEGINS] for name in named]
    others = {name[:_NAME_BEGINS] for name in names(article.title, article.language)} - {*own}
    said = fold(evidence.text)
    if own and any(name in said for name in others) and not any(name in fold(paragraph(evidence)) for name in own):
        return False
    around = fold(f"{article.title}\n{article.text[max(0, evidence.start - _SPOKEN_OF) : evidence.end]}")
    return all(name in around for name in own)


def settling(ranked: Sequence[Ranked], weight: float) -> list[Ranked]:
    """Return ranked sentences anew, where the share that they have of the question's rare words has another weight.

    Only where the best is in the question's language, since in another its words can't be looked up.
    """
    if not ranked or not ranked[0].share:
        return list(ranked)
    return sorted(ranked, key=lambda r: r.worth + weight * r.share, reverse=True)


def says_again(evidence: Evidence, said: Iterable[Evidence]) -> bool:
    """Say whether a sentence says what others say, in nearly the same words, or lies within one of them."""
    own = set(index_words(evidence.text, evidence.article.language))
    for other in said:
        if other.article.id == evidence.article.id and other.start <= evidence.start < other.end:
            return True
        there = set(index_words(other.text, other.article.language))
        if same_words(other.text, evidence.text) or len(own & there) >= 0.8 * min(len(own), len(there)):
            return True
    return False


def overlap(one: Evidence | Citation, other: Evidence | Citation) -> bool:
    """Say whether two quotes have words of one article in common."""
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end


def run_of(evidence: Evidence, most: int) -> Evidence:
    """Return a sentence with what stands beside it in its paragraph, in one quote of at most so many words.

    What follows joins first, since a reason follows what it is given for; what comes before says who "it" is.
    """
    text, spans = evidence.article.text, evidence.passage.sentences
    at = next((i for i, span in enumerate(spans) if span.start == evidence.start), None)
    if at is None:
        return evidence

    def fits(first: int, last: int) -> bool:
        joined = text[spans[first].start : spans[last].end]
        return len(joined.split()) <= most

    first = last = at
    if at and leans_back(evidence) and goes_on(text, spans[at - 1], spans[at], evidence):
        first -= 1
    while last + 1 < len(spans) and goes_on(text, spans[last], spans[last + 1], evidence) and fits(first, last + 1):
        last += 1
    while first and goes_on(text, spans[first - 1], spans[first], evidence) and fits(first - 1, last):
        first -= 1
    start, end = spans[first].start, spans[last].end
    return replace(evidence, start=start, end=end, text=text[start:end])


def leans_back(evidence: Evidence) -> bool:
    """Say whether a sentence begins with a word that stands for something said before it, or has one before any name.

    "In July, it went to court": only what stands before the sentence says who did.
    """
    data = language_data(evidence.article.language)
    for word in islice(_WORD.finditer(evidence.text), _FIRST_WORDS):
        if data.follow_up.stands_for.fullmatch(word[0]):
            return True
        if word.start() and word[0][0].isupper():
            return False
    return False


def goes_on(text: str, before: Span, after: Span, evidence: Evidence) -> bool:
    """Say whether a sentence stands in one paragraph with the one before it, and both may be quoted."""
    own = text[before.start : before.end], text[after.start : after.end]
    if "\n" in text[before.end : after.start] and not _OPENS_LIST.search(own[0]):
        return False
    return all(quotable(one, evidence.article) for one in own)


def announces(text: str) -> bool:
    """Say whether a line stands for what follows it: a heading, or the line above a list."""
    return bool(_ANNOUNCES.search(text))


def enumerates(text: str) -> bool:
    """Say whether a sentence lists several things."""
    return len(_ITEMS.findall(text)) >= 2  # noqa: PLR2004 -- "a, b and c" has one or two, "of 8 June, in Paris" as well


def is_about(ranked: Ranked, library: Library, text: str, named: Iterable[str] = ()) -> bool:
    """Say whether the names in a text, or if it has none half of its telling words, stand around a sentence.

    `named` are names beside those that the text shows by itself: a topic's own first word shows none; a time is none.
    """
    text = without_times(text, library.language)
    wanted = library.telling(text)
    evidence = ranked.evidence
    around = f"{evidence.article.title} {evidence.passage.text}".casefold()
    names = library.names(text) | set(named)
    if names:
        return all(name[:_NAME_BEGINS] in around for name in names)
    if evidence.article.language != library.language or not wanted:
        return True
    return 2 * len(ranked.around) >= len(wanted)
