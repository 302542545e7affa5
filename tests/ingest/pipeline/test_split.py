from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Passage
from corpus.language.tokens import count_tokens
from ingest.pipeline.split import LONGEST_WORD, split

_SENTENCE = "The council of the town met on Monday and spoke of the bridge."
_TOKENS = count_tokens(_SENTENCE)


def _article(text: str, language: str = "en") -> Article:
    return Article(
        id="a1",
        origin="/a.txt",
        address="/a.txt",
        title="The bridge",
        text=text,
        author=None,
        published=None,
        language=language,
        source="notes",
        content_hash="h",
    )


def _texts(text: str, max_tokens: int, language: str = "en") -> list[str]:
    return [passage.text for passage in split(_article(text, language), max_tokens)]


def _sentences(passage: Passage) -> list[str]:
    return [passage.sentence(index) for index in range(len(passage.sentences))]


def test_an_article_without_words_has_no_passages() -> None:
    assert split(_article(""), 100) == []
    assert split(_article(" \n\n "), 100) == []


def test_passages_are_numbered_and_belong_to_their_article() -> None:
    passages = split(_article("\n\n".join([_SENTENCE] * 3)), _TOKENS + 1)
    assert [passage.ordinal for passage in passages] == [0, 1, 2]
    assert {passage.article_id for passage in passages} == {"a1"}
    assert len({passage.id for passage in passages}) == 3


def test_a_paragraph_of_a_third_of_a_passage_stands_by_itself() -> None:
    paragraphs = [f"{_SENTENCE} {_SENTENCE}", f"{_SENTENCE} {_SENTENCE} {_SENTENCE}"]
    assert _texts("\n\n".join(paragraphs), 6 * _TOKENS) == paragraphs
    assert _texts("\n".join(paragraphs), 6 * _TOKENS) == paragraphs


def test_a_paragraph_too_long_is_split_between_sentences() -> None:
    passages = split(_article(" ".join([_SENTENCE] * 5)), 2 * _TOKENS + 1)
    assert [_sentences(passage) for passage in passages] == [[_SENTENCE] * 2, [_SENTENCE] * 2, [_SENTENCE]]


def test_items_of_a_list_are_joined() -> None:
    items = "bread\nmilk\ntwo kinds of cheese"
    assert _texts(items, 100) == [items]


def test_many_short_lines_fill_passages_up_to_the_limit() -> None:
    texts = _texts("\n".join(["A short line."] * 50), 30)
    assert all(20 <= count_tokens(text) <= 30 for text in texts[:-1])


def test_a_heading_goes_with_the_paragraph_after_it() -> None:
    before, after = " ".join([_SENTENCE] * 3), " ".join([_SENTENCE] * 4)
    assert _texts(f"{before}\n\nA heading\n\n{after}", 6 * _TOKENS) == [before, f"A heading\n\n{after}"]


def test_a_heading_goes_with_the_first_part_of_a_paragraph_too_long_for_one_passage() -> None:
    texts = _texts("A heading\n\n" + " ".join([_SENTENCE] * 9), 4 * _TOKENS)
    assert texts[0] == "A heading\n\n" + " ".join([_SENTENCE] * 3)


def test_a_last_short_line_goes_with_the_paragraph_before_it() -> None:
    text = " ".join([_SENTENCE] * 4) + "\n\nThe editors"
    assert _texts(text, 6 * _TOKENS) == [text]


def test_a_short_line_between_full_passages_stands_alone() -> None:
    full = " ".join([_SENTENCE] * 4)
    assert _texts(f"{full}\n\nA line\n\n{full}", 4 * _TOKENS + 1) == [full, "A line", full]


def test_a_sentence_too_long_is_cut_at_its_clauses_and_never_in_a_word() -> None:
    clauses = ["the mayor spoke of the bridge", "the council of the roads", "the people of the weather"] * 4
    text = "; ".join(clauses) + "."
    passages = split(_article(text), 20)
    pieces = [piece for passage in passages for piece in _sentences(passage)]
    assert len(passages) > 3
    assert " ".join(pieces) == text
    assert all(piece.endswith((";", ".")) for piece in pieces)


def test_a_sentence_without_clauses_is_cut_between_words() -> None:
    text = "word " * 99 + "word"
    texts = _texts(text, 10)
    assert " ".join(texts) == text
    assert all(count_tokens(piece) == 10 for piece in texts)


def test_a_no_break_space_is_broken_only_where_nothing_else_is() -> None:
    assert all(not text.endswith("12") for text in _texts("12\u00a0km et " * 40, 8, "fr"))
    assert len(_texts("12\u00a0" * 40, 8, "fr")) > 3


def test_a_word_longer_than_a_passage_stays_whole() -> None:
    address = "https://example.org/" + "a1b2c3/" * 100
    assert address in _texts(f"See {address} for more of this.", 20)


def test_a_word_past_the_cap_is_cut() -> None:
    texts = _texts("x7" * LONGEST_WORD, 20)
    assert [len(text) for text in texts] == [LONGEST_WORD, LONGEST_WORD]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "この町の橋についての長い話は終わることなく続いていき"),
        ("zh", "关于这座桥的漫长故事一直没有结束人们继续谈论着它"),
        ("th", "เรื่องราวอันยาวนานของสะพานในเมืองนี้ยังคงดำเนินต่อไปไม่มีที่สิ้นสุด"),
    ],
)
def test_a_script_without_spaces_is_cut_between_characters_but_never_before_a_mark(language: str, text: str) -> None:
    texts = _texts(text * 5, 20, language)
    assert "".join(texts) == text * 5
    assert all(count_tokens(piece) <= 20 for piece in texts)
    assert all(piece[0].isalnum() for piece in texts)


def test_a_period_after_a_letter_and_a_no_break_space_does_no_harm() -> None:
    assert _texts("Le plan B\u00a0... est prêt. Vive le plan\u202fC\u202f.", 100, "fr") == [
        "Le plan B\u00a0... est prêt. Vive le plan\u202fC\u202f."
    ]


def test_an_edit_changes_the_passage_it_is_in_and_no_other() -> None:
    paragraphs = [f"{_SENTENCE} It was day {day}." for day in range(5)]
    before = split(_article("\n\n".join(paragraphs)), _TOKENS + 10)
    paragraphs[2] += " Again."
    after = split(_article("\n\n".join(paragraphs)), _TOKENS + 10)
    assert [a.id == b.id for a, b in zip(before, after, strict=True)] == [True, True, False, True, True]


_MARKS = [
    "€",
    "«",
    "»",
    "!",
    ".",
    "…",
    "; ",
    ",",
    "\n",
    "\n\n",
    "\u00a0",
    "\u202f",
    "\t",
    "\r",
    "\u2028",
    "\x85",
    "\u200b",
    "\x1c",
]
_LETTERS = [
    "le",
    "pont",
    "A.",
    "M.",
    "12",
    "これは",
    "日本語。",
    "ภาษาไทย",
    "ที่",
    "😀",
    "👩\u200d👧",
    "e\u0301",
    "x" * 60,
    "ё",
]
_WORDS = st.sampled_from([*_MARKS, *_LETTERS])
_TEXTS = st.one_of(st.text(), st.lists(_WORDS).map("".join), st.lists(_WORDS).map(" ".join))


@settings(max_examples=400, deadline=None)
@given(text=_TEXTS, max_tokens=st.integers(1, 40), language=st.sampled_from(["fr", "en", "ja", "th", "ar"]))
@example(text="B\u00a0.", max_tokens=10, language="fr")
@example(text="a \r…", max_tokens=2, language="fr")
def test_whatever_the_text_its_words_lie_in_exactly_one_passage(text: str, max_tokens: int, language: str) -> None:
    end = 0
    for passage in split(_article(text, language), max_tokens):
        assert passage.text == text[passage.start : passage.end]
        assert not text[end : passage.start].strip()
        end = passage.end
        if count_tokens(passage.text) > max_tokens:
            assert len(passage.sentences) <= 1
            assert len(passage.text) <= LONGEST_WORD
            assert len(passage.text.split()) == 1
    assert not text[end:].strip()


@settings(max_examples=400, deadline=None)
@given(text=_TEXTS, max_tokens=st.integers(1, 40))
def test_whatever_the_text_sentences_lie_in_order_within_their_passage(text: str, max_tokens: int) -> None:
    for passage in split(_article(text, "fr"), max_tokens):
        end = passage.start
        for span in passage.sentences:
            assert end <= span.start < span.end <= passage.end
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            end = span.end
