from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from corpus.errors import ArticleError
from ingest.readers.office.epub import read_epub
from tests.support.documents import epub, xhtml

if TYPE_CHECKING:
    from ingest.readers.document.reading import Reading

_PAGES = {
    "b.xhtml": xhtml("<h1>One</h1><p>It is out.</p>"),
    "a.xhtml": xhtml('<h1>Two</h1><p>It is in.</p><h2 id="later">Later</h2><p>It is out again.</p>'),
}


def _read(pages: dict[str, str], **more: Any) -> Reading:
    return read_epub(epub(pages, **more), "tide.epub")


def _places(reading: Reading) -> list[tuple[str, str]]:
    return [(place.label, reading.text[place.start :].split("\n")[0]) for place in reading.places]


def _point(title: str, source: str, inner: str = "") -> str:
    return f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{source}"/>{inner}</navPoint>'


def test_pages_are_read_in_the_order_of_the_spine_and_contents_are_no_page() -> None:
    reading = _read(_PAGES, nav='<li><a href="b.xhtml">Ebb</a></li><li><a href="a.xhtml">Flood</a></li>')
    assert reading.text == "One\n\nIt is out.\n\nTwo\n\nIt is in.\n\nLater\n\nIt is out again."
    assert (reading.title, reading.language) == ("The Tide", "en")


def test_chapters_are_those_of_the_contents_and_their_sections_are_not() -> None:
    nav = (
        '<li><a href="b.xhtml">Ebb</a></li><li><a href="a.xhtml">Flood</a><ol><li><a href="a.xhtml#later">Later on</a>'
        "</li></ol></li>"
    )
    assert _places(_read(_PAGES, nav=nav)) == [("Ebb", "One"), ("Flood", "Two")]
    ncx = _point("Ebb", "b.xhtml") + _point("Flood", "a.xhtml", _point("Later on", "a.xhtml#later"))
    assert _places(_read(_PAGES, ncx=ncx)) == [("Ebb", "One"), ("Flood", "Two")]


def test_chapters_of_parts_and_chapters_within_one_file_are_places() -> None:
    parts = (
        '<li><span>The sea</span><ol><li><a href="b.xhtml">Ebb</a></li><li><a href="a.xhtml">Flood</a></li></ol></li>'
    )
    assert _places(_read(_PAGES, nav=parts)) == [("Ebb", "One"), ("Flood", "Two")]
    page = xhtml('<div id="c1"/><p>It is out.</p><p><a id="c2"></a>It is in.</p>')
    ncx = _point("Ebb", "p.xhtml#c1") + _point("Flood", "p.xhtml#c2")
    assert _places(_read({"p.xhtml": page}, ncx=ncx)) == [("Ebb", "It is out."), ("Flood", "It is in.")]


def test_without_contents_headings_are_chapters() -> None:
    assert _places(_read(_PAGES)) == [("One", "One"), ("Two", "Two")]
    assert _places(_read(_PAGES, nav='<li><a href="gone.xhtml">Gone</a></li>')) == [("One", "One"), ("Two", "Two")]


def test_names_of_files_may_be_escaped_and_lie_in_folders() -> None:
    pages = {"text/été 1.xhtml": xhtml("<p>It is out.</p>"), "text/b.xhtml": xhtml("<p>It is in.</p>")}
    ncx = _point("Ebb", "text/%C3%A9t%C3%A9%201.xhtml") + _point("Flood", "text/../text/b.xhtml")
    assert _places(_read(pages, ncx=ncx)) == [("Ebb", "It is out."), ("Flood", "It is in.")]


def test_what_stands_before_the_text_is_left_out() -> None:
    front = {
        "cover.xhtml": xhtml("<p>Cover of it</p>"),
        "rights.xhtml": xhtml("<p>All rights</p>", attributes=' epub:type="copyright-page"'),
    }
    guide = '<reference type="cover" href="cover.xhtml"/>'
    assert _read(front | {"a.xhtml": xhtml("<p>It is out.</p>")}, guide=guide).text == "It is out."


def test_xhtml_is_read_with_the_names_of_its_characters_and_without_marks_of_notes() -> None:
    body = (
        "<p>L&rsquo;&eacute;t&eacute;&nbsp;: &lt;chaud&gt;<sup><a href='#n1'>1</a></sup>"
        "<a epub:type='noteref' href='#n2'>*</a>.<br/>Puis\n froid.</p>"
        "<aside id='n1'><p>Une note. <a href='#r1'>↩</a></p></aside><script>no()</script>"
    )
    assert _read({"a.xhtml": xhtml(body)}).text == "L’été\u00a0: <chaud>.\nPuis froid.\n\nUne note."


def test_a_page_that_is_not_well_formed_is_read_as_html() -> None:
    assert _read({"a.xhtml": "<html><body><p>It is <b>out</p><p>&bogus; It is in.</body>"}).text == (
        "It is out\n\n&bogus; It is in."
    )


def test_lists_and_tables_are_read_line_by_line() -> None:
    body = (
        "<ul><li>one</li><li><p>two</p><ul><li>deep</li></ul></li></ul><table><tr><th>Year</th><td>2020</td></tr><tr>"
        "<td>Height<br/>in m</td><td><p>4</p></td></tr></table><pre>a\n  b</pre>"
    )
    assert _read({"a.xhtml": xhtml(body)}).text == "one\ntwo\ndeep\n\nYear | 2020\nHeight in m | 4\n\na\nb"


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("<dc:date>2020-06-30</dc:date>", date(2020, 6, 30)),
        ("<dc:date>2020-06-30T10:00:00Z</dc:date>", date(2020, 6, 30)),
        ('<dc:date opf:event="publication">2020-06-30</dc:date>', date(2020, 6, 30)),
        ('<dc:date opf:event="modification">2020-06-30</dc:date>', None),
        ('<dc:date opf:event="creation">2020-06-30</dc:date>', None),
        ("<dc:date>2020</dc:date>", None),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", None),
        ('<meta property="dcterms:modified">2020-06-30T10:00:00Z</meta>', None),
        ("", None),
    ],
)
def test_the_date_of_a_book_is_that_of_its_publication(written: str, published: date | None) -> None:
    assert _read({"a.xhtml": xhtml("<p>It is out.</p>")}, metadata=written).published == published


def test_authors_are_those_who_wrote_it() -> None:
    metadata = (
        '<dc:creator>Ann Lee</dc:creator><dc:creator opf:role="ill">Bo Chen</dc:creator><dc:creator id="c">Cy Roe'
        '</dc:creator><meta refines="#c" property="role">trl</meta><dc:creator opf:role="aut">Di Fox</dc:creator>'
    )
    assert _read({"a.xhtml": xhtml("<p>It is out.</p>")}, metadata=metadata).author == "Ann Lee, Di Fox"


def _encrypted(algorithm: str, uri: str) -> dict[str, str]:
    return {
        "META-INF/encryption.xml": '<e xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData><enc:CipherReference URI="{uri}"/>'
        "</enc:CipherData></enc:EncryptedData></e>"
    }


def test_a_protected_book_is_refused_and_one_with_garbled_fonts_is_read() -> None:
    pages = {"a.xhtml": xhtml("<p>It is out.</p>")}
    fonts = _encrypted("http://www.idpf.org/2008/embedding", "OEBPS/font.otf")
    assert _read(pages, more=fonts).text == "It is out."
    protected = _encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/a.xhtml")
    with pytest.raises(ArticleError, match=r"tide\.epub is protected against copying"):
        _read(pages, more=protected)
