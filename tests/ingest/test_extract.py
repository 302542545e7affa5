from __future__ import annotations

import socket
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.article import Article, article_id
from corpus.errors import ArticleError
from ingest.extract import extract
from ingest.fetch import Page, read_file

if TYPE_CHECKING:
    from ingest.sources import Kind

_SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def _page(text: str | bytes, kind: Kind, origin: str) -> Page:
    return Page(origin=origin, content=text.encode() if isinstance(text, str) else text, kind=kind)


def _plain(text: str | bytes, origin: str = "/notes/bridge.txt") -> Article:
    return extract(_page(text, "text", origin), "notes", "hash")


def _markdown(text: str | bytes, origin: str = "/notes/bridge.md") -> Article:
    return extract(_page(text, "markdown", origin), "notes", "hash")


def _html(text: str | bytes, origin: str = "/notes/bridge.html") -> Article:
    return extract(_page(text, "html", origin), "notes", "hash")


# Plain text


def test_the_first_line_of_plain_text_is_the_title() -> None:
    article = _plain("\n\n  The   bridge \n\nIt is closed.\nNobody knows why.\n\n\n\nThe mayor does.\n")
    assert article.title == "The bridge"
    assert article.text == "It is closed.\nNobody knows why.\n\nThe mayor does."


def test_a_file_of_one_line_is_text_and_named_after_its_file() -> None:
    article = _plain("\nThe bridge is closed.\n")
    assert (article.title, article.text) == ("bridge", "The bridge is closed.")


def test_a_first_line_too_long_for_a_title_is_no_title() -> None:
    paragraph = "The bridge is closed. " * 20
    article = _plain(f"{paragraph}\nThe end.")
    assert article.title == "bridge"
    assert article.text == f"{paragraph.strip()}\nThe end."


def test_an_article_knows_where_it_comes_from() -> None:
    article = _plain("The bridge\nIt is closed.")
    assert article.id == article_id("/notes/bridge.txt")
    assert article.origin == article.address == "/notes/bridge.txt"
    assert (article.source, article.content_hash) == ("notes", "hash")
    assert (article.author, article.published) == (None, None)


def test_trailing_ping_lines_are_no_part_of_the_article() -> None:
    notices = "\nPing : Another post | A blog\n\n  PINGBACK: And one more\nTrackback\u00a0: The last\n"
    assert _plain(f"The bridge\nIt is closed.\n\n{notices}").text == "It is closed."
    assert _markdown(f"# The bridge\n\nIt is closed.\n\n{notices}").text == "It is closed."
    page = "<html><body><article><p>It is closed.</p><p>Ping : Another post</p></article></body></html>"
    assert _html(page).text == "It is closed."


def test_ping_lines_in_mid_article_stay() -> None:
    text = "Ping : a command and what it does.\nIt asks whether a machine is there."
    assert _plain(f"Networks\n{text}").text == text


def test_a_last_line_about_pings_stays() -> None:
    assert _plain("Networks\nThey work.\nPinging: a way of life.").text.endswith("a way of life.")


def test_a_text_of_link_notices_alone_is_no_article() -> None:
    with pytest.raises(ArticleError, match="holds no text"):
        _plain("Ping : one\nPing : two\n")


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
    assert _plain("The bridge\nIt is closed.", f"/notes/{name}.txt").published == published
    assert _markdown("It is closed.", f"/notes/{name}.md").published == published
    assert _html("<html><body><p>It is closed.</p></body></html>", f"/notes/{name}.html").published == published
    assert _markdown("---\ndate: 2019-01-02\n---\nIt.", f"/notes/{name}.md").published == date(2019, 1, 2)


def test_a_title_is_capped_and_loses_what_would_upset_a_display() -> None:
    title = "a\u202eb\u200b c\t d " + "x" * 400
    article = _markdown(f"---\ntitle: '{title}'\n---\nIt is closed.")
    assert article.title.startswith("ab c d xxx")
    assert len(article.title) == 300


def test_no_break_spaces_and_the_composition_of_accents_stay_as_they_are() -> None:
    text = "« Fermé\u00a0!\u00a0» dit-il, e\u0301tonné\u202f; ﬁn."
    assert _plain(f"Le pont\n{text}").text == text
    assert _markdown(text).text == text


def test_the_language_is_told_from_the_text() -> None:
    assert _plain("Le pont\nLe pont est fermé depuis lundi et personne ne sait pourquoi.").language == "fr"
    assert _plain("The bridge\nThe bridge has been closed since Monday and nobody knows why.").language == "en"


# Markdown


def test_front_matter_says_who_when_and_where_in_any_case_of_letters() -> None:
    article = _markdown(
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
    assert _markdown(f"---\n{key}: {value}\n---\nIt.").published == date(2020, 6, 30)


@pytest.mark.parametrize("value", ["2020-02-30", "soon", "30/06/2020", "[2020-06-30]", "20"])
def test_a_wrong_date_in_front_matter_is_refused_with_its_key(value: str) -> None:
    with pytest.raises(ArticleError, match=r"`published` in the front matter of bridge\.md is no date"):
        _markdown(f"---\npublished: {value}\n---\nIt is closed.")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [("[Ann Lee, Bo Chen]", "Ann Lee, Bo Chen"), ("{name: Ann Lee}", "Ann Lee"), ("", None), ("~", None), ("[]", None)],
)
def test_authors_may_be_a_list(authors: str, expected: str | None) -> None:
    assert _markdown(f"---\nauthors: {authors}\n---\nIt is closed.").author == expected


def test_values_of_front_matter_are_read_as_they_are_written() -> None:
    article = _markdown("---\ntitle: No\nlanguage: no\n---\nBroen er stengt.")
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
        _markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nIt is closed.\n\n---\n\nIt is open.",
        "It is closed.\n\n---\n\nIt is open.\n\n---",
        "---\n\nIt is closed.",
    ],
)
def test_rules_are_no_front_matter(text: str) -> None:
    assert _markdown(text).text.startswith("It is closed.")


def test_a_text_that_begins_with_a_brace_is_text() -> None:
    assert _markdown("{\nIt is closed.\n}\n\nAnd open.").text == "{ It is closed. }\n\nAnd open."


def test_the_first_heading_is_the_title_and_no_part_of_the_text() -> None:
    article = _markdown("Before.\n\n# The *bridge*\n\nIt is closed.\n\n# Another\n\nAnd open.")
    assert article.title == "The bridge"
    assert article.text == "Before.\n\nIt is closed.\n\nAnother\n\nAnd open."


def test_a_heading_that_repeats_the_title_is_dropped() -> None:
    assert _markdown("---\ntitle: The bridge\n---\n\n# The Bridge\n\nIt is closed.").text == "It is closed."


def test_without_a_title_an_article_is_named_after_its_file() -> None:
    assert _markdown("## Part one\n\nIt is closed.").title == "bridge"


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
    assert _markdown(f"Start.\n\n{markdown}").text == f"Start.\n\n{text}"


# HTML

_PARAGRAPHS = "<p>The bridge is <b>closed</b> and will <a href='/x'>stay so</a>.</p><p>Nobody knows why it is.</p>"


def _html_page(*, head: str = "", before: str = "", body: str = _PARAGRAPHS, after: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="en-GB"><head><title>The bridge</title>{head}</head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>{before}
        <article><h1>The bridge</h1>{body}</article>{after}
        <footer>Copyright 2019 The Paper <a href="/contact">Contact</a></footer></body></html>"""


def test_the_main_text_of_a_page_is_found() -> None:
    article = _html(_html_page(after="<section id='comments'><p>A comment that somebody left here.</p></section>"))
    assert article.title == "The bridge"
    assert article.text == "The bridge is closed and will stay so.\nNobody knows why it is."
    assert article.language == "en"


def test_lists_and_tables_of_a_page_are_read_as_in_markdown() -> None:
    body = (
        _PARAGRAPHS
        + "<ul><li>one</li><li>two</li></ul><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2|3</td></tr></table>"
    )
    assert _html(_html_page(body=body)).text.endswith("it is.\none\ntwo\nA | B\n1 | 2|3")


def test_a_banner_that_asks_for_consent_is_no_article() -> None:
    banner = (
        "<div class='cookie-banner'><p>We use cookies to make this page better. Do you agree to all of them?</p></div>"
    )
    assert "cookies" not in _html(_html_page(before=banner)).text
    with pytest.raises(ArticleError, match="No main text"):
        _html(f"<html><head><title>T</title></head><body>{banner}</body></html>")


def test_a_page_of_links_has_no_main_text() -> None:
    with pytest.raises(ArticleError, match=r"No main text is found in bridge\.html"):
        _html(_html_page(body="").replace("<h1>The bridge</h1>", ""))


def test_a_fragment_of_a_page_is_read() -> None:
    assert _html("<p>The bridge is closed.</p>").text == "The bridge is closed."


def test_a_page_says_who_wrote_it_and_where_it_is_found() -> None:
    head = (
        '<meta name="author" content="Ann Lee"><base href="https://cdn.example.org/">'
        '<link rel="canonical" href="https://example.org/bridge">'
    )
    article = _html(_html_page(head=head))
    assert (article.author, article.address) == ("Ann Lee", "https://example.org/bridge")
    og = '<link rel="canonical" href="/bridge"><meta property="og:url" content="https://example.org/b">'
    assert _html(_html_page(head=og)).address == "https://example.org/b"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/a", "/a", "https://a b", ""])
def test_an_address_that_is_no_web_address_is_not_taken(url: str) -> None:
    assert _html(_html_page(head=f'<link rel="canonical" href="{url}">')).address == "/notes/bridge.html"
    assert _markdown(f"---\nurl: '{url}'\n---\nIt is closed.").address == "/notes/bridge.md"


_MODIFIED = '<meta property="article:modified_time" content="2021-01-01">'
_JSON_LD = '<script type="application/ld+json">{"dateModified": "2021-01-01T00:00:00Z"}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2020-06-30T23:30:00-07:00">', ""),
        (_MODIFIED + '<meta property="article:published_time" content="2020-06-30">', ""),
        ('<meta name="date" content="30 June 2020">', ""),
        ('<meta itemprop="datePublished" content="2020-06-30">', ""),
        (_JSON_LD.replace("}", ', "datePublished": "2020-06-30T08:00:00Z"}'), ""),
        ('<link rel="canonical" href="https://example.org/2020/06/30/bridge">', ""),
        ("", '<time datetime="2020-06-30T08:00">Tuesday</time>'),
        ("", '<p class="byline">By Ann Lee, <time datetime="2020-06-30">Tuesday</time></p>'),
        ("", '<span class="published">Publié le 30 juin 2020 à 8h</span>'),
    ],
)
def test_the_day_of_publication_is_found(head: str, body: str) -> None:
    assert _html(_html_page(head=head, body=body + _PARAGRAPHS)).published == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", ""),
        (_MODIFIED, ""),
        (_JSON_LD, ""),
        ('<meta property="article:published_time" content="2020-02-30">', ""),
        ('<meta property="article:published_time" content="2020-06">', ""),
        ('<meta name="publisher" content="2020-06-30">', ""),
        ("", "<p>The treaty of 2018-03-04 was signed on June 5, 2019.</p>"),
        ("", '<p class="updated">Updated <time class="updated" datetime="2021-01-01">then</time></p>'),
        ("", f'<p>{"All the words of a long paragraph, " * 3}<time datetime="1969-07-20">that day</time></p>'),
        ("", '<img src="/uploads/2018/05/06/bridge.jpg" alt="">'),
    ],
)
def test_no_other_day_is_taken_for_that_of_publication(head: str, body: str) -> None:
    assert _html(_html_page(head=head, body=body + _PARAGRAPHS)).published is None


def test_a_page_is_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    head = (
        '<link rel="canonical" href="https://example.org/b"><meta http-equiv="refresh" content="0;url=https://a.org">'
    )
    assert _html(_html_page(head=head, body=_PARAGRAPHS + '<img src="https://example.org/a.png">')).text


# Encodings and what is no text

_FRENCH = "Le pont\nLe maire a détecté “une faille” dans l’œuvre : ça coûte 12 € à la région, où Noël s’achève…"
_OLD_FRENCH = "Le pont\nLe maire a détecté une faille : ça coûte cher à la région, où Noël s'achève. Déjà l'été."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_french_typography_comes_out_right(encoding: str) -> None:
    assert f"Le pont\n{_plain(_FRENCH.encode(encoding)).text}" == _FRENCH


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "iso8859-15", "mac-roman", "cp850"])
def test_old_encodings_come_out_right(encoding: str) -> None:
    assert f"Le pont\n{_plain(_OLD_FRENCH.encode(encoding)).text}" == _OLD_FRENCH


@pytest.mark.parametrize("text", ["détecté", "café", "Ça va ?", "Prix : 5 €", "Où êtes-vous, chère sœur ?"])
def test_a_few_words_of_french_come_out_right(text: str) -> None:
    assert _plain(text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso8859-15", "Le billet coûte 12 € et l'œuvre est à voir."),
        ("cp1250", "Most jest zamknięty, a burmistrz nie wie, dlaczego tak się stało."),
        ("cp1254", "Köprü kapalı ve belediye başkanı bunun neden böyle olduğunu bilmiyor."),
        ("cp1251", "Мост закрыт, и никто в городе не знает, почему это случилось."),
        ("koi8-r", "Мост закрыт, и никто в городе не знает, почему это случилось."),
        ("cp1253", "Η γέφυρα είναι κλειστή και κανείς δεν ξέρει γιατί συνέβη αυτό."),
        ("cp1255", "הגשר סגור ואף אחד לא יודע למה. ראש העיר הבטיח להסביר ביום שני."),
        (
            "shift_jis",
            "橋は閉鎖されています。市長は月曜日に、町の人々に説明すると約束しました。コンピューターで見られます。",
        ),
        ("gb18030", "这座桥已经关闭了，没有人知道为什么会这样。市长在星期一答应向市民解释。"),
    ],
)
def test_other_languages_come_out_right(encoding: str, text: str) -> None:
    assert _plain(text.encode(encoding)).text == text


def test_utf_8_with_a_stray_byte_is_still_utf_8() -> None:
    text = "Le maire a détecté une faille à la région. " * 10
    assert _plain(text.encode() + b"\xe9.").text == f"{text}\ufffd."


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("windows-1252", "cp1252", "“Déçu” de l’été : 5 €…"),
        ("ISO-8859-1", "cp1252", "“Déçu” de l’été : 5 €…"),
        ("iso-8859-2", "iso8859_2", "Zażółć gęślą jaźń"),
        ("shift_jis", "cp932", "橋は閉鎖されています。"),
        ("iso-2022-jp", "iso2022_jp", "橋は閉鎖されています。"),
        ("iso-8859-1", "utf-8", "“Déçu” de l’été : 5 €…"),
        ("unicode_escape", "utf-8", "A\\u00e9 stays as it is"),
        ("hex", "cp1252", "“Déçu” de l’été : 5 €…"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares_unless_it_is_utf_8(
    declared: str, encoding: str, words: str
) -> None:
    for head in (
        f'<meta charset="{declared}">',
        f"<meta http-equiv=Content-Type content='text/html; charset={declared}'>",
    ):
        page = _html_page(head=head, body=f"<p>{words}</p><p>{words}</p>")
        assert words in _html(page.encode(encoding)).text


def test_the_encoding_of_xhtml_may_stand_in_its_declaration() -> None:
    page = (
        '<?xml version="1.0" encoding="ISO-8859-2"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="pl">'
        "<head><title>Most</title></head><body><p>Most jest zamknięty i już.</p></body></html>"
    )
    article = _html(page.encode("iso8859_2"), "/notes/most.xhtml")
    assert (article.text, article.language) == ("Most jest zamknięty i już.", "pl")


def test_line_ends_of_all_systems_are_alike() -> None:
    assert _plain("Title\r\nOne.\rTwo.\u2028Three.\x0cFour.\x85Five.").text == "One.\nTwo.\nThree.\nFour.\nFive."


def test_invisible_characters_at_the_start_are_dropped() -> None:
    assert _plain("\ufeff\u200b\u2060Title\n\x07It\x1b is.").text == "It is."
    assert _plain("\ufeff\u200b\u2060Title\nIt is.").title == "Title"


def test_entities_bring_no_control_characters_in() -> None:
    assert _html("<p>It&#7; is&#0; clo&#xD800;sed&#x1F600;&#60;</p>").text == "It is closed😀<"


def test_old_pages_number_their_quotes_as_windows_did() -> None:
    assert _html("<p>C&#146;est l&#x92;&#156;uvre&#133;</p>").text == "C’est l’œuvre…"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "an Office document or an archive"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"{\\rtf1\\ansi It is closed.}", "an RTF document"),
        (b"It is\0closed.", "binary data"),
        (bytes(range(1, 32)) * 4, "binary data"),
    ],
)
def test_what_is_no_text_is_refused_whatever_it_is_called(content: bytes, what: str) -> None:
    with pytest.raises(ArticleError, match=rf"bridge\.txt holds {what}, no text"):
        _plain(content)


def test_what_can_not_be_decoded_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"The encoding of bridge\.txt can't be told: save it as UTF-8"):
        _plain(bytes(range(0x80, 0x100)))


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf", "\u200b\u00a0\n".encode(), b"...\n---"])
def test_what_has_no_words_is_refused(content: bytes) -> None:
    for read in (_plain, _markdown, _html):
        with pytest.raises(ArticleError, match="holds no text"):
            read(content)


def test_markup_without_words_is_refused() -> None:
    with pytest.raises(ArticleError, match="holds no text"):
        _markdown("---\ntitle: The bridge\n---\n\n![](a.png)\n\n<!-- nothing -->")


_TOKENS = [
    *"<p> </p> <div> <table><tr><td> <!-- <script> </script> <title> &#0; &#xD800; &nbsp; <h1> <ul><li> %PDF-".split(),
    *"` ``` ]( ![ \\ ~~ é \x85 \x1b \ufffe { } <meta/charset=utf-7> <time/datetime=2020-13-45> <html/lang=fr>".split(
        " "
    ),
    *[
        "---\n",
        "title: ",
        "a: [",
        "\n",
        "# ",
        "* ",
        "> ",
        "- ",
        "| a | b |\n|---|---|\n",
        "date: 2020-02-30\n",
        "&a *a\n",
    ],
    *["!!x y\n", "Ping : ", "Words here. "],
]
_CONTENTS = st.one_of(
    st.binary(), st.text().map(str.encode), st.lists(st.sampled_from(_TOKENS)).map(lambda t: "".join(t).encode())
)


@settings(max_examples=400, deadline=None)
@given(content=_CONTENTS, kind=st.sampled_from(["text", "markdown", "html"]))
@example(content=b"<h1>&#0;<base href='//['><article>", kind="html")
def test_whatever_the_bytes_an_article_is_tidy_or_refused_in_one_sentence(content: bytes, kind: Kind) -> None:
    try:
        article = extract(_page(content, kind, "/notes/bridge.x"), "notes", "hash")
    except ArticleError as error:
        assert str(error).endswith(".")  # noqa: PT017 -- any of several errors may come -- either outcome is right
        assert "\n" not in str(error)  # noqa: PT017 -- either outcome is right
        return
    assert article.text == article.text.strip()
    assert "\n\n\n" not in article.text
    assert not any(ord(character) < 32 and character not in "\n\t" for character in article.text)
    assert 0 < len(article.title) <= 300
    assert len(article.language) == 2


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1))
def test_whatever_the_words_of_plain_text_they_come_out_as_they_were(text: str) -> None:
    article = _plain(f"Title\nStart {text} end.")
    assert article.text == f"Start {text} end."
