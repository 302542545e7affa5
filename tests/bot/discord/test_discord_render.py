from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.answering.answer import Outcome, Question, Timings
from bot.answering.reply import Citation, Note, NoteCode, Reply, ReplyCode, Section, Sentence
from bot.discord.rendering.escape import LONGEST_MESSAGE, escape
from bot.discord.rendering.footnotes import in_full
from bot.discord.rendering.reply import (
    MOST_MESSAGES,
    render,
    render_growing,
    render_hits,
)
from bot.service.notes import note_of
from corpus.article import Filters, Hit
from tests.support.samples import make_article

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS = "https://example.org/pause"


def cite(number: int, quote: str, *, title: str = "A pause", origin: str = ADDRESS) -> Citation:
    article, _ = make_article(title, quote, origin=origin, published=date(2020, 6, 10))
    return Citation(number=number, article=article, passage_id="p", quote=quote, start=0, end=len(quote))


def outcome(reply: Reply) -> Outcome:
    return Outcome(
        question=Question(text="?", language="en", filters=Filters()),
        reply=reply,
        model="none",
        timings=Timings(retrieve=0, first_token=None, total=0),
    )


def answered(
    sentences: Sequence[str], citations: Sequence[Citation], notes: tuple[NoteCode, ...] = (), *, quoted: bool = False
) -> Outcome:
    numbers = tuple(c.number for c in citations)
    said = tuple(Sentence(text=text, citations=numbers, quoted=quoted) for text in sentences)
    return outcome(reply(said, citations, notes))


def reply(sentences: Sequence[Sentence], citations: Sequence[Citation], notes: tuple[NoteCode, ...] = ()) -> Reply:
    return Reply(
        code=ReplyCode.ANSWERED,
        notes=tuple(Note(code=code) for code in notes),
        sections=(Section(sentences=tuple(sentences)),),
        citations=tuple(citations),
    )


def test_an_answer_is_its_sentences_then_a_blank_line_then_its_footnotes() -> None:
    said = reply(
        (
            Sentence(text="It paused.", citations=(1,), quoted=False),
            Sentence(text="For a year.", citations=(1, 2), quoted=True),
        ),
        (cite(1, "Amazon paused it."), cite(2, "For a year.", title="Year", origin="/articles/year.txt")),
        (NoteCode.QUOTES,),
    )

    (message,) = render(outcome(said))

    assert message == (
        "In the articles' own words:\n"
        "It paused. [1] “For a year.” [1][2]\n"
        "\n"
        f"[[1]](<{ADDRESS}#:~:text=Amazon%20paused%20it.>) **A pause** — 10 June 2020\n"
        "[2] **Year** — 10 June 2020"
    )


def test_an_abstention_is_its_reason_and_the_nearest_quotes() -> None:
    said = Reply(code=ReplyCode.NEAREST, nearest=(cite(1, "It rains."),))

    footnote = f"[[1]](<{ADDRESS}#:~:text=It%20rains.>) **A pause** — 10 June 2020: “It rains.”"
    assert render(outcome(said)) == [f"No sentence was found that states it.\n\nNearest:\n{footnote}"]


def test_an_answer_that_grows_is_its_sentences_so_far_in_one_message() -> None:
    question = Question(text="Who runs IBM?", asked="And IBM?", language="en", filters=Filters())
    said = answered(["So it is."], [cite(1, "It is so.")], (NoteCode.QUOTES,)).reply
    long = answered(["word " * 100] * 9, [cite(1, "It is so.")]).reply

    assert render_growing(question, said) == "In the articles' own words:\nSo it is. [1] …"
    assert len(render_growing(question, long)) <= LONGEST_MESSAGE


def test_a_sentence_on_which_articles_disagree_has_its_date() -> None:
    sentence = Sentence(text="It is.", citations=(1,), quoted=False, day=date(2020, 6, 10))

    assert render(outcome(reply([sentence], [cite(1, "It is so.")])))[0].startswith("It is. [1] (10 June 2020)\n")


def test_a_long_quote_ends_at_a_word() -> None:
    (message,) = render(answered(["Short."], [cite(1, "word " * 100 + "end")]))

    (quote,) = re.findall(r"“(.*?)”", message)
    assert len(quote) <= 301
    assert quote.endswith("word…")


def test_words_of_others_neither_format_nor_link_nor_mention() -> None:
    assert escape("*a* _b_ `c` ||d|| ~e~") == r"\*a\* \_b\_ \`c\` \|\|d\|\| \~e\~"
    assert escape("[here](https://evil.example)") == r"\[here\](<https://evil.example>)"
    assert escape("<@1> @everyone") == "\\<@\u200b1\\> @\u200beveryone"
    assert escape("- item\n# title") == r"\- item \# title"


def test_an_address_within_a_text_stays_whole() -> None:
    assert escape("See https://example.org/a_b*c@d. Now_") == r"See <https://example.org/a_b%2Ac%40d>. Now\_"


@pytest.mark.parametrize("origin", ["javascript:alert(1)", "/articles/a.txt", "ftp://example.org", "x https://a.org"])
def test_only_addresses_of_the_web_are_linked(origin: str) -> None:
    (message,) = render(answered(["It paused."], [cite(1, "It paused.", origin=origin)]))

    assert "<" not in message


def test_an_address_cannot_break_out_of_its_brackets() -> None:
    (message,) = render(answered(["So."], [cite(1, "So.", origin="https://a.org/> @everyone <x")]))

    assert "](<https://a.org/%3E%20%40everyone%20%3Cx#:~:text=So.>)" in message


def test_long_answers_break_between_sentences_and_footnotes() -> None:
    citations = [cite(n, "word " * 60, origin=f"https://example.org/{n}/" + "x" * 300) for n in range(1, 9)]

    messages = render(answered(["word " * 50] * 8, citations))

    assert 1 < len(messages) <= MOST_MESSAGES
    assert all(message.count("<") == message.count(">") for message in messages)
    assert sum(message.count("\n[") + message.startswith("[") for message in messages) == 8


def test_a_footnote_in_full_fits_whatever_its_words_come_to() -> None:
    shouted, linked = "*" * 400, "https://a.org/" + "*" * 400
    for words in (shouted, f"{linked} {linked}"):
        full = note_of(replace(cite(1, words, title=words, origin=linked), start=0))
        told = in_full(replace(full, around=f"{words} {words} {words}", site=words, author=words, place=words), "en")

        assert len(told) < LONGEST_MESSAGE
        assert told.startswith("**[1] ")
        assert "\n> **" in told


def test_hits_are_listed_and_none_are_said_to_be_none() -> None:
    article, (passage,) = make_article("Pause", "It paused.", origin=ADDRESS)
    hit = Hit(passage=passage, article=article, score=1.0, sentence_scores=(1.0,))

    assert render_hits([], "fr") == ["Rien trouvé."]
    assert render_hits([hit, hit], "en") == [
        f"[[1]](<{ADDRESS}>) **Pause**: “It paused.”\n[[2]](<{ADDRESS}>) **Pause**: “It paused.”"
    ]


def test_an_article_of_a_list_is_its_title_that_leads_to_it_and_its_day_in_words() -> None:
    article, _ = make_article("A [long] pause", "It paused.", origin=ADDRESS, published=date(2020, 6, 10))

    (message,) = render(outcome(Reply(code=ReplyCode.ABOUT_CORPUS, entries=(article,))))

    assert message == rf"• **[A \[long\] pause](<{ADDRESS}>)** — 10 June 2020"
