from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import RefusedError
from ingest.web.address import Address, parse_address

_TEXTS = st.one_of(
    st.text(),
    st.builds(
        "http{}://{}{}{}".format, st.sampled_from(["", "s"]), st.text(), st.sampled_from(["", ":", ":80"]), st.text()
    ),
    st.text(alphabet="htps:/.@[]%\\#?0x17f~ éⓔ。\ud800").map("http://".__add__),
)


def _parsed(text: str) -> Address | None:
    try:
        return parse_address(text)
    except RefusedError:
        return None


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("  https://example.com/a \n", "https://example.com/a"),
        ("http://example.com:80/", "http://example.com/"),
        ("https://example.com:443/", "https://example.com/"),
        ("https://example.com:80/", "https://example.com:80/"),
        ("http://example.com./", "http://example.com/"),
        ("http://example.com/a#part", "http://example.com/a"),
        ("http://example.com?b=1", "http://example.com/?b=1"),
        ("http://example.com/a/./b/../c", "http://example.com/a/c"),
        ("http://example.com/a;b?c;d", "http://example.com/a;b?c;d"),
        ("http://BÜCHER.example/é?ü", "http://xn--bcher-kva.example/%C3%A9?%C3%BC"),
        ("http://example.com/%7Ea b", "http://example.com/%7Ea%20b"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://@example.com/", "http://example.com/"),
    ],
)
def test_an_address_has_one_normal_form(written: str, normal: str) -> None:
    assert str(parse_address(written)) == normal


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "no web address|begins with neither"),
        ("example.com/page", "begins with neither"),
        ("file:///etc/passwd", "not file ones"),
        ("FTP://example.com/", "not ftp ones"),
        ("javascript:alert(1)", "not javascript ones"),
        ("http:///path", "no valid name"),
        ("http:example.com", "no valid name"),
        ("http://exa mple.com/", "no valid name"),
        ("http://a..b/", "no valid name"),
        (f"http://{'a' * 64}.com/", "no valid name"),
        (f"http://{'a.' * 127}com/", "no valid name"),
        ("http://example.com:0/", "from 1 to 65535"),
        ("http://example.com:65536/", "from 1 to 65535"),
        ("http://example.com:x/", "no web address"),
        ("http://exam\nple.com/", "no web address"),
        (f"http://example.com/{'a' * 2000}", "more than 2,000 characters"),
        (f"http://example.com/{'é' * 1000}", "more than 2,000 characters"),
        ("http://127.1/", "is a number"),
    ],
)
def test_what_is_no_web_address_is_refused_with_what_to_do(written: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why) as raised:
        parse_address(written)
    assert str(raised.value).count(". ") == 0


@pytest.mark.parametrize(
    "written",
    [
        "http://anna:hunter2@example.com/",
        "http://:hunter2@example.com/",
        "ftp://anna:hunter2@example.com/",
        "http://anna:hunter2@example.com:x/",
        "http://anna:hunter2/@example.com/",
        "http://hunter2@/",
    ],
)
def test_a_password_is_refused_and_never_repeated(written: str) -> None:
    with pytest.raises(RefusedError) as raised:
        parse_address(written)
    assert "hunter2" not in f"{raised.value} {raised.value.__cause__}"


@given(_TEXTS)
@example("http://xn--a/")
@example("http://[fe80::1%25eth0]/")
def test_the_normal_form_is_its_own_normal_form_and_nothing_else_is_raised(text: str) -> None:
    if address := _parsed(text):
        assert parse_address(str(address)) == address
        assert str(address).isascii()


@given(st.text(max_size=50))
def test_any_reference_on_a_page_leads_to_an_address_or_is_refused(reference: str) -> None:
    try:
        joined = parse_address("https://example.com/a/b?c").joined(reference)
    except RefusedError:
        return
    assert parse_address(str(joined)) == joined


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("c", "https://example.com/a/c"),
        ("/c", "https://example.com/c"),
        ("?d", "https://example.com/a/b?d"),
        ("//other.example/", "https://other.example/"),
        ("", "https://example.com/a/b?c"),
        ("http://example.com", "http://example.com/"),
    ],
)
def test_a_reference_is_read_from_where_it_stands(reference: str, leads_to: str) -> None:
    assert str(parse_address("https://example.com/a/b?c").joined(reference)) == leads_to


def test_a_query_isnt_shown() -> None:
    assert parse_address("https://example.com/a?key=secret").shown == "https://example.com/a?…"
    assert parse_address("https://example.com/a").shown == "https://example.com/a"
