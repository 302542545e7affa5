from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.web.robots import Rules

_FILE = b"""\xef\xbb\xbfUser-agent: *
Disallow: /

User-agent: footnote
Disallow: /private
Allow: /private/open
Crawl-delay: 5
"""


def test_rules_for_us_come_before_those_for_all() -> None:
    rules = Rules(_FILE, user_agent="Footnote")
    assert rules.allows("https://example.com/page")
    assert not rules.allows("https://example.com/private/page")
    assert rules.allows("https://example.com/private/open")
    assert rules.delay == 5


def test_rules_for_all_hold_where_none_are_for_us() -> None:
    assert not Rules(_FILE, user_agent="Another").allows("https://example.com/page")


def test_without_rules_all_is_allowed_at_once() -> None:
    rules = Rules(user_agent="Footnote")
    assert rules.allows("https://example.com/page")
    assert rules.delay == 0


def test_a_delay_beyond_all_bounds_is_cut() -> None:
    assert Rules(b"User-agent: *\nCrawl-delay: 86400", user_agent="Footnote").delay == 30
    assert Rules(b"User-agent: *\nCrawl-delay: inf", user_agent="Footnote").delay <= 30


@given(
    st.lists(
        st.builds(
            "{}: {}".format,
            st.sampled_from(
                ["User-agent", "Allow", "Disallow", "Crawl-delay", "Sitemap", "Request-rate", "Visit-time"]
            ),
            st.text(alphabet="*$/%?a=1 .:-é\0\r", max_size=20),
        )
    ),
    st.binary(max_size=100),
)
def test_no_file_breaks_reading(lines: list[str], noise: bytes) -> None:
    rules = Rules("\n".join(lines).encode() + noise, user_agent="Footnote")
    assert rules.allows("https://example.com/a%20b?c=d") in {True, False}
    assert not rules.delay > 30
