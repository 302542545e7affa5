"""Reading evaluation sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.evaluation.data import find_sets, read_set
from corpus.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


from tests.support.evaluation_sets import ARTICLES, QUERIES, write_set


def test_a_set_is_its_articles_and_its_answerable_questions(tmp_path: Path) -> None:
    data = read_set(write_set(tmp_path / "made"))

    assert data.name == "made"
    assert [article.origin for article in data.articles] == ["port", "pain", "phare"]
    assert [(q.question, q.pair, set(q.relevant)) for q in data.queries] == [
        ("When does the ferry leave?", "en on en", {"port"}),
        ("Combien de temps la pâte lève-t-elle ?", "fr on fr", {"pain"}),
        ("When was the lighthouse lit?", "en on fr", {"phare"}),
    ]


def test_a_question_answered_in_two_languages_says_both(tmp_path: Path) -> None:
    asked = {"question": "Who?", "lang": "es", "relevant_ids": ["pain", "port"]}

    assert read_set(write_set(tmp_path, queries=[asked])).queries[0].pair == "es on en+fr"


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    article = {**ARTICLES[0], "text": "One line.\u2028The same line of the file.\x85And again."}

    data = read_set(write_set(tmp_path, [article], QUERIES[:1]))

    assert data.articles[0].text == article["text"]


def test_the_digest_names_the_articles_and_not_the_questions(tmp_path: Path) -> None:
    first = read_set(write_set(tmp_path / "a")).digest

    assert read_set(write_set(tmp_path / "b", queries=QUERIES[:1])).digest == first
    assert read_set(write_set(tmp_path / "c", [*ARTICLES[:2], {**ARTICLES[2], "text": "New."}])).digest != first


@pytest.mark.parametrize(
    ("articles", "queries", "said"),
    [
        (ARTICLES, [], r"queries\.jsonl has no answerable question"),
        (ARTICLES, QUERIES[3:], r"queries\.jsonl has no answerable question"),
        ([*ARTICLES, ARTICLES[0]], QUERIES, r"Line 4 of .*corpus\.jsonl has the id 'port' of an earlier line"),
        (ARTICLES, [*QUERIES, QUERIES[1]], r"Line 5 of .*queries\.jsonl has the id '2' of an earlier line"),
        (ARTICLES[1:], QUERIES, r"Line 1 of .*queries\.jsonl names the article 'port', which corpus\.jsonl"),
        (ARTICLES, [{**QUERIES[0], "relevant_ids": []}], r"Line 1 of .* has no ids under 'relevant_ids': list"),
        (ARTICLES, [{**QUERIES[0], "relevant_ids": "port"}], r"no ids under 'relevant_ids'"),
        (ARTICLES, [{**QUERIES[0], "question": None}], r"Line 1 of .* has no text under 'question'"),
        ([{**ARTICLES[0], "title": ["Sète"]}], QUERIES, r"Line 1 of .*corpus\.jsonl has no text under 'title'"),
        ([{"id": "port"}], QUERIES, r"has no text under 'title': docs/answering.md"),
        (["port"], QUERIES, r"Line 1 of .*corpus\.jsonl isn't a JSON object"),
    ],
)
def test_a_set_that_is_not_one_is_refused_with_the_line_and_what_to_do(
    tmp_path: Path, articles: list[Any], queries: list[Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        read_set(write_set(tmp_path, articles, queries))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"id": "a"\n', r"Line 1 of .*queries\.jsonl isn't JSON: mend it"),
        (b"[" * 100_000, r"Line 1 of .*queries\.jsonl isn't JSON: mend it"),
        (b'{"id": "\xe9"}\n', r"queries\.jsonl isn't UTF-8"),
        (None, r"queries\.jsonl can't be read: an evaluation set has corpus\.jsonl and"),
    ],
)
def test_a_file_that_is_damaged_or_gone_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = write_set(tmp_path) / "queries.jsonl"
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(UsageError, match=said):
        read_set(tmp_path)


def test_sets_are_found_where_they_are_and_one_level_down(tmp_path: Path) -> None:
    first, second = write_set(tmp_path / "sets" / "a"), write_set(tmp_path / "sets" / "b")
    (tmp_path / "sets" / "notes").mkdir()
    (tmp_path / "sets" / "README.md").write_text("Sets.")

    assert find_sets([tmp_path / "sets"]) == [first, second]
    assert find_sets([second, tmp_path / "sets"]) == [second, first]
    for nothing in (tmp_path, tmp_path / "nowhere", tmp_path / "sets" / "README.md"):
        with pytest.raises(UsageError, match=r"holds no evaluation set: name a folder with corpus\.jsonl"):
            find_sets([nothing])
