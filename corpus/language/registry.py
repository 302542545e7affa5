"""What is known of each language: one file a language in data/, read and checked once (door: tomllib).

A language that has no file is met with the cautious default, which knows no word of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping  # noqa: TC003 -- pydantic reads the annotations when it runs
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from corpus.errors import SettingsError
from corpus.language.checked import (
    NOTHING,
    Abbreviations,
    Elisions,
    NoAbbreviations,
    Numbers,
    Pattern,
    Stems,
    WholeWords,
    Words,
)
from corpus.language.time_lexicon import TimeLexicon, expanded

FOLDER: Final = Path(__file__).with_name("data")
_STRICT = ConfigDict(extra="forbid")
_CODE = re.compile(r"[a-z]{2,3}")

# What a question may ask for: a kind of question that comes along is one more here, and patterns in the files.
Ask = Literal[
    "topic", "polite", "greeting", "thanks", "help", "why", "how", "how_many", "how_many_things", "how_much",
    "how_long", "when", "who", "what_is", "compare", "compare_with", "versus", "list", "summary", "points", "timeline",
    "newest", "newest_articles", "oldest_articles", "articles", "of_articles", "count", "who_wrote", "authors",
    "sources", "article_link", "when_published", "about_corpus", "and_asks", "yes_no", "more", "shorter", "sure",
]  # fmt: skip
# What words of a sentence say of what it states.
ClaimWords = Literal[
    "possible", "planned", "certain", "told", "all", "most", "some", "only", "more", "less", "cause", "condition",
    "before", "after", "contrast",
]  # fmt: skip
# What sites name in their markup besides the article.
Markup = Literal["consent", "comments", "boxes", "details", "author", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """How a question shows that it goes on with the one before it.

    `opens` is what comes before the new name ("what about"), `stands_for` what stands for something said before, and
    `stands_for_nothing` uses of the same words that don't; `inverted` is a pronoun behind its verb ("a-t-il"). In
    `of_year` the group `year` is a year and its preposition, behind words that join it to what was asked.
    """

    __pydantic_config__ = _STRICT

    opens: Pattern = NOTHING
    stands_for: Pattern = NOTHING
    stands_for_nothing: Pattern = NOTHING
    inverted: Pattern = NOTHING
    of_year: Pattern = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What a language's pages and documents say beside their article: who wrote it and when, and what else is there.

    Pages are read with the words of all languages at once, since many declare another one than their own.
    """

    __pydantic_config__ = _STRICT

    by: Pattern = NOTHING  # what stands before the names of authors
    byline_label: Pattern = NOTHING  # what may stand before that, alone
    between_names: Words = frozenset()
    particles: Words = frozenset()  # small words within names
    goes_on: Words = frozenset()  # what a byline goes on with: for whom, where, in which role
    nobody: Words = frozenset()  # what programs put in the place of an author
    published: Pattern = NOTHING  # behind it stands the day that something appeared
    changed: Pattern = NOTHING  # behind it stands the day of a change
    over_box: Pattern = NOTHING  # what stands over a box: with it goes the box
    before_link: Pattern = NOTHING  # what stands before a link to another article, in its line
    alone: Pattern = NOTHING  # what goes alone
    feed_ending: Pattern = NOTHING  # the line that a blog's program puts under each text of a feed
    rights: Pattern = NOTHING
    release_end: Pattern = NOTHING  # what a press release ends with
    no_title: Pattern = NOTHING  # what programs call a document that has no title yet
    names: Mapping[Markup, Words] = field(default_factory=dict["Markup", "Words"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language's words, which apply to texts of that language alone, but for `orders` and what announces.

    Words are in lower case but for abbreviations; patterns are matched without regard to case.
    """

    __pydantic_config__ = _STRICT

    code: str
    stemmer: Stems = None  # in the file, the name of a Snowball stemmer
    elisions: Elisions = NOTHING  # what an apostrophe joins to the next word
    stop_words: Words = frozenset()  # for asking and joining: every text has them
    hints: Words = frozenset()  # that no other language here has: they tell a short question's language
    capitals_tell: bool = True  # a capital within a sentence makes a name; in German every noun has one
    abbreviations: Abbreviations = NOTHING  # without the full stop
    # That look like one, as "May" does since sentencex takes all short names of months for one, and may end a sentence.
    no_abbreviations: NoAbbreviations = NOTHING

    negations: WholeWords = NOTHING
    joins: WholeWords = NOTHING  # and, but
    numbers: Numbers = field(default_factory=dict[str, int])
    ordinals: Numbers = field(default_factory=dict[str, int])
    bounds: Pattern = NOTHING  # what makes a number no exact one: at most, about, did not exceed
    asks: Pattern = NOTHING  # what asks without a question mark
    says_nothing: Pattern = NOTHING  # what says that something isn't said
    because: str = ""  # words that begin a reason, to search with
    reasons: Pattern = NOTHING  # what gives a reason
    conditions: Pattern = NOTHING  # what says until when, or as long as what, something isn't so
    is_a: Pattern = NOTHING  # what stands between a thing and what it is
    means: Pattern = NOTHING  # what tells how something is done
    currencies: Words = frozenset()  # words for money, beside its signs
    costs_nothing: Pattern = NOTHING
    ordinal_days: Pattern = NOTHING  # a day by its number alone: on the 8th
    before_nouns: Words = frozenset()  # determiners and prepositions: behind them a thing is named
    before_verbs: Words = frozenset()  # pronouns: behind them something is done
    says_little: Words = frozenset()  # verbs that go with anything
    says: Words = frozenset()  # verbs for saying and wanting: what somebody said is whatever is told of them
    asked_with: Words = frozenset()  # ways of asking, and nouns for whatever is asked about
    reactions: Words = frozenset()  # that say nothing but that more is wanted, or enough was said: really, ok, more
    tied: Words = frozenset()  # what a hyphen ties to the word before it: "dit-il", "celui-là"
    translated_names: Words = frozenset()  # abbreviations that other languages have others for
    opposites: Words = frozenset()  # beginnings that make a word its opposite
    no_opposites: Words = frozenset()  # words that such a beginning makes another word of

    orders: Pattern = NOTHING  # what speaks to whoever writes a reply
    agrees: Pattern = NOTHING  # of course
    announces_translation: Pattern = NOTHING

    follow_up: FollowUp = field(default_factory=FollowUp)
    question: Mapping[Ask, Pattern] = field(default_factory=dict["Ask", "Pattern"])  # by what is asked for
    claims: Mapping[ClaimWords, WholeWords] = field(
        default_factory=dict["ClaimWords", "WholeWords"]
    )  # by what they say
    page: PageWords = field(default_factory=PageWords)
    time: TimeLexicon | None = None

    def asks_with(self, word: str) -> bool:
        """Say whether a word only asks, joins or reacts, so that it names nothing that is asked about."""
        around = (self.stop_words, self.hints, self.before_nouns, self.before_verbs)
        return any(word.lower() in known for known in (*around, self.asked_with, self.says_little, self.reactions))


def language_data(code: str) -> Language:
    """Return what is known of a language by its ISO 639-1 code; the cautious default where it has no file.

    Raises:
        SettingsError: a language file is broken.
    """
    return languages().get(code) or _unknown(code)


@cache
def languages() -> Mapping[str, Language]:
    """Return the languages that have a file, by their codes.

    Raises:
        SettingsError: a language file is broken.
    """
    return load(FOLDER)


def load(folder: Path) -> Mapping[str, Language]:
    """Read and check the files of a folder: xx.toml is the language with the code xx.

    Raises:
        SettingsError: a file can't be read, has an unknown key, a value of another type or a broken pattern.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


@cache
def _unknown(code: str) -> Language:
    return Language(code=code)


@cache
def _adapter() -> TypeAdapter[Language]:
    return TypeAdapter(Language)


def _read(path: Path) -> Language:
    if not _CODE.fullmatch(path.stem):
        raise SettingsError(
            "{path} has no name for a language file: name it by the language's code, as en.toml.", path=path
        )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if "time" in table:
            table["time"] = expanded(path.stem, table["time"])
        return _adapter().validate_python(table | {"code": path.stem})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = "it is no key" if first["type"] == "unexpected_keyword_argument" else first["msg"]
        raise SettingsError(
            "{path}: {where} is wrong ({why}): mend the language file.", path=path, where=where, why=why
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(
            "{path} can't be read ({reason}): mend the language file.", path=path, reason=error
        ) from error
