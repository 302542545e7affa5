"""Articles from bytes in any encoding, and from what is no text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from ingest.readers.extract import extract
from tests.support.extracting import from_html, from_markdown, from_plain, html_page, make_page

_FRENCH = "Le pont\nLe maire a détecté “une faille” dans l’œuvre : ça coûte 12 € à la région, où Noël s’achève…"
_OLD_FRENCH = "Le pont\nLe maire a détecté une faille : ça coûte cher à la région, où Noël s'achève. Déjà l'été."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_french_typography_comes_out_right(encoding: str) -> None:
    assert f"Le pont\n{from_plain(_FRENCH.encode(encoding)).text}" == _FRENCH


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "iso8859-15", "mac-roman", "cp850"])
def test_old_encodings_come_out_right(encoding: str) -> None:
    assert f"Le pont\n{from_plain(_OLD_FRENCH.encode(encoding)).text}" == _OLD_FRENCH


@pytest.mark.parametrize("text", ["détecté", "café", "Ça va ?", "Prix : 5 €", "Où êtes-vous, chère sœur ?"])
def test_a_few_words_of_french_come_out_right(text: str) -> None:
    assert from_plain(text.encode("cp1252")).text == text


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
    assert from_plain(text.encode(encoding)).text == text


def test_utf_8_with_a_stray_byte_is_still_utf_8() -> None:
    text = "Le maire a détecté une faille à la région. " * 10
    assert from_plain(text.encode() + b"caf\xe9.").text == f"{text}café."


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
        page = html_page(head=head, body=f"<p>{words}</p><p>{words}</p>")
        assert words in from_html(page.encode(encoding)).text


def test_the_encoding_of_xhtml_may_stand_in_its_declaration() -> None:
    page = (
        '<?xml version="1.0" encoding="ISO-8859-2"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="pl">'
        "<head><title>Most</title></head><body><p>Most jest zamknięty i już.</p></body></html>"
    )
    article = from_html(page.encode("iso8859_2"), "/notes/most.xhtml")
    assert (article.text, article.language) == ("Most jest zamknięty i już.", "pl")


def test_line_ends_of_all_systems_are_alike() -> None:
    assert from_plain("Title\r\nOne.\rTwo.\u2028Three.\x0cFour.\x85Five.").text == "One.\nTwo.\nThree.\nFour.\nFive."


def test_invisible_characters_at_the_start_are_dropped() -> None:
    assert from_plain("\ufeff\u200b\u2060Title\n\x07It\x1b is.").text == "It is."
    assert from_plain("\ufeff\u200b\u2060Title\nIt is.").title == "Title"


def test_entities_bring_no_control_characters_in() -> None:
    assert from_html("<p>It&#7; is&#0; clo&#xD800;sed&#x1F600;&#60;</p>").text == "It is closed😀<"


def test_old_pages_number_their_quotes_as_windows_did() -> None:
    assert from_html("<p>C&#146;est l&#x92;&#156;uvre&#133;</p>").text == "C’est l’œuvre…"


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
        from_plain(content)


def test_what_can_not_be_decoded_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"The encoding of bridge\.txt can't be told: save it as UTF-8"):
        from_plain(bytes(range(0x80, 0x100)))


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf", "\u200b\u00a0\n".encode(), b"...\n---"])
def test_what_has_no_words_is_refused(content: bytes) -> None:
    for read in (from_plain, from_markdown, from_html):
        with pytest.raises(ArticleError, match="holds no text"):
            read(content)


def test_markup_without_words_is_refused() -> None:
    with pytest.raises(ArticleError, match="holds no text"):
        from_markdown("---\ntitle: The bridge\n---\n\n![](a.png)\n\n<!-- nothing -->")


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
def test_whatever_the_bytes_an_article_is_tidy_or_refused_in_one_sentence(content: bytes, kind: str) -> None:
    try:
        article = extract(make_page(content, kind, "/notes/bridge.x"), "notes", "hash")
    except ArticleError as error:
        assert str(error).endswith(".")  # noqa: PT017 -- either outcome is right
        assert "\n" not in str(error)  # noqa: PT017 -- either outcome is right
        return
    assert article.text == article.text.strip()
    assert "\n\n\n" not in article.text
    assert not any(ord(character) < 32 and character not in "\n\t" for character in article.text)
    assert 0 < len(article.title) <= 300
    assert len(article.language) == 2


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn"]), min_size=1))
def test_whatever_the_words_of_plain_text_they_come_out_as_they_were(text: str) -> None:
    article = from_plain(f"Title\nStart {text} end.")
    assert article.text == f"Start {text} end."
