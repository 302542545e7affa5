"""Whatever articles and models say, a message fits, mentions nobody, and has no marks but the bot's own."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.answer import Outcome, Question, Timings
from bot.answering.reply import Citation, Note, NoteCode, Reply, ReplyCode, Section, Sentence
from bot.discord.rendering.blocks import render_sentence
from bot.discord.rendering.card import render_card
from bot.discord.rendering.digest import render_digest
from bot.discord.rendering.escape import escape
from bot.discord.rendering.footnotes import in_full
from bot.discord.rendering.reply import (
    MOST_MESSAGES,
    render,
    render_growing,
    render_notes,
    render_waiting,
)
from bot.discord.views.answer_card import LONGEST, answer_card
from bot.service.digest import NewArticle
from bot.service.notes import notes_of
from bot.service.store.answers import StoredAnswer
from corpus.article import Article, Filters, Place
from tests.support.hostile import KINDS, formatting_of, hostile_texts
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Callable

_OWN_MARK = re.compile(r"\[(\d+)\]")
_OWN_LINK = re.compile(r"\[(\[\d+\])\]\(·+\)")
_OWN_FOOTNOTE = re.compile(r"^((?:\[\d+\])+) \*\*[^*]*\*\*", re.MULTILINE)
_OWN_TITLE = re.compile(r"^• \*\*(?:\[[^\[\]*]*\]\(·+\)|[^\[\]*]*)\*\*", re.MULTILINE)
_SETTINGS = settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@dataclass(frozen=True, kw_only=True)
class Generated:
    """A question, what is answered to it, and in how many kinds of hostile words."""

    outcome: Outcome
    kinds: frozenset[str]

    @property
    def citations(self) -> tuple[Citation, ...]:
        reply = self.outcome.reply
        return reply.citations or reply.nearest


@st.composite
def generated(draw: Callable[[Any], Any]) -> Generated:
    kinds: set[str] = set()
    text = hostile_texts(kinds.add)
    citations = tuple(draw(citation(text, number)) for number in range(1, draw(st.integers(2, 9))))
    question = Question(text=draw(text), asked=draw(text), language="en", filters=Filters())
    understood = Note(code=NoteCode.UNDERSTOOD, words=(draw(text),))
    missing = (Note(code=NoteCode.PASSAGES_LACK, words=(draw(text),)),) if draw(st.booleans()) else ()
    reply = Reply(code=ReplyCode.NEAREST, notes=(understood,), missing=missing, nearest=citations)
    if draw(st.integers(0, 9)):
        numbers = st.lists(st.integers(1, len(citations)), min_size=1, max_size=3).map(tuple)
        quoted = st.sampled_from([c.quote for c in citations])
        sentences = tuple(
            Sentence(
                text=draw(text | quoted),
                citations=draw(numbers),
                quoted=draw(st.booleans()),
                day=draw(st.none() | st.dates()),
            )
            for _ in range(draw(st.integers(1, 6)))
        )
        sections = (Section(sentences=sentences),)
        reply = Reply(code=ReplyCode.ANSWERED, notes=(understood,), sections=sections, citations=citations)
    timings = Timings(retrieve=0, first_token=None, total=0)
    outcome = Outcome(question=question, reply=reply, model="none", timings=timings)
    return Generated(outcome=outcome, kinds=frozenset(kinds))


@st.composite
def citation(draw: Callable[[Any], Any], text: st.SearchStrategy[str], number: int) -> Citation:
    before, quote, after = draw(text), "So " + draw(text), draw(text)
    article = draw(articles(text, before + quote + after))
    start, end = len(before), len(before) + len(quote)
    return Citation(number=number, article=article, passage_id="p", quote=quote, start=start, end=end)


@st.composite
def articles(draw: Callable[[Any], Any], text: st.SearchStrategy[str], words: str) -> Article:
    address = "https://a.org/" + draw(text) if draw(st.booleans()) else draw(text)
    made, _ = make_article(draw(text), "", origin=address, published=draw(st.none() | st.just(date(2020, 6, 10))))
    places = (Place(start=0, label=draw(text)),) if draw(st.booleans()) else ()
    return replace(made, text=words, author=draw(st.none() | text), site=draw(st.none() | text), places=places)


def test_500_answers_of_every_kind_fit_mention_nobody_and_have_their_own_footnotes_only() -> None:
    seen: Counter[str] = Counter()

    @_SETTINGS
    @given(generated())
    def check(one: Generated) -> None:
        seen.update([*one.kinds, "answers"])
        numbers = [c.number for c in one.citations]

        messages = render(one.outcome)

        left = [_OWN_LINK.sub(r"\1", formatting_of(message)) for message in messages]
        assert 1 <= len(messages) <= MOST_MESSAGES
        shown = _OWN_MARK.findall("".join(_OWN_FOOTNOTE.findall("\n".join(left))))
        assert sorted(map(int, shown)) == numbers
        for text in left:
            assert {int(n) for n in _OWN_MARK.findall(text)} <= set(numbers)
            assert_unformatted(_OWN_FOOTNOTE.sub("", text))

    check()

    assert seen["answers"] >= 500
    assert [kind for kind in KINDS if seen[kind] < 100] == []


@settings(_SETTINGS, max_examples=100)
@given(generated())
def test_a_card_of_any_answer_fits_and_is_as_safe(one: Generated) -> None:
    card = render_card(one.outcome)
    view = answer_card(card, stored(one), "de")

    assert view.content_length() <= LONGEST
    assert view.total_children_count <= 40
    pieces = [card.body, *(article.line for article in card.articles), card.below]
    for text in filter(None, pieces):
        left = _OWN_LINK.sub(r"\1", formatting_of(text, LONGEST))
        assert_unformatted(_OWN_FOOTNOTE.sub("", left))
    for article in card.articles:
        assert article.link is None or urlsplit(article.link).hostname


def stored(one: Generated) -> StoredAnswer:
    return StoredAnswer(
        id="0" * 16,
        guild=1,
        channel=2,
        message=None,
        asker=3,
        private=False,
        asked=0.0,
        words="?",
        filters=Filters(),
        language="de",
        text="",
        answered=True,
        notes=notes_of(one.outcome.reply),
        passages=(),
        rest=("rest",),
    )


@_SETTINGS
@given(generated())
def test_what_is_shown_before_beside_and_after_an_answer_is_as_safe(one: Generated) -> None:
    reply = one.outcome.reply
    notes = notes_of(reply)
    if not reply.abstained:
        assert_unformatted(formatting_of(render_growing(one.outcome.question, reply)))
    for message in render_notes(notes, "en"):
        assert_unformatted(_OWN_FOOTNOTE.sub("", _OWN_LINK.sub(r"\1", formatting_of(message))))
    waiting = formatting_of(render_waiting(one.outcome.question.text[:100], notes, "fr"))
    assert_unformatted(re.sub(r"^\*[^*]*\*$|• \*\*[^*]*\*\*", "", waiting, flags=re.MULTILINE))
    for note in notes:
        full = formatting_of(in_full(note, "fr"))
        assert full.startswith(f"**[{note.number}] ")
        quoted = re.sub(r"^> ([^*]*)\*\*[^*]*\*\*([^*]*)$", r"\1\2", full, flags=re.MULTILINE)
        assert_unformatted(re.sub(r"\A\*\*[^*]*\*\*", "", quoted))


@_SETTINGS
@given(st.data())
def test_a_list_of_any_articles_is_as_safe(data: st.DataObject) -> None:
    text = hostile_texts()
    entries = tuple(data.draw(articles(text, "")) for _ in range(data.draw(st.integers(1, 4))))
    question = Question(text="?", language="en", filters=Filters())
    reply = Reply(code=ReplyCode.ABOUT_CORPUS, entries=entries)
    timings = Timings(retrieve=0, first_token=None, total=0)

    for message in render(Outcome(question=question, reply=reply, model="none", timings=timings)):
        left = _OWN_TITLE.sub("", formatting_of(message))
        assert_unformatted(left)
        assert "**" not in left


@_SETTINGS
@given(st.data())
def test_a_digest_of_any_articles_is_as_safe(data: st.DataObject) -> None:
    text = hostile_texts()
    new = [
        NewArticle(article=data.draw(articles(text, "")), quotes=tuple(data.draw(st.lists(text, max_size=2))))
        for _ in range(data.draw(st.integers(1, 4)))
    ]

    for message in render_digest(new, "en"):
        left = re.sub(r"^\*\*[^*]*\*\*", "", formatting_of(message), flags=re.MULTILINE)
        assert_unformatted(re.sub(r"^> ", "", left, flags=re.MULTILINE))


@given(hostile_texts())
def test_words_of_others_are_one_line_that_acts_on_nothing(words: str) -> None:
    sentence = render_sentence(words)

    assert "\n" not in escape(words)
    if sentence:
        assert_unformatted(formatting_of(sentence))


def assert_unformatted(left: str) -> None:
    """Nothing is left but words and the bot's own marks, and no line begins a list."""
    without_marks = _OWN_MARK.sub("", left)
    assert not re.search(r"[*#>\[\]]", without_marks), without_marks
    assert not re.search(r"^\s*[-+] ", without_marks, re.MULTILINE)
