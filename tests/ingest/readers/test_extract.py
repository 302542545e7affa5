"""Articles from plain text and Markdown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.article import article_id
from corpus.errors import ArticleError
from ingest.readers.extract import extract
from ingest.sources.file import read_file
from tests.support.extracting import from_html, from_markdown, from_plain

_SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

# Plain text


def test_the_first_line_of_plain_text_is_the_title() -> None:
    article = from_plain("\n\n  The   bridge \n\nIt is closed.\nNobody knows why.\n\n\n\nThe mayor does.\n")
    assert article.title == "The bridge"
    assert article.text == "It is closed.\nNobody knows why.\n\nThe mayor does."


def test_a_file_of_one_line_is_text_and_named_after_its_file() -> None:
    article = from_plain("\nThe bridge is closed.\n")
    assert (article.title, article.text) == ("bridge", "The bridge is closed.")


def test_a_first_line_too_long_for_a_title_is_no_title() -> None:
    paragraph = "The bridge is closed. " * 20
    article = from_plain(f"{paragraph}\nThe end.")
    assert article.title == "bridge"
    assert article.text == f"{paragraph.strip()}\nThe end."


def test_an_article_knows_where_it_comes_from() -> None:
    article = from_plain("The bridge\nIt is closed.")
    assert article.id == article_id("/notes/bridge.txt")
    assert article.origin == article.address == "/notes/bridge.txt"
    assert (article.source, article.content_hash) == ("notes", "hash")
    assert (article.author, article.published) == (None, None)


def test_trailing_ping_lines_are_no_part_of_the_article() -> None:
    notices = "\nPing : Another post | A blog\n\n  PINGBACK: And one more\nTrackback\u00a0: The last\n"
    assert from_plain(f"The bridge\nIt is closed.\n\n{notices}").text == "It is closed."
    assert from_markdown(f"# The bridge\n\nIt is closed.\n\n{notices}").text == "It is closed."
    page = "<html><body><article><p>It is closed.</p><p>Ping : Another post</p></article></body></html>"
    assert from_html(page).text == "It is closed."


def test_ping_lines_in_mid_article_stay() -> None:
    text = "Ping : a command and what it does.\nIt asks whether a machine is there."
    assert from_plain(f"Networks\n{text}").text == text


def test_a_last_line_about_pings_stays() -> None:
    assert from_plain("Networks\nThey work.\nPinging: a way of life.").text.endswith("a way of life.")


def test_a_text_of_link_notices_alone_is_no_article() -> None:
    with pytest.raises(ArticleError, match="holds no text"):
        from_plain("Ping : one\nPing : two\n")


@pytest.mark.skipif(not _SEEDS.is_dir(), reason="the real article is not part of the project")
def test_a_real_article_loses_its_link_notices_only() -> None:
    path = next(_SEEDS.glob("*.txt"))
    lines = path.read_text(encoding="utf-8").splitlines()
    article = extract(read_file(path, 10**6), "seeds", "hash")
    assert article.title == lines[0]
    assert article.text.split("\n") == [line for line in lines[1:] if not line.startswith("Ping :")]
    assert article.language == "fr"


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("2020-06-30-bridge", date(2020, 6, 30)),
        ("2020-06-30", date(2020, 6, 30)),
        ("2020-02-30-bridge", None),
        ("2020-06-301", None),
        ("bridge-2020-06-30", None),
    ],
)
def test_the_name_of_a_file_gives_the_date_that_nothing_else_does(name: str, published: date | None) -> None:
    assert from_plain("The bridge\nIt is closed.", f"/notes/{name}.txt").published == published
    assert from_markdown("It is closed.", f"/notes/{name}.md").published == published
    assert from_html("<html><body><p>It is closed.</p></body></html>", f"/notes/{name}.html").published == published
    assert from_markdown("---\ndate: 2019-01-02\n---\nIt.", f"/notes/{name}.md").published == date(2019, 1, 2)


def test_a_title_is_capped_and_loses_what_would_upset_a_display() -> None:
    title = "a\u202eb\u200b c\t d " + "x" * 400
    article = from_markdown(f"---\ntitle: '{title}'\n---\nIt is closed.")
    assert article.title.startswith("ab c d xxx")
    assert len(article.title) == 300


def test_no_break_spaces_and_the_composition_of_accents_stay_as_they_are() -> None:
    text = "« Fermé\u00a0!\u00a0» dit-il, e\u0301tonné\u202f; ﬁn."
    assert from_plain(f"Le pont\n{text}").text == text
    assert from_markdown(text).text == text


def test_the_language_is_told_from_the_text() -> None:
    assert from_plain("Le pont\nLe pont est fermé depuis lundi et personne ne sait pourquoi.").language == "fr"
    assert from_plain("The bridge\nThe bridge has been closed since Monday and nobody knows why.").language == "en"


# Markdown


def test_front_matter_says_who_when_and_where_in_any_case_of_letters() -> None:
    article = from_markdown(
        "---\nTitle: 'The bridge: a story'\nAUTHOR: Ann Lee\nDate: 2020-06-30 10:00:00 +0200\nLang: en-GB\n"
        "URL: https://example.org/bridge\ntags: [a, b]\n---\n\nIt is closed.\n"
    )
    assert article.title == "The bridge: a story"
    assert article.author == "Ann Lee"
    assert article.published == date(2020, 6, 30)
    assert article.language == "en"
    assert article.address == "https://example.org/bridge"
    assert article.origin == "/notes/bridge.md"
    assert article.text == "It is closed."


@pytest.mark.parametrize("key", ["date", "published", "pubdate"])
@pytest.mark.parametrize("value", ["2020-06-30", '"2020-06-30"', "2020-06-30T10:00:00Z", "2020-6-30"])
def test_a_date_may_stand_under_several_keys_in_several_forms(key: str, value: str) -> None:
    assert from_markdown(f"---\n{key}: {value}\n---\nIt.").published == date(2020, 6, 30)


@pytest.mark.parametrize(
    "value", ["2020-02-30", "soon", "03/04/2020", "[2020-06-30]", "20", "1970-01-01", "0001-01-01"]
)
def test_a_date_in_front_matter_that_can_not_be_read_costs_the_date_and_not_the_article(value: str) -> None:
    article = from_markdown(f"---\npublished: {value}\n---\nIt is closed.")
    assert (article.published, article.text) == (None, "It is closed.")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [("[Ann Lee, Bo Chen]", "Ann Lee, Bo Chen"), ("{name: Ann Lee}", "Ann Lee"), ("", None), ("~", None), ("[]", None)],
)
def test_authors_may_be_a_list(authors: str, expected: str | None) -> None:
    assert from_markdown(f"---\nauthors: {authors}\n---\nIt is closed.").author == expected


def test_values_of_front_matter_are_read_as_they_are_written() -> None:
    article = from_markdown("---\ntitle: No\nlanguage: no\n---\nBroen er stengt.")
    assert (article.title, article.language) == ("No", "no")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\nb: [1\n---\nIt.", 3),
        ("\n\n---\ntitle: 'a\nc: d\n---\nIt.", 4),
        ("---\ntitle: a\n  b: c: d\n---\nIt.", 3),
        ("---\n" + "- " * 3000 + "\n---\nIt.", 1),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ArticleError, match=rf"front matter of bridge\.md is no valid YAML at line {line}:"):
        from_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nIt is closed.\n\n---\n\nIt is open.",
        "It is closed.\n\n---\n\nIt is open.\n\n---",
        "---\n\nIt is closed.",
    ],
)
def test_rules_are_no_front_matter(text: str) -> None:
    assert from_markdown(text).text.startswith("It is closed.")


def test_a_text_that_begins_with_a_brace_is_text() -> None:
    assert from_markdown("{\nIt is closed.\n}\n\nAnd open.").text == "{ It is closed. }\n\nAnd open."


def test_the_first_heading_is_the_title_and_no_part_of_the_text() -> None:
    article = from_markdown("Before.\n\n# The *bridge*\n\nIt is closed.\n\n# Another\n\nAnd open.")
    assert article.title == "The bridge"
    assert article.text == "Before.\n\nIt is closed.\n\nAnother\n\nAnd open."


def test_a_heading_that_repeats_the_title_is_dropped() -> None:
    assert from_markdown("---\ntitle: The bridge\n---\n\n# The Bridge\n\nIt is closed.").text == "It is closed."


def test_without_a_title_an_article_is_named_after_its_file() -> None:
    assert from_markdown("## Part one\n\nIt is closed.").title == "bridge"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("It is *closed*, **very _much_** `so  now` and ~~open~~.", "It is closed, very much so now and open."),
        ("See [the *plan*](http://a.org 'x') and ![a picture](b.png) [this][1].\n\n[1]: c", "See the plan and this."),
        ("A line\nthat was wrapped.", "A line that was wrapped."),
        ("A line  \nthat was broken<br>twice.", "A line\nthat was broken\ntwice."),
        ("Part\n----\n\nIt is closed.", "Part\n\nIt is closed."),
        ("- one\n- two\n  - three\n\nFour.", "one\ntwo\nthree\n\nFour."),
        ("1. one\n\n   more\n2. two", "one\nmore\ntwo"),
        ("> A quote.\n>\n> > Another.", "A quote.\n\nAnother."),
        ("```sh\nls  -l\n\n# x\n```\nDone.", "ls  -l\n\n# x\n\nDone."),
        ("| A | B |\n|---|:-:|\n| 1 | *2* |\n\nDone.", "A | B\n1 | 2\n\nDone."),
        ("It<!-- not --> is <b>closed</b>.\n\n<!-- a\n\nb -->\n\nDone.", "It is closed.\n\nDone."),
        ("<div>It <i>is</i><br>so.<script>no()</script></div>\n\nDone.", "It is\nso.\n\nDone."),
        ("Fish &amp; chips \\*here\\* <http://a.org>", "Fish & chips *here* http://a.org"),
        ("One.\n\n***\n\nTwo.", "One.\n\nTwo."),
        ("“Quotes” -- and 'these'...", "“Quotes” -- and 'these'..."),
    ],
)
def test_markdown_is_read_as_people_see_it(markdown: str, text: str) -> None:
    assert from_markdown(f"Start.\n\n{markdown}").text == f"Start.\n\n{text}"
