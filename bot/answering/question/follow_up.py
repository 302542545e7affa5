"""Understand a question from the conversation it is asked in: "And Microsoft?", "When was that?".

A conversation is only ever used to understand what is asked; what is said comes from the articles. It is bounded: of
the last turns the questions and the beginnings of the answers, of those before them a summary, what they asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.judge.support import names, names_known, numbers_agree
from corpus.language.identify import identify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.answer import Turn

MOST_TURNS = 3
MOST_EARLIER = 5
_LONGEST_ANSWER = 300
_LONGEST_REWRITTEN = 400

_OPENS = re.compile(
    r"^\W*(?:and|but|or|what about|how about|same for|also|then|et|mais|ou|qu['’]en est[- ]il|pareil pour|alors|donc"
    r"|y(?! a[- ]t)|pero|und|aber|e|ma|mas|en|maar)\b[\s,]*"
    r"(?:for|of|in|at|with|about|pour|de|du|chez|avec|à|para|für|bei|per)?\s*",
    re.IGNORECASE,
)
# Words that stand for something said before, and the uses of them that don't.
_STANDS_FOR = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|there|the same"
    r"|that(?=\s*(?:\?|$|was|is|be|happen|mean|mark|chang|for|so|law|decision))"
    r"|ils?|elles?|lui|leurs?|ça|cela|ceci|celui-ci|celle-ci|ceux-ci|celles-ci|là-bas|le même|la même"
    r"|eso|esto|ellos|ellas|das|dies|diese[rsm]?|dort)\b",
    re.IGNORECASE,
)
_STANDS_FOR_NOTHING = re.compile(
    r"\b(?:y a-t-il|y a t-il|est-il (?:vrai|possible)|faut-il|s['’]agit-il|is there|are there|was there|were there"
    r"|is it (?:true|possible)|il y a|il faut)\b",
    re.IGNORECASE,
)
_OF_A_YEAR = re.compile(
    r"^\W*(?:and|but|et|mais|y|und|aber|e|en|maar)\s+((?:(?:in|en|im|since|depuis)\s+)?[12]\d{3})\W*$", re.IGNORECASE
)
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
_FEW_WORDS = 2
_BARE_WORDS = 4


def leans_on_earlier(question: str) -> bool:
    """Say whether a question needs what was said before it to be understood."""
    words = _WORD.findall(question)
    if len(words) <= _FEW_WORDS or _OPENS.match(question):
        return True
    own = _STANDS_FOR_NOTHING.sub(" ", question)
    if names(own):
        # "When did Amazon say that it stops?": what "it" stands for is named beside it, and so is "-t-il" in French.
        return False
    return bool(_STANDS_FOR.search(_INVERTED.sub(" ", own)) or _INVERTED.search(own))


def in_place_of(question: str, turns: Sequence[Turn]) -> str | None:
    """Return the last question with another name in the place of its first: "And Microsoft?" after "What did IBM do?".

    A year is added to it. None where the question is more than a name, or the last one names nothing.
    """
    if year := _OF_A_YEAR.match(question):
        return f"{turns[-1].question.rstrip(' ?')} {year[1]}?"
    opened = _OPENS.match(question)
    bare = question[opened.end() :].strip(" ?!.,") if opened else question.strip(" ?!.,")
    words = bare.split()
    if not 0 < len(words) <= _BARE_WORDS or not all(w[0].isupper() for w in (words[0], words[-1])):
        return None
    earlier = turns[-1].question
    found = re.search(r"(?<=[\s'’(])(?:[A-ZÀ-Þ][\w.&-]*)(?:\s[A-ZÀ-Þ][\w.&-]*)*", earlier)
    return earlier[: found.start()] + bare + earlier[found.end() :] if found else None


def together(question: str, turns: Sequence[Turn]) -> str:
    """Return a question behind the one before it: what is searched for where nothing better is known."""
    return f"{turns[-1].question} {question}"


def as_told(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return what a model is told of a conversation: questions, each with the beginning of its answer or none."""
    earlier, last = turns[:-MOST_TURNS][-MOST_EARLIER:], turns[-MOST_TURNS:]
    asked = [(turn.question[:_LONGEST_ANSWER], "") for turn in earlier]
    return asked + [(turn.question, _beginning(turn.answer)) for turn in last]


def holds(rewritten: str, question: str, turns: Sequence[Turn]) -> bool:
    """Say whether a model's rewriting of a question asks nothing that wasn't in it or in the conversation."""
    known = [question, *(turn.question for turn in turns[-MOST_TURNS - MOST_EARLIER :])]
    known += [turn.answer for turn in turns[-MOST_TURNS:]]
    return (
        0 < len(rewritten) <= _LONGEST_REWRITTEN
        and rewritten.rstrip().endswith(("?", "？", "؟"))
        and names_known(rewritten, known, same_language=True)
        and names_known(question, [rewritten], same_language=True)
        and numbers_agree(rewritten, " ".join(known))
        and identify(rewritten, fallback=(own := identify(question, fallback="")) or "en") in {own, ""} | _like(turns)
    )


def _like(turns: Sequence[Turn]) -> set[str]:
    """Return the language of the last question: a question of two words doesn't show its own."""
    return {identify(turns[-1].question, fallback="")}


def _beginning(answer: str) -> str:
    """Return the beginning of an answer, cut at a word."""
    if len(answer) <= _LONGEST_ANSWER:
        return answer
    return answer[:_LONGEST_ANSWER].rpartition(" ")[0] + " …"
