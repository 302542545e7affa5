"""Replies with words of others in every place that has any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answering.answer import Outcome, Question, Timings
from bot.answering.reply import (
    Citation,
    Heading,
    HeadingCode,
    Note,
    NoteCode,
    Reply,
    ReplyCode,
    Section,
    Sentence,
)
from corpus.article import Article, Filters, Place
from tests.support.samples import make_article

FORMS = {
    "a cursor that goes up": "\x1b[2A\x1b[2KThe harbour was given away",
    "a window's title": "\x1b]0;owned\x07 words",
    "a link to elsewhere": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "eight-bit codes": "\x9b31mred\x9b0m \x9d0;owned\x9c",
    "a line over another": "true\rfalse\x08\x08\x08\x08\x08lies\x7f",
    "null bytes": "a\x00b",
    "an override": "\u202eskoob eht koob\u202c",
    "an isolate that stays open": "\u2067\u2066 left open",
    "a forged footnote": "Yes.\n[9] The true title — press — 2020-06-12\n    https://evil.example/",
    "markup of the terminal": "[bold red]loud[/] [link=https://evil.example]here[/link] [/nothing]",
    "a Markdown link": "[here](https://evil.example) ![seen](https://evil.example/x.png) <https://evil.example>",
    "a Markdown link by its name": "[here]\n\n[here]: https://evil.example 'x'",
    "a Markdown footnote": "[^1] [^9]\n\n[^1]: “forged” — [there](https://evil.example)",
    "Markdown's blocks": "\n# Loud\n> said\n- one\n1. two\n\n---\n\n```\ncode\n```\n| a | b |\n|---|---|\n| 1 | 2 |",
    "a heading by the line below": "words\n===\nmore\n---",
    "pages": "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- gone --> &lt;b&gt; &#60;",
    "TeX": r"\input{/etc/passwd} } , url = {https://evil.example} $x$ %",
    "three hundred stars": "*" * 300,
    "three hundred brackets": "[" * 150 + "](" * 75,
    "three hundred fences": "`~|" * 100,
    "backslashes": "\\" * 31 + "*a*" + "\\",
}
"""What words of others try, by what it is."""


def hostile_reply(words: str) -> Outcome:
    """Return an answer with the words in each heading, sentence, list, footnote, entry, note and suggestion."""
    before, quote = "Before. ", f"So it is: {words}"
    article = _article(words, f"{before}{quote} After.")
    citations = tuple(
        Citation(
            number=number, article=one, passage_id="p", quote=quote, start=len(before), end=len(before) + len(quote)
        )
        for number, one in enumerate((article, replace(article, id="other", address=f"/a/{words}")), 1)
    )
    said = Sentence(text=f"We read {words}", citations=(1, 2), quoted=False, day=date(2020, 6, 12))
    sections = (
        Section(sentences=(said,), heading=Heading(code=HeadingCode.ARTICLE, words=words, day=date(2020, 6, 12))),
        Section(sentences=(said, Sentence(text=quote, citations=(1,))), is_list=True, more=2),
    )
    reply = Reply(
        code=ReplyCode.IN_PART,
        notes=(Note(code=NoteCode.UNDERSTOOD, words=(words,)),),
        sections=sections,
        citations=citations,
        missing=(Note(code=NoteCode.PART_UNKNOWN, words=(words,)),),
        entries=(article,),
        more=3,
        suggestions=(Note(code=NoteCode.ASK_ABOUT, words=(words,)),),
    )
    return _outcome(words, reply)


def hostile_refusal(words: str) -> Outcome:
    """Return a refusal with the words in what was asked, in what is missing and in what is nearest."""
    answered = hostile_reply(words).reply
    missing = (Note(code=NoteCode.PASSAGES_LACK, words=(words, words)),)
    reply = Reply(code=ReplyCode.NOT_HERE, notes=answered.notes, missing=missing, nearest=answered.citations)
    return _outcome(words, reply)


def _article(words: str, text: str) -> Article:
    article, _ = make_article(words, text, origin=f"https://example.org/{words}", published=date(2020, 6, 12))
    return replace(article, author=words, site=words, source=words, places=(Place(start=0, label=words),))


def _outcome(words: str, reply: Reply) -> Outcome:
    question = Question(text=words, asked=words, language="en", filters=Filters())
    return Outcome(question=question, reply=reply, model="none", timings=Timings(retrieve=0, first_token=None, total=0))
